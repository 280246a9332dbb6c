import type { Construct } from 'constructs';
import {
  CERTIFICATE_OPTIONS_SHAPE,
  CertificateOptions,
  CertManagerCertificate,
} from '../constructs/cert-manager/certificate';
import { IIssuer, ISSUER } from '../constructs/cert-manager/issuer-reference';
import { ExternalSecret } from '../constructs/external-secrets/external-secret';
import { ISecretStore, SECRET_STORE } from '../constructs/external-secrets/store';
import { ISecret, SECRET } from '../constructs/kubernetes/secret-reference';
import { SealedSecret } from '../constructs/sealed-secrets/sealed-secret';
import { SEALED_SECRET_FILE, SealedSecretFile } from '../constructs/sealed-secrets/sealed-secret-file';
import type { Duration } from '../model/duration';
import { isMadeWith, objectOf, optional, someOf, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { DURATION, TEXT } from '../model/props-values';
import { AUTHORITY_KEY, AUTHORITY_KEYS, requireKeys, SEALED, SealedCertificateProps } from './gateway-client-authority';
import { outermostChart } from './outermost-chart';

/** Names of the fields that a store has the parts of a certificate in. */
export interface CertificateProperties {
  /** The certificate with all that lead to its root, as PEM. @default 'tls.crt' */
  readonly certificate?: string | undefined;
  /** Its key, as PEM. @default 'tls.key' */
  readonly privateKey?: string | undefined;
  /** Authorities of clients, as PEM; read for mode MUTUAL without `clientAuthority` only. @default 'ca.crt' */
  readonly clientAuthority?: string | undefined;
}

/** Where a store has a certificate and its key. */
export interface ExternalCertificateProps {
  /** As the store calls the secret, such as its path in Vault. */
  readonly key: string;
  /** @default as keys of a TLS Secret are called */
  readonly properties?: CertificateProperties | undefined;
  /** Name of the Secret and of the ExternalSecret. @default that of the gateway and `-tls` */
  readonly name?: string | undefined;
  /** How often the store is asked for a newer one. @default 1 hour */
  readonly refreshInterval?: Duration | undefined;
}

export interface IssuedCertificateProps extends CertificateOptions {
  /** Names that it is for. @default the hosts of the gateway */
  readonly dnsNames?: readonly string[] | undefined;
  /** Name of the Secret and of the Certificate. @default that of the gateway and `-tls` */
  readonly name?: string | undefined;
}

const EXTERNAL = objectOf<ExternalCertificateProps>({
  key: TEXT,
  properties: optional(
    objectOf<CertificateProperties>({
      certificate: optional(TEXT),
      privateKey: optional(TEXT),
      clientAuthority: optional(TEXT),
    }),
  ),
  name: optional(TEXT),
  refreshInterval: optional(DURATION),
});

const ISSUED = objectOf<IssuedCertificateProps>({
  ...CERTIFICATE_OPTIONS_SHAPE,
  dnsNames: optional(someOf(TEXT)),
  name: optional(TEXT),
});

/** As Istio takes it, with a scheme or without; anything else may be the certificate or its key, and is not shown. */
const SECRET_NAME = valueOf<string>(
  { fix: 'pass the name of a Secret', hidesText: true },
  (value) => typeof value === 'string' && /^([a-z-]+:\/\/)?[a-z0-9]([a-z0-9./-]{0,250}[a-z0-9])?$/.test(value),
);

/** What a gateway asks of a certificate. */
interface CertificateNeeds {
  /** Name of the gateway. */
  readonly gateway: string;
  /** Of the gateway's pods: they get Secrets of no other one. */
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** Whether the Secret has to hold the authorities of clients, too. */
  readonly hasClientAuthority: boolean;
}

/**
 * A TLS certificate with its key, in a Secret of the namespace that the gateway's *pods* run in, wherever the Gateway
 * object is: istiod gives proxies no Secrets of other namespaces.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/
 */
export class Certificate {
  private constructor(
    /**
     * Makes what makes the Secret, and gives its name.
     * @internal
     */
    readonly provide: (gateway: Construct, needs: CertificateNeeds) => string,
  ) {}

  /** A Secret that something else makes: an operator, another repository. */
  static fromSecretName(secretName: string): Certificate {
    checkProps('Certificate.fromSecretName', SECRET_NAME, secretName, 'secretName');
    return new Certificate(() => secretName);
  }

  /** The Secret of an L2 such as `externalSecret.secret`; the gateway refuses one of another namespace. */
  static fromSecret(secret: ISecret): Certificate {
    checkProps('Certificate.fromSecret', SECRET, secret, 'secret');
    return new Certificate((gateway, { namespace }) => {
      if (secret.namespace === namespace) return secret.name;
      throw new PropsError(
        gateway.node.path,
        `its pods run in ${namespace}, and get no Secret of ${secret.namespace}, such as ${secret.name}`,
        `make the Secret in ${namespace}`,
      );
    });
  }

  /** A secret in a store, which External Secrets reads; a SecretStore has to be in the namespace of the pods. */
  static fromExternalSecret(store: ISecretStore, props: ExternalCertificateProps): Certificate {
    const where = 'Certificate.fromExternalSecret';
    checkProps(where, SECRET_STORE, store, 'store');
    checkProps(where, EXTERNAL, props);
    const { key, properties = {}, refreshInterval } = props;
    return new Certificate((gateway, needs) => {
      const { certificate = 'tls.crt', privateKey = 'tls.key', clientAuthority = AUTHORITY_KEY } = properties;
      const { secret } = new ExternalSecret(gateway, 'certificate', {
        name: props.name ?? `${needs.gateway}-tls`,
        namespace: needs.namespace,
        store,
        type: 'kubernetes.io/tls',
        refreshInterval,
        data: {
          'tls.crt': { key, property: certificate },
          'tls.key': { key, property: privateKey },
          ...(needs.hasClientAuthority && { [AUTHORITY_KEY]: { key, property: clientAuthority } }),
        },
      });
      return secret.name;
    });
  }

  /**
   * A Secret that `kubeseal` has sealed: `environment.sealedSecret('./gateway.yaml')`. The gateway refuses one that is
   * sealed for another namespace than that of its pods, or lacks a key.
   */
  static fromSealedSecret(file: SealedSecretFile, props: SealedCertificateProps = {}): Certificate {
    checkProps('Certificate.fromSealedSecret', SEALED_SECRET_FILE, file, 'file');
    checkProps('Certificate.fromSealedSecret', SEALED, props);
    return new Certificate((gateway, { namespace, hasClientAuthority }) => {
      requireKeys(gateway, file, [
        ['tls.crt', 'cert'],
        ['tls.key', 'key'],
        ...(hasClientAuthority ? [AUTHORITY_KEYS] : []),
      ]);
      return new SealedSecret(gateway, 'certificate', { namespace, file, scope: props.scope }).secret.name;
    });
  }

  /**
   * A certificate that cert-manager has signed and renews. A gateway for all hosts (`*`) needs `dnsNames`, and one of mode
   * MUTUAL `clientAuthority`.
   */
  static fromIssuer(issuer: IIssuer, props: IssuedCertificateProps = {}): Certificate {
    checkProps('Certificate.fromIssuer', ISSUER, issuer, 'issuer');
    checkProps('Certificate.fromIssuer', ISSUED, props);
    const { name, dnsNames, ...options } = props;
    return new Certificate((gateway, needs) => {
      if (needs.hasClientAuthority) {
        throw new PropsError(
          gateway.node.path,
          'the Secret of cert-manager has the authority of the gateway, if any, and not that of its clients',
          'set `clientAuthority`',
        );
      }
      const { secret } = new CertManagerCertificate(gateway, 'certificate', {
        ...options,
        name: name ?? `${needs.gateway}-tls`,
        namespace: needs.namespace,
        issuer,
        dnsNames: dnsNames ?? needs.hosts,
        // Unlike other Secrets it cannot be made again as it was, so that backups have to find it.
        secretLabels: outermostChart(gateway).labels,
      });
      return secret.name;
    });
  }
}

/** Text instead of a certificate may be the certificate itself, or its key. */
export const CERTIFICATE = valueOf<Certificate>(
  { fix: 'pass a certificate such as Certificate.fromSecretName(name)', hidesText: true },
  isMadeWith<Certificate>({ provide: 'function' }),
);
