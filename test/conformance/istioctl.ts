import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programPath } from './programs';

/** A message of Istio's analysis. */
export interface AnalysisMessage {
  /** `IST0101`, … */
  readonly code: string;
  readonly level: 'Error' | 'Warning' | 'Info';
  /** The object: `VirtualService default/frontend`. */
  readonly origin: string;
  readonly message: string;
}

/**
 * What `istioctl analyze` says of YAML without a cluster. It skips analyzers that need Services, Namespaces, Pods or
 * Secrets, which it does not read from files.
 *
 * @throws Error when istioctl cannot read the YAML
 */
export async function istioctlAnalyze(yaml: string): Promise<readonly AnalysisMessage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'istioctl-'));
  try {
    const file = join(folder, 'manifests.yaml');
    await writeFile(file, yaml);
    const options = ['analyze', '--all-namespaces', '--use-kube=false', '--output=json', file];
    const { stdout, stderr } = await promisify(execFile)(programPath('istioctl'), options);
    // The exit code says nothing: a file that is not YAML is told here, and is no failure.
    if (stderr.includes('Error(s) adding files')) throw new Error(`istioctl cannot read the YAML: ${stderr.trim()}`);
    return JSON.parse(stdout) as readonly AnalysisMessage[];
  } finally {
    await rm(folder, { recursive: true });
  }
}
