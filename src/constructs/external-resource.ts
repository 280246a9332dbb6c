import { Construct, IConstruct } from 'constructs';
import type { Identity } from '../model/identity';
import { objectOf } from '../model/props';
import { TEXT } from '../model/props-values';

/** How `fromName` is told of an object. */
export interface ExternalProps {
  /** As its owner has it in `metadata.name`. */
  readonly name: string;
  /** As its owner has it in `metadata.namespace`. */
  readonly namespace: string;
}

export const EXTERNAL_PROPS = objectOf<ExternalProps>({ name: TEXT, namespace: TEXT });

const EXTERNAL_RESOURCE = Symbol.for('istio-gitops.ExternalResource');

/**
 * An object that another repository owns. Nothing is synthesized for it; it tells the checks that references to it do
 * not dangle.
 */
export class ExternalResource extends Construct {
  /** @internal */
  readonly [EXTERNAL_RESOURCE] = true;

  /**
   * @param scope where it is referred to
   * @param id any that is free there
   */
  constructor(
    scope: Construct,
    id: string,
    /** The object. */
    readonly identity: Identity,
  ) {
    super(scope, id);
  }

  /** By a symbol, because programs may hold two copies of this package. */
  static isExternalResource(construct: IConstruct): construct is ExternalResource {
    return EXTERNAL_RESOURCE in construct;
  }
}
