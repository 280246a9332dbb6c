import type { KubernetesObject } from '../../model/identity';
import type { KindSchema } from './kind-schema';
import type { SchemaProblem } from './problem';
import { BUILT_IN } from './registry';
import { shapeProblems } from './shape';

/**
 * What the shape of an object's kind refuses, which is all that synth asks: fields, types, enumerations and bounds as
 * they stand. Undefined where there is no CRD: the object is skipped, not valid.
 */
export function schemaProblems(group: string, object: KubernetesObject): readonly SchemaProblem[] | undefined {
  const kind = BUILT_IN.kindOf(group, object.kind);
  if (kind === undefined || kind.isCore) return undefined;
  const version = kind.versionOf(object.apiVersion);
  return version === undefined ? [unserved(kind, object.apiVersion)] : shapeProblems(version.root, object);
}

/** An API server answers that it has no such kind, whatever the object holds. */
export function unserved(kind: KindSchema, apiVersion: string): SchemaProblem {
  const served = kind.apiVersions.join(', ');
  const message = `${kind.kind} has no version ${apiVersion}, but ${served}`;
  return { code: 'NotServed', field: 'apiVersion', pointer: '/apiVersion', message };
}
