import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../src/model/identity';

const IMPORTS = join(__dirname, '..', '..', 'imports');

/** What `imports/sources.json` records of a kind. */
interface ImportedKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** The preferred version first. */
  readonly versions: readonly string[];
  readonly subresources?: object;
}

export interface CustomResourceDefinition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string; readonly [name: string]: string };
    readonly versions: readonly { readonly name: string }[];
    readonly [field: string]: unknown;
  };
}

/** The CRDs of all kinds in `imports/`, put together again from what the import kept of them. */
export function customResourceDefinitions(): readonly CustomResourceDefinition[] {
  return (readJson('sources.json') as readonly ImportedKind[]).map(definitionOf);
}

function definitionOf({
  group,
  kind,
  plural,
  scope,
  versions,
  subresources = {},
}: ImportedKind): CustomResourceDefinition {
  const schema = readJson(group, `${kind}.json`);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: approvalOf(group) },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: versions.map((name, i) => ({
        name,
        served: true,
        storage: i === 0,
        schema: { openAPIV3Schema: schema },
        subresources,
      })),
    },
  };
}

/** Groups of the Kubernetes community need a mark of review, which an import does not keep. */
function approvalOf(group: string): Readonly<Record<string, string>> {
  return group.endsWith('.k8s.io') ? { 'api-approved.kubernetes.io': 'unapproved, for tests only' } : {};
}

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(IMPORTS, ...path), 'utf8'));
}
