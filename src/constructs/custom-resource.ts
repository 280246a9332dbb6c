import { ApiObject, ApiObjectMetadata, ApiObjectProps, JsonPatch } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { callSite } from '../model/call-site';
import type { Origin } from '../model/origin';
import { fieldsOf, isPlainObject, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { LABELS, TEXT } from '../model/props-values';

/** Names the kind that a generated L1 class stands for. */
export interface GroupVersionKind {
  /** Group and version, such as `networking.istio.io/v1`; a version alone for the core group. */
  readonly apiVersion: string;
  /** Such as `VirtualService`. */
  readonly kind: string;
}

/** What every L1 class takes; the generated classes narrow the other fields to the kind's own. */
export interface CustomResourceProps {
  /**
   * Name, namespace, labels and annotations.
   * @default a name made of the construct path, as cdk8s does
   */
  readonly metadata?: ApiObjectMetadata | undefined;
}

const FIELDS = fieldsOf<object>();

/** For the kinds that have no schema here which synth could validate them by. */
export const METADATA = fieldsOf<ApiObjectMetadata>({
  name: optional(TEXT),
  namespace: optional(TEXT),
  labels: optional(LABELS),
  annotations: optional(LABELS),
});

const CUSTOM_RESOURCE = Symbol.for('istio-gitops.CustomResource');

/** Base of the generated L1 classes: a cdk8s `ApiObject` that remembers which line made it. */
export class CustomResource extends ApiObject {
  /** Whether a construct is one, by a symbol: `ApiObject` makes `instanceof` true for every API object. */
  static isCustomResource(construct: IConstruct): construct is CustomResource {
    return CUSTOM_RESOURCE in construct;
  }

  /** @internal */
  readonly [CUSTOM_RESOURCE] = true;
  /** The line outside of this library that made the object. */
  readonly origin: Origin;
  /**
   * All fields as they were passed: lazy values are still in them, JSON patches and what was added to `metadata` are not.
   */
  readonly fields: Readonly<Record<string, unknown>>;
  private patchCount = 0;

  constructor(scope: Construct, id: string, gvk: GroupVersionKind, props: CustomResourceProps) {
    if (!isPlainObject(props)) checkProps([scope, id], FIELDS, props);
    const { metadata } = props;
    if (metadata !== undefined && !isPlainObject(metadata)) checkProps([scope, id], FIELDS, metadata, 'metadata');
    const fields = { ...props, ...gvk, metadata: metadata === undefined ? undefined : named(metadata) };
    super(scope, id, fields as ApiObjectProps);
    this.fields = fields;
    this.origin = callSite(CustomResource as unknown as () => void);
  }

  /** Changes the object after everything else has been rendered, by operations of RFC 6902. */
  override addJsonPatch(...operations: JsonPatch[]): void {
    super.addJsonPatch(...operations);
    this.patchCount += operations.length;
  }

  /** Whether {@link fields} and `metadata` are not all there is to the object. */
  get isPatched(): boolean {
    return this.patchCount > 0;
  }
}

/** cdk8s makes a name where none is there, and not where it is there and undefined. */
function named(metadata: ApiObjectMetadata): ApiObjectMetadata {
  if (metadata.name !== undefined) return metadata;
  return Object.fromEntries(Object.entries(metadata).filter(([field]) => field !== 'name'));
}
