import type { Construct } from 'constructs';
import * as l1 from '../../../imports/external-secrets.io';
import { Duration, hours } from '../../model/duration';
import { objectOf, optional, recordOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, TEXT } from '../../model/props-values';
import { goDuration } from '../go-duration';
import type { ISecret } from '../kubernetes/secret-reference';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { ISecretStore, SECRET_STORE } from './store';

/** A value in a store, by where it is. */
export interface RemoteValue {
  /** As the store calls the secret: a path of Vault, a name of AWS Secrets Manager. */
  readonly key: string;
  /** Field of the secret. @default the whole secret */
  readonly property?: string | undefined;
  /** As the store counts versions. @default the newest */
  readonly version?: string | undefined;
}

export interface ExternalSecretProps extends ResourceProps {
  /** Where the values are. */
  readonly store: ISecretStore;
  /** Where each value of the Secret comes from, by its key in the Secret, at least one. */
  readonly data: Readonly<Record<string, RemoteValue>>;
  /** Name of the Secret that is made. @default that of the ExternalSecret */
  readonly secretName?: string | undefined;
  /** Type of the Secret, such as `kubernetes.io/tls`. @default 'Opaque' */
  readonly type?: string | undefined;
  /** How often the values are read again, which is how long a rotation takes at most. @default 1 hour */
  readonly refreshInterval?: Duration | undefined;
}

const PROPS = objectOf<ExternalSecretProps>({
  ...RESOURCE_SHAPE,
  store: SECRET_STORE,
  data: recordOf(objectOf<RemoteValue>({ key: TEXT, property: optional(TEXT), version: optional(TEXT) })),
  secretName: optional(TEXT),
  type: optional(TEXT),
  refreshInterval: optional(DURATION),
});

/**
 * A Secret whose values External Secrets reads from a store. The Secret belongs to the object and goes with it; while the
 * store cannot be read, it stays as it is.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export class ExternalSecret extends Resource {
  readonly resource: l1.ExternalSecret;
  /** The Secret that is made. */
  readonly secret: ISecret;

  /** @throws PropsError when there is no value, or the store is one of another namespace */
  constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { store, data, secretName, type = 'Opaque', refreshInterval = hours(1), ...rest } = props;
    if (store.kind === 'SecretStore' && store.namespace !== rest.namespace) {
      throw new PropsError(
        this.node.path,
        `it is in ${rest.namespace}, and cannot use the SecretStore ${store.name} of ${store.namespace ?? ''}`,
        'use a ClusterSecretStore, or a SecretStore of the same namespace',
      );
    }
    if (Object.keys(data).length === 0) {
      throw new PropsError(this.node.path, 'its `data` is empty, so that the Secret would be', 'name a value');
    }
    const metadata = metadataOf(id, rest);
    const name = secretName ?? metadata.name!;
    this.secret = { name, namespace: rest.namespace };
    this.resource = new l1.ExternalSecret(this, 'Resource', {
      metadata,
      spec: {
        refreshInterval: goDuration(refreshInterval),
        secretStoreRef: { kind: store.kind, name: store.name },
        // With a template the Secret does not get the labels and annotations of this object, which mark what Git owns.
        target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain', template: { type } },
        data: Object.entries(data).map(([secretKey, remoteRef]) => ({ secretKey, remoteRef })),
      },
    });
  }
}
