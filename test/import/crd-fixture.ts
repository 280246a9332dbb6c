import { parse } from 'yaml';
import { type ImportedKind, readCrd } from '../../tools/import/crd';

/** What a test wants to say of a CRD. */
export interface CrdFixture {
  readonly kind?: string;
  readonly group?: string;
  /** YAML of the schema under `spec`. */
  readonly spec: string;
  /**
   * Served versions.
   * @default v1
   */
  readonly versions?: readonly string[];
}

/** YAML of a CRD whose versions all have one schema. */
export function crdYaml({ kind = 'Widget', group = 'example.com', spec, versions = ['v1'] }: CrdFixture): string {
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: {
      group,
      names: { kind, plural: `${kind.toLowerCase()}s` },
      scope: 'Namespaced',
      versions: versions.map((name, i) => ({
        name,
        served: true,
        storage: i === 0,
        schema: { openAPIV3Schema: objectSchema(parse(spec)) },
      })),
    },
  });
}

export function importedKind(fixture: CrdFixture): ImportedKind {
  const source = { repository: 'example/widgets', tag: 'v1.2.3', file: 'widgets.yaml' };
  return { ...readCrd(JSON.parse(crdYaml(fixture)), 'widgets.yaml'), source };
}

function objectSchema(spec: unknown): unknown {
  return { type: 'object', properties: { spec, status: { type: 'object' } } };
}
