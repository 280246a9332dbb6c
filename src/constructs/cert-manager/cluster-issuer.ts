import type { Construct } from 'constructs';
import * as l1 from '../../../imports/cert-manager.io';
import { fieldsOf, objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { CLUSTER_RESOURCE_SHAPE, clusterMetadataOf, ClusterResourceProps } from '../cluster-resource';
import { ExternalResource } from '../external-resource';
import { Resource } from '../resource';
import type { IIssuer } from './issuer-reference';

/** What a {@link ClusterIssuer} is called, and how it signs. */
export interface ClusterIssuerProps extends ClusterResourceProps {
  /** How it signs, as cert-manager has it: `{ acme: … }`, `{ ca: … }`, `{ vault: … }`. */
  readonly spec: l1.IssuerSpec;
}

const PROPS = objectOf<ClusterIssuerProps>({ ...CLUSTER_RESOURCE_SHAPE, spec: fieldsOf<l1.IssuerSpec>() });

/**
 * Who signs the certificates of all namespaces. Secrets that it refers to are in the namespace of cert-manager.
 *
 * @see https://cert-manager.io/docs/configuration/
 */
export class ClusterIssuer extends Resource implements IIssuer {
  /** An issuer that another repository owns. */
  static fromName(scope: Construct, id: string, name: string): IIssuer {
    checkProps([scope, id], TEXT, name, 'name');
    new ExternalResource(scope, id, { group: 'cert-manager.io', kind: 'ClusterIssuer', namespace: '', name });
    return { kind: 'ClusterIssuer', name };
  }

  readonly kind = 'ClusterIssuer';
  readonly resource: l1.ClusterIssuer;

  constructor(scope: Construct, id: string, props: ClusterIssuerProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { spec, ...rest } = props;
    this.resource = new l1.ClusterIssuer(this, 'Resource', { metadata: clusterMetadataOf(id, rest), spec });
  }
}
