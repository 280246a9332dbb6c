import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../src/model/identity';
import { programPath } from './programs';

const OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * The YAML that `kustomize build` gives for a folder.
 *
 * @throws Error with what kustomize says when it refuses the folder
 */
export async function kustomizeBuild(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)(programPath('kustomize'), ['build', folder], {
    maxBuffer: OUTPUT_BYTES,
  });
  return stdout;
}

/** The objects of a YAML stream. */
export function objectsIn(yaml: string): readonly KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as KubernetesObject;
  });
}
