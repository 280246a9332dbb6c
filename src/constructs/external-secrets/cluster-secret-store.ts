import type { Construct } from 'constructs';
import * as l1 from '../../../imports/external-secrets.io';
import { fieldsOf, objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { CLUSTER_RESOURCE_SHAPE, clusterMetadataOf, ClusterResourceProps } from '../cluster-resource';
import { ExternalResource } from '../external-resource';
import { Resource } from '../resource';
import { ISecretStore, refuseFakeProvider } from './store';

/** What a {@link ClusterSecretStore} is called, and where its secrets are. */
export interface ClusterSecretStoreProps extends ClusterResourceProps {
  /** The provider and how to sign in there, as External Secrets has them: `{ vault: { server, path, auth } }`. */
  readonly provider: l1.SecretStoreProvider;
}

const PROPS = objectOf<ClusterSecretStoreProps>({
  ...CLUSTER_RESOURCE_SHAPE,
  provider: fieldsOf<l1.SecretStoreProvider>(),
});

/**
 * Where the ExternalSecrets of all namespaces read their values.
 *
 * @see https://external-secrets.io/latest/api/clustersecretstore/
 */
export class ClusterSecretStore extends Resource implements ISecretStore {
  /** A store that another repository owns. */
  static fromName(scope: Construct, id: string, name: string): ISecretStore {
    checkProps([scope, id], TEXT, name, 'name');
    const kind = 'ClusterSecretStore';
    new ExternalResource(scope, id, { group: 'external-secrets.io', kind, namespace: '', name });
    return { kind, name };
  }

  readonly kind = 'ClusterSecretStore';
  readonly resource: l1.ClusterSecretStore;

  /** @throws PropsError for the provider `fake`, which has secrets in plain text */
  constructor(scope: Construct, id: string, props: ClusterSecretStoreProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { provider, ...rest } = props;
    refuseFakeProvider(this.node.path, provider);
    this.resource = new l1.ClusterSecretStore(this, 'Resource', {
      metadata: clusterMetadataOf(id, rest),
      spec: { provider },
    });
  }
}
