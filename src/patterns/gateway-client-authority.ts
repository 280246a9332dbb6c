import type { Construct } from 'constructs';
import { ExternalSecret } from '../constructs/external-secrets/external-secret';
import { ISecretStore, SECRET_STORE } from '../constructs/external-secrets/store';
import type { ISecret } from '../constructs/kubernetes/secret-reference';
import { SealedSecret } from '../constructs/sealed-secrets/sealed-secret';
import { SEALED_SECRET_FILE, SealedSecretFile, SealingScope } from '../constructs/sealed-secrets/sealed-secret-file';
import type { Duration } from '../model/duration';
import { isMadeWith, objectOf, oneOf, optional, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { DURATION, TEXT } from '../model/props-values';

/** Key of a Secret that has the authorities of clients, as TLS Secrets have it. */
export const AUTHORITY_KEY = 'ca.crt';
/** All names by which Istio knows that key. */
export const AUTHORITY_KEYS = [AUTHORITY_KEY, 'cacert'] as const;

/** What a sealed Secret has to be bound to. */
export interface SealedCertificateProps {
  /** What the file has to be sealed for. @default 'strict': this name in this namespace */
  readonly scope?: SealingScope | undefined;
}

export const SEALED = objectOf<SealedCertificateProps>({
  scope: optional(oneOf('strict', 'namespace-wide', 'cluster-wide')),
});

/** Where a store has the authorities. */
export interface ExternalAuthorityProps {
  /** As the store calls the secret, such as its path in Vault. */
  readonly key: string;
  /** Field that has the authorities, as PEM. @default 'ca.crt' */
  readonly property?: string | undefined;
  /** How often the store is asked for newer ones. @default 1 hour */
  readonly refreshInterval?: Duration | undefined;
}

const AUTHORITY_PROPS = objectOf<ExternalAuthorityProps>({
  key: TEXT,
  property: optional(TEXT),
  refreshInterval: optional(DURATION),
});

/**
 * The authorities that sign the certificates of clients, in a Secret of their own: it has the name of the certificate's
 * Secret and `-cacert`, which Istio looks for before it looks into that one.
 */
export class ClientAuthority {
  private constructor(
    /** @internal */
    readonly provideBeside: (gateway: Construct, certificate: ISecret) => void,
  ) {}

  /** A secret in a store, which External Secrets reads. */
  static fromExternalSecret(store: ISecretStore, props: ExternalAuthorityProps): ClientAuthority {
    checkProps('ClientAuthority.fromExternalSecret', SECRET_STORE, store, 'store');
    checkProps('ClientAuthority.fromExternalSecret', AUTHORITY_PROPS, props);
    const { key, property = AUTHORITY_KEY, refreshInterval } = props;
    return new ClientAuthority((gateway, certificate) => {
      new ExternalSecret(gateway, 'client-authority', {
        ...authorityOf(certificate),
        store,
        refreshInterval,
        data: { [AUTHORITY_KEY]: { key, property } },
      });
    });
  }

  /** A Secret with the key `ca.crt` that `kubeseal` has sealed. */
  static fromSealedSecret(file: SealedSecretFile, props: SealedCertificateProps = {}): ClientAuthority {
    checkProps('ClientAuthority.fromSealedSecret', SEALED_SECRET_FILE, file, 'file');
    checkProps('ClientAuthority.fromSealedSecret', SEALED, props);
    return new ClientAuthority((gateway, certificate) => {
      requireKeys(gateway, file, [AUTHORITY_KEYS]);
      new SealedSecret(gateway, 'client-authority', { ...authorityOf(certificate), file, scope: props.scope });
    });
  }
}

function authorityOf({ name, namespace }: ISecret): ISecret {
  return { name: `${name}-cacert`, namespace };
}

/** @param wanted for each key all the names that Istio knows it by */
export function requireKeys({ node }: Construct, file: SealedSecretFile, wanted: readonly (readonly string[])[]): void {
  const missing = wanted.find((names) => !names.some((name) => file.keys.includes(name)));
  if (missing === undefined) return;
  throw new PropsError(node.path, `${file.fileName} has no value for ${missing[0]!}`, 'seal a Secret that has one');
}

export const CLIENT_AUTHORITY = valueOf<ClientAuthority>(
  { fix: 'pass authorities such as ClientAuthority.fromExternalSecret(store, { … })', hidesText: true },
  isMadeWith<ClientAuthority>({ provideBeside: 'function' }),
);
