import { Construct, IConstruct } from 'constructs';
import { callSite } from '../model/call-site';
import { listOf, objectOf, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { TEXT } from '../model/props-values';
import type { Origin } from '../model/origin';
import { CustomResource } from './custom-resource';

/** Which fields of an object a controller writes. */
export interface FieldOwnershipProps {
  /** The object, as its L1. */
  readonly resource: CustomResource;
  /** JSON pointers into the object: `/spec/http/0/route/0/weight`. */
  readonly pointers: readonly string[];
  /** Field manager of the controller that writes them, such as `rollouts-controller`. */
  readonly owner: string;
}

const PROPS = objectOf<FieldOwnershipProps>({
  resource: valueOf({ fix: 'pass the L1 of an object' }, (value) => {
    return Construct.isConstruct(value) && CustomResource.isCustomResource(value);
  }),
  pointers: listOf(TEXT),
  owner: TEXT,
});

const FIELD_OWNERSHIP = Symbol.for('istio-gitops.FieldOwnership');

/**
 * Says that a controller writes fields of an object at run time. Nothing is synthesized for it; deliveries tell the
 * GitOps controller to leave the fields alone.
 */
export class FieldOwnership extends Construct {
  /** Whether a construct is one: by a symbol, because programs may hold two copies of this package. */
  static isFieldOwnership(construct: IConstruct): construct is FieldOwnership {
    return FIELD_OWNERSHIP in construct;
  }

  /** @internal */
  readonly [FIELD_OWNERSHIP] = true;
  /** The line outside of this library that made it. */
  readonly origin: Origin;
  /** The object, its fields, and the controller that writes them. */
  readonly props: FieldOwnershipProps;

  constructor(scope: Construct, id: string, props: FieldOwnershipProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    this.props = props;
    this.origin = callSite(FieldOwnership as unknown as () => void);
  }
}
