import { ImportError } from './import-error';
import { isRecord, sortKeys } from './schema';

/** A kind that every API server has. */
export interface CoreKind {
  /** `''` for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  /** Its name in paths. */
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Name of its definition. */
  readonly definition: string;
  /** Whether a create drops the status. */
  readonly hasStatus: boolean;
}

/** The kinds of an API server and the schemas that they share. */
export interface CoreSchemas {
  readonly kinds: readonly CoreKind[];
  /** By name; `$ref`s are such names. */
  readonly definitions: Readonly<Record<string, unknown>>;
}

type GroupVersionKind = Pick<CoreKind, 'group' | 'version' | 'kind'>;
type Json = Readonly<Record<string, unknown>>;

const STABLE = /^v\d+$/;
const REFERENCE = '#/components/schemas/';
const SHAPING = ['type', 'required', 'enum', 'oneOf'] as const;

/** What an int32 holds, which Go's decoder checks. */
const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/**
 * Fields that OpenAPI calls required and that an API server does without, since their empty value is a right one: found
 * by asking it (`test/conformance/schema-core.test.ts`).
 */
const NOT_REQUIRED: ReadonlySet<string> = new Set([
  'apps.v1.ControllerRevision.revision',
  'core.v1.ConfigMapNodeConfigSource.kubeletConfigKey',
  'core.v1.ConfigMapNodeConfigSource.name',
  'core.v1.ConfigMapNodeConfigSource.namespace',
  'core.v1.Event.involvedObject',
  'core.v1.LimitRangeSpec.limits',
  'core.v1.TypedLocalObjectReference.kind',
  'core.v1.TypedLocalObjectReference.name',
  'core.v1.TypedObjectReference.kind',
  'core.v1.TypedObjectReference.name',
  'discovery.v1.EndpointSlice.endpoints',
  'rbac.v1.RoleRef.apiGroup',
  'resource.v1.DeviceClass.spec',
  'resource.v1.ResourceClaim.spec',
  'resource.v1.ResourceClaimTemplate.spec',
  'resource.v1.ResourceClaimTemplateSpec.spec',
  'scheduling.v1.PriorityClass.value',
  'storage.v1.CSIDriver.spec',
  'storage.v1.CSINode.spec',
  'storage.v1.CSINodeSpec.drivers',
]);

/** Likewise fields whose enumeration an API server does not ask for wherever they stand. */
const NOT_ENUMERATED: ReadonlySet<string> = new Set(['core.v1.NodeSelectorRequirement.operator']);

/**
 * Reads the kinds of stable versions that an API server stores, with all that their schemas refer to, from its OpenAPI
 * v3 documents. What says nothing of the shape of a value is dropped.
 *
 * @param documents by the names of their files, for errors
 */
export function readOpenApi(documents: ReadonlyMap<string, unknown>): CoreSchemas {
  const kinds: CoreKind[] = [];
  const schemas = new Map<string, Json>();
  for (const [file, document] of documents) {
    if (!isRecord(document) || !isRecord(document.paths)) throw new ImportError(`${file}: is no OpenAPI v3 document`);
    kinds.push(...kindsOf(document.paths));
    const components = isRecord(document.components) ? document.components : {};
    for (const [name, schema] of Object.entries(isRecord(components.schemas) ? components.schemas : {})) {
      if (isRecord(schema)) schemas.set(name, schema);
    }
  }
  if (kinds.length === 0)
    throw new ImportError(`${[...documents.keys()].join(', ')}: no stored kind of a stable version`);
  kinds.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { kinds, definitions: reachableFrom(kinds, schemas) };
}

/** Kinds whose collection can be listed and posted to: reviews and bindings are not stored. */
function kindsOf(paths: Json): CoreKind[] {
  const found = new Map<string, CoreKind>();
  for (const [path, operations] of Object.entries(paths)) {
    if (!isRecord(operations) || !isRecord(operations.post) || !isRecord(operations.get)) continue;
    const kind = operations.post['x-kubernetes-group-version-kind'] as GroupVersionKind | undefined;
    if (kind === undefined || !STABLE.test(kind.version)) continue;
    const definition = definitionOf(operations.post);
    if (definition === undefined) continue;
    found.set(keyOf(kind), {
      group: kind.group,
      kind: kind.kind,
      version: kind.version,
      plural: path.split('/').at(-1)!,
      scope: path.includes('/{namespace}/') ? 'Namespaced' : 'Cluster',
      definition: shortName(definition),
      hasStatus: `${path}/{name}/status` in paths,
    });
  }
  return [...found.values()];
}

function keyOf({ group, kind, version }: GroupVersionKind): string {
  return `${group}/${kind}/${version}`;
}

function definitionOf(post: Json): string | undefined {
  const reference = JSON.stringify(post.requestBody ?? {});
  return /"#\/components\/schemas\/([^"]+)"/.exec(reference)?.[1];
}

function reachableFrom(kinds: readonly CoreKind[], schemas: ReadonlyMap<string, Json>): Record<string, unknown> {
  const byShortName = new Map([...schemas].map(([name, schema]) => [shortName(name), { name, schema }]));
  const definitions = new Map<string, unknown>();
  const visit = (name: string): void => {
    const found = byShortName.get(name);
    if (definitions.has(name) || found === undefined) return;
    definitions.set(name, undefined); // schemas of CRDs hold themselves
    const shape = shapeOf(found.schema, name);
    definitions.set(name, shape);
    for (const [, below] of JSON.stringify(shape).matchAll(/"\$ref":"([^"]+)"/g)) visit(below!);
  };
  for (const { definition } of kinds) visit(definition);
  return sortKeys(Object.fromEntries(definitions)) as Record<string, unknown>;
}

/** The end of a name such as `io.k8s.api.core.v1.ServiceSpec`, which is unique with its package and version. */
function shortName(name: string): string {
  return name.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.apis\.|apimachinery\.pkg\.)?/, '');
}

function shapeOf(schema: Json, where: string): Json {
  const [wrapped] = Array.isArray(schema.allOf) ? (schema.allOf as Json[]) : [schema];
  if (typeof wrapped?.$ref === 'string') return referenceTo(wrapped.$ref);
  if (where.endsWith('.IntOrString')) return { 'x-kubernetes-int-or-string': true };
  const shape: Record<string, unknown> = Object.fromEntries(
    SHAPING.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]),
  );
  if (isRecord(schema.properties)) {
    shape.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        shapeOf(property as Json, `${where}.${name}`),
      ]),
    );
  }
  if (Array.isArray(shape.required)) {
    shape.required = shape.required.filter((name) => !NOT_REQUIRED.has(`${where}.${String(name)}`));
  }
  // An empty one is the same as none, which has a default or is refused where it is required.
  if (Array.isArray(shape.enum)) shape.enum = [...new Set([...(shape.enum as unknown[]), ''])];
  if (NOT_ENUMERATED.has(where)) delete shape.enum;
  for (const part of ['items', 'additionalProperties'] as const) {
    // Go reads null as the empty value.
    if (isRecord(schema[part])) shape[part] = { ...shapeOf(schema[part], where), nullable: true };
  }
  const isOpen = shape.type === undefined || shape.type === 'object';
  if (
    isOpen &&
    shape.oneOf === undefined &&
    shape.properties === undefined &&
    shape.additionalProperties === undefined
  ) {
    shape['x-kubernetes-preserve-unknown-fields'] = true;
  }
  if (schema.format === 'int32') Object.assign(shape, INT32);
  const goType = goTypeOf(schema, where);
  if (goType !== undefined) {
    shape['x-go-type'] = goType;
    if (goType === 'bytes') delete shape.type; // a list of numbers will do
  }
  return shape;
}

/** What Go decodes a text to, where not every text is right. */
function goTypeOf({ format }: Json, where: string): string | undefined {
  if (format === 'byte') return 'bytes';
  if (where.endsWith('.Quantity')) return 'quantity';
  if (format !== 'date-time') return undefined;
  return where.endsWith('.MicroTime') ? 'micro time' : 'time';
}

function referenceTo(reference: string): Json {
  return { $ref: shortName(reference.slice(REFERENCE.length)) };
}
