import type { StructuralSchema } from './structural';
import sources from '../../../imports/sources.json';

export type Scope = 'Namespaced' | 'Cluster';

/** Kinds of the API server itself that a manifest set holds or refers to; CRDs tell the scope of all others. */
const CORE_SCOPES: Readonly<Record<string, Scope>> = {
  '/ConfigMap': 'Namespaced',
  '/Namespace': 'Cluster',
  '/Secret': 'Namespaced',
  '/Service': 'Namespaced',
  '/ServiceAccount': 'Namespaced',
  'apiextensions.k8s.io/CustomResourceDefinition': 'Cluster',
  'networking.k8s.io/NetworkPolicy': 'Namespaced',
};

const SCOPES = new Map<string, Scope>(Object.entries(CORE_SCOPES));
const VERSIONS = new Map<string, readonly string[]>();
for (const { group, kind, scope, versions } of sources) {
  SCOPES.set(`${group}/${kind}`, scope as Scope);
  VERSIONS.set(`${group}/${kind}`, versions);
}

/** Whether objects of a kind live in namespaces; undefined for kinds that nobody here knows. */
export function scopeOf(group: string, kind: string): Scope | undefined {
  return SCOPES.get(`${group}/${kind}`);
}

/** The versions that a kind's CRD serves, of one schema all; undefined for kinds without a CRD here. */
export function versionsOf(group: string, kind: string): readonly string[] | undefined {
  return VERSIONS.get(`${group}/${kind}`);
}

/** The schema of a kind's CRD; undefined for kinds without one. Read from disk at its first use. */
export function loadSchema(group: string, kind: string): StructuralSchema | undefined {
  if (!SCOPES.has(`${group}/${kind}`) || `${group}/${kind}` in CORE_SCOPES) return undefined;
  // A literal import would load the schemas of all kinds.
  return require(`../../../imports/${group}/${kind}.json`) as StructuralSchema;
}
