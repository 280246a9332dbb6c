import type { Construct } from 'constructs';
import * as l1 from '../../../imports/external-secrets.io';
import { fieldsOf, objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { EXTERNAL_PROPS, ExternalProps, ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { ISecretStore, refuseFakeProvider } from './store';

export interface SecretStoreProps extends ResourceProps {
  /** The provider and how to sign in there, as External Secrets has them: `{ vault: { server, path, auth } }`. */
  readonly provider: l1.SecretStoreProvider;
}

const PROPS = objectOf<SecretStoreProps>({ ...RESOURCE_SHAPE, provider: fieldsOf<l1.SecretStoreProvider>() });

/**
 * Where the ExternalSecrets of one namespace read their values.
 *
 * @see https://external-secrets.io/latest/api/secretstore/
 */
export class SecretStore extends Resource implements ISecretStore {
  /** A store that another repository owns. */
  static fromName(scope: Construct, id: string, props: ExternalProps): ISecretStore {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    const { name, namespace } = props;
    new ExternalResource(scope, id, { group: 'external-secrets.io', kind: 'SecretStore', namespace, name });
    return { kind: 'SecretStore', name, namespace };
  }

  readonly kind = 'SecretStore';
  readonly resource: l1.SecretStore;

  /** @throws PropsError for the provider `fake`, which has secrets in plain text */
  constructor(scope: Construct, id: string, props: SecretStoreProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { provider, ...rest } = props;
    refuseFakeProvider(this.node.path, provider);
    this.resource = new l1.SecretStore(this, 'Resource', { metadata: metadataOf(id, rest), spec: { provider } });
  }
}
