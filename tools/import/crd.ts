import { ImportError } from './import-error';
import { type CrdSchema, isRecord, readSchema, sortKeys } from './schema';
import { compareVersions } from './version';

/** Where the CRD of a kind was taken from. */
export interface Source {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly tag: string;
  /** Path or name of the file that held the CRD. */
  readonly file: string;
}

/** A kind as its CRD defines it. */
export interface CrdKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[];
  /** Group and the preferred version, which the generated class writes. */
  readonly apiVersion: string;
  /** What is written apart from the object: `status`, which a create drops, and `scale`, which bounds replicas. */
  readonly subresources?: Readonly<Record<string, unknown>>;
  /** The schema of the whole object, the same in every served version. */
  readonly schema: CrdSchema;
}

/** A kind of `imports/`: what the CRD says and where it came from. */
export interface ImportedKind extends CrdKind {
  readonly source: Source;
}

/** Names become names of files and of classes, so they are held to what the API server allows. */
const KIND_NAME = /^[A-Z][A-Za-z0-9]*$/;
const DNS_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const SPEC_FIELDS = ['group', 'names', 'scope', 'versions', 'conversion', 'preserveUnknownFields'];
const VERSION_FIELDS = [
  'name',
  'served',
  'storage',
  'schema',
  'subresources',
  'selectableFields',
  'additionalPrinterColumns',
  'deprecated',
  'deprecationWarning',
];

/** Which kind it is, whatever the version: `networking.istio.io/Gateway`. */
export function kindKey({ group, kind }: Pick<CrdKind, 'group' | 'kind'>): string {
  return `${group}/${kind}`;
}

/** Whether a YAML document is a CRD of any version. */
export function isCrd(document: unknown): boolean {
  return isRecord(document) && document.kind === 'CustomResourceDefinition';
}

/**
 * Reads one CRD. What it asks for and we do not know is refused, because a type without it would be wrong.
 *
 * @param file names the CRD in errors
 */
export function readCrd(document: unknown, file: string): CrdKind {
  const crd = record(document, file);
  if (crd.apiVersion !== 'apiextensions.k8s.io/v1') {
    throw new ImportError(`${file}: a CRD of ${String(crd.apiVersion)} is not supported, only apiextensions.k8s.io/v1`);
  }
  const spec = record(crd.spec, `${file}: spec of the CRD`);
  const names = record(spec.names, `${file}: spec.names of the CRD`);
  const kind = name(names.kind, KIND_NAME, `${file}: spec.names.kind`);
  const where = `${file}: ${kind}`;
  refuseUnknown(spec, SPEC_FIELDS, where);
  if (spec.preserveUnknownFields === true) {
    throw new ImportError(`${where}: preserveUnknownFields is not supported, the schema would say nothing`);
  }
  const group = name(spec.group, DNS_NAME, `${where}: spec.group`);
  const scope = spec.scope;
  if (scope !== 'Namespaced' && scope !== 'Cluster') {
    throw new ImportError(`${where}: scope must be Namespaced or Cluster, not ${JSON.stringify(scope)}`);
  }
  const { versions, schema, subresources } = readVersions(spec.versions, where);
  return {
    group,
    kind,
    plural: name(names.plural, DNS_NAME, `${where}: spec.names.plural`),
    scope,
    versions,
    apiVersion: `${group}/${versions[0]}`,
    ...(Object.keys(subresources).length > 0 && { subresources }),
    schema,
  };
}

/** What a served version has beside its name; one type and one verdict stand for all of them. */
interface VersionContent {
  readonly schema: CrdSchema;
  readonly subresources: Readonly<Record<string, unknown>>;
}

function readVersions(value: unknown, where: string): VersionContent & { versions: [string, ...string[]] } {
  if (!Array.isArray(value)) throw new ImportError(`${where}: spec.versions must be a list`);
  const contents = new Map<string, VersionContent>();
  for (const item of value) {
    const version = record(item, `${where}: spec.versions`);
    const versionName = name(version.name, DNS_NAME, `${where}: spec.versions.name`);
    refuseUnknown(version, VERSION_FIELDS, `${where} ${versionName}`);
    if (version.served !== true) continue;
    const { openAPIV3Schema } = record(version.schema, `${where} ${versionName}: schema`);
    contents.set(versionName, {
      schema: readSchema(openAPIV3Schema, `${where} ${versionName}`),
      subresources: record(sortKeys(version.subresources ?? {}), `${where} ${versionName}: subresources`),
    });
  }
  const [preferred, ...others] = [...contents.keys()].sort(compareVersions);
  if (preferred === undefined) throw new ImportError(`${where}: no version is served`);
  const content = contents.get(preferred) as VersionContent;
  for (const other of others) {
    const differing = (['schema', 'subresources'] as const).find(
      (part) => JSON.stringify(contents.get(other)?.[part]) !== JSON.stringify(content[part]),
    );
    if (differing !== undefined) {
      throw new ImportError(
        `${where}: versions ${preferred} and ${other} have different ${PLURALS[differing]}, one type cannot stand for both`,
      );
    }
  }
  return { versions: [preferred, ...others], ...content };
}

const PLURALS = { schema: 'schemas', subresources: 'subresources' } as const;

function refuseUnknown(value: Readonly<Record<string, unknown>>, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new ImportError(`${where}: field ${unknown} of the CRD is not supported`);
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new ImportError(`${where} must be an object`);
  return value;
}

function name(value: unknown, pattern: RegExp, where: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) {
    throw new ImportError(`${where} must match ${pattern.source}, ${JSON.stringify(value)} does not`);
  }
  return value;
}
