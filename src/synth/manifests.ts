import { ApiObject, ApiObjectMetadataDefinition, App, Lazy } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { CustomResource } from '../constructs/custom-resource';
import { ExternalResource } from '../constructs/external-resource';
import { FieldOwnership } from '../constructs/field-ownership';
import { REFERENCED_WORKLOAD, refersToWorkload } from '../constructs/referenced-workload';
import { groupOf, Identity, KubernetesObject, ObjectMeta } from '../model/identity';
import { canonicalObject, Manifest, manifestOf } from '../model/manifest';
import type { Origin } from '../model/origin';
import type { OwnedFields } from '../model/owned-field';
import type { ReferencedWorkload } from '../model/referenced-workload';

export type Labels = Readonly<Record<string, string>>;

/** What is wrong with a construct. */
export interface Complaint {
  readonly origin: Origin;
  readonly message: string;
}

/** What a construct tree holds, in the order of the tree; identities may still occur twice. */
export interface TreeContent {
  readonly manifests: readonly Manifest[];
  /** Objects that hold what no manifest can: a function, a patch that does not fit. */
  readonly failures: readonly Complaint[];
  /** What constructs say by validations of their own, which programs add with `node.addValidation`. */
  readonly objections: readonly Complaint[];
  readonly external: readonly Identity[];
  readonly ownedFields: readonly OwnedFields[];
  readonly workloads: readonly ReferencedWorkload[];
}

/**
 * Reads all manifests of a construct tree in one pass. Those that lack one of the labels get it: a chart inside of
 * another does not inherit its labels.
 *
 * `App.synth()` is not called: it validates the whole app once per chart and sorts dependencies in time exponential in
 * their depth, and the apply order is proven by references here.
 */
export function readTree(root: IConstruct, labels: Labels = {}): TreeContent {
  const manifests: Manifest[] = [];
  const external: Identity[] = [];
  const failures: Complaint[] = [];
  const objections: Complaint[] = [];
  const ownerships: FieldOwnership[] = [];
  const workloads: ReferencedWorkload[] = [];
  const custom = hasCustomResolvers(App.of(root));

  function visit(construct: IConstruct, path: string): void {
    if (ApiObject.isApiObject(construct)) {
      const origin = originOf(construct, path);
      try {
        manifests.push(manifestOf(named(render(construct, custom, labels)), origin));
      } catch (error) {
        failures.push({ origin, message: error instanceof Error ? error.message : String(error) });
      }
    }
    for (const message of construct.node.validate()) objections.push({ origin: originOf(construct, path), message });
    if (ExternalResource.isExternalResource(construct)) external.push(construct.identity);
    if (FieldOwnership.isFieldOwnership(construct)) ownerships.push(construct);
    if (refersToWorkload(construct)) workloads.push(construct[REFERENCED_WORKLOAD]);
    for (const child of construct.node.children) visit(child, path === '' ? child.node.id : `${path}/${child.node.id}`);
  }

  visit(root, root.node.path);
  return { manifests, failures, objections, external, ownedFields: ownerships.map(ownedFieldsOf), workloads };
}

/** Without a name an object has no identity: objects of other libraries, or patched ones, may have lost it. */
function named(object: KubernetesObject): KubernetesObject {
  const { name } = (object as { readonly metadata?: { readonly name?: unknown } }).metadata ?? {};
  if (typeof name === 'string') return object;
  throw new TypeError(`/metadata/name is ${name === undefined ? 'missing' : 'not a string'}`);
}

/** cdk8s resolves lazy and implicit values by resolvers that it adds itself; programs may add more. */
const BUILT_IN_RESOLVERS = 3;

function hasCustomResolvers(app: App): boolean {
  return app.resolvers.length > BUILT_IN_RESOLVERS;
}

/**
 * What `toJson` gives, key order aside, in one pass where cdk8s takes three. Anything out of the ordinary (other
 * libraries' objects, JSON patches, overridden `toJson`, custom resolvers) goes the long way.
 */
function render(object: ApiObject, customResolvers: boolean, labels: Labels): KubernetesObject {
  const ordinary =
    CustomResource.isCustomResource(object) &&
    !object.isPatched &&
    !customResolvers &&
    object.toJson === ApiObject.prototype.toJson;
  if (!ordinary) {
    const json = object.toJson() as KubernetesObject;
    return canonicalObject({ ...json, metadata: withLabels(json.metadata, labels) });
  }
  const metadata = withLabels(metadataOf(object.metadata), labels);
  return canonicalObject({ ...object.fields, metadata }, resolveLazy);
}

/**
 * What `toJson` gives. cdk8s resolves and sanitizes it in two passes, which cost more than all of the object's other
 * fields; the metadata that nearly all objects have needs neither.
 */
export function metadataOf(definition: ApiObjectMetadataDefinition): ObjectMeta {
  const { name, namespace } = definition;
  // Private to cdk8s, and therefore only trusted as far as they look as expected.
  const { labels, annotations, finalizers, ownerReferences, _additionalAttributes } = definition as unknown as Record<
    'labels' | 'annotations' | 'finalizers' | 'ownerReferences' | '_additionalAttributes',
    unknown
  >;
  const isOrdinary =
    name !== undefined &&
    isTexts(labels) &&
    isTexts(annotations) &&
    isEmpty(finalizers) &&
    isEmpty(ownerReferences) &&
    hasOnly(METADATA_FIELDS, _additionalAttributes);
  if (!isOrdinary) return definition.toJson() as ObjectMeta;
  const metadata: { -readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] } = { name };
  if (namespace !== undefined) metadata.namespace = namespace;
  if (!isEmpty(labels)) metadata.labels = labels;
  if (!isEmpty(annotations)) metadata.annotations = annotations;
  return metadata;
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false;
  for (const key in value) if (typeof (value as Record<string, unknown>)[key] !== 'string') return false;
  return true;
}

function isEmpty(value: unknown): boolean {
  return hasOnly(NO_FIELDS, value);
}

/** Whether it is an object, all of whose fields are among these. */
function hasOnly(fields: ReadonlySet<string>, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const field in value) if (!fields.has(field)) return false;
  return true;
}

const NO_FIELDS: ReadonlySet<string> = new Set();
/** What cdk8s has fields of its own for, which win over what it was constructed with. */
const METADATA_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
]);

function withLabels(metadata: ObjectMeta | undefined, labels: Labels): object | undefined {
  const own = metadata?.labels ?? {};
  // A chart has given them to its objects already, unless another chart is in between.
  for (const name in labels) if (!Object.hasOwn(own, name)) return { ...metadata, labels: { ...labels, ...own } };
  return metadata;
}

function resolveLazy(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  // The API server prunes nulls, and cdk8s leaves them out.
  if (value === null) return undefined;
  if (Array.isArray(value)) return value;
  if (value instanceof Lazy) return resolveLazy(value.produce());
  if (isToken(value)) return resolveLazy(value.resolve());
  return value;
}

/** What cdk8s calls an implicit token. */
function isToken(value: object): value is { resolve(): unknown } {
  return 'resolve' in value && typeof value.resolve === 'function';
}

function ownedFieldsOf({ props, origin, node }: FieldOwnership): OwnedFields {
  const { resource, pointers, owner } = props;
  const { apiVersion, kind, name } = resource;
  const identity = { group: groupOf(apiVersion), kind, namespace: resource.metadata.namespace ?? '', name };
  return { identity, pointers, owner, origin: { ...origin, constructPath: node.path } };
}

/** Id of the L1 that an L2 owns: the L2 is what people know the object by. */
const L1_SUFFIX = '/Resource';

function originOf(construct: IConstruct, path: string): Origin {
  const constructPath = path.endsWith(L1_SUFFIX) ? path.slice(0, -L1_SUFFIX.length) : path;
  const locate = CustomResource.isCustomResource(construct) ? construct.origin.locate : undefined;
  return locate === undefined ? { constructPath } : { constructPath, locate };
}
