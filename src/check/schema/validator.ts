import type { KubernetesObject } from '../../model/identity';
import { loadSchema, versionsOf } from './registry';
import { SchemaNode, SchemaProblem } from './schema-node';
import { withEnvelope } from './structural';

/** By kind: reading a schema from disk waits for the first object that needs it. */
const roots = new Map<string, SchemaNode | undefined>();

function rootOf(group: string, kind: string): SchemaNode | undefined {
  const key = `${group}/${kind}`;
  if (!roots.has(key)) {
    const schema = loadSchema(group, kind);
    roots.set(key, schema === undefined ? undefined : new SchemaNode(withEnvelope(schema)));
  }
  return roots.get(key);
}

/**
 * What the schema of an object's kind refuses; undefined where there is no schema: the object is skipped, not valid.
 */
export function schemaProblems(group: string, object: KubernetesObject): readonly SchemaProblem[] | undefined {
  const root = rootOf(group, object.kind);
  if (root === undefined) return undefined;
  const unserved = unservedVersion(group, object);
  return unserved === undefined ? root.problems(object) : [unserved];
}

/** An API server answers that it has no such kind, whatever the object holds. */
function unservedVersion(group: string, { apiVersion, kind }: KubernetesObject): SchemaProblem | undefined {
  const versions = versionsOf(group, kind) ?? [];
  if (versions.includes(apiVersion.slice(group.length + 1))) return undefined;
  const served = versions.map((version) => `${group}/${version}`);
  return { pointer: '/apiVersion', message: `${kind} has no version ${apiVersion}, but ${served.join(', ')}` };
}
