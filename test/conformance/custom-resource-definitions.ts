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
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface CustomResourceDefinition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string; readonly [name: string]: string };
    readonly versions: readonly { readonly name: string }[];
    readonly [field: string]: unknown;
  };
}

/**
 * Kinds whose controllers write the status like any other field. A subresource, which an import does not keep, would
 * drop what they write.
 */
const WITHOUT_STATUS_SUBRESOURCE: ReadonlySet<string> = new Set([
  'argoproj.io/AnalysisRun',
  'argoproj.io/AppProject',
  'argoproj.io/Application',
  'argoproj.io/Experiment',
  'velero.io/Backup',
  'velero.io/BackupStorageLocation',
  'velero.io/Restore',
  'velero.io/Schedule',
  'velero.io/VolumeSnapshotLocation',
]);

/** The CRDs of all kinds in `imports/`, put together again from what the import kept of them. */
export function customResourceDefinitions(): readonly CustomResourceDefinition[] {
  return (readJson('sources.json') as readonly ImportedKind[]).map(definitionOf);
}

function definitionOf({ group, kind, plural, scope, versions }: ImportedKind): CustomResourceDefinition {
  const schema = readJson(group, `${kind}.json`) as ObjectSchema;
  const hasSubresource = schema.properties?.status !== undefined && !WITHOUT_STATUS_SUBRESOURCE.has(`${group}/${kind}`);
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
        subresources: hasSubresource ? { status: {} } : {},
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
