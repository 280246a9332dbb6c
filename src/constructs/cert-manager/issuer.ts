import type { Construct } from 'constructs';
import * as l1 from '../../../imports/cert-manager.io';
import { fieldsOf, objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { EXTERNAL_PROPS, ExternalProps, ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import type { IIssuer } from './issuer-reference';

export interface IssuerProps extends ResourceProps {
  /** How it signs, as cert-manager has it: `{ acme: … }`, `{ ca: … }`, `{ vault: … }`. */
  readonly spec: l1.IssuerSpec;
}

const PROPS = objectOf<IssuerProps>({ ...RESOURCE_SHAPE, spec: fieldsOf<l1.IssuerSpec>() });

/**
 * Who signs the certificates of one namespace.
 *
 * @see https://cert-manager.io/docs/configuration/
 */
export class Issuer extends Resource implements IIssuer {
  /** An issuer that another repository owns. */
  static fromName(scope: Construct, id: string, props: ExternalProps): IIssuer {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    const { name, namespace } = props;
    new ExternalResource(scope, id, { group: 'cert-manager.io', kind: 'Issuer', namespace, name });
    return { kind: 'Issuer', name, namespace };
  }

  readonly kind = 'Issuer';
  readonly resource: l1.Issuer;

  constructor(scope: Construct, id: string, props: IssuerProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { spec, ...rest } = props;
    this.resource = new l1.Issuer(this, 'Resource', { metadata: metadataOf(id, rest), spec });
  }
}
