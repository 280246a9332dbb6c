import type { Construct } from 'constructs';
import * as l1 from '../../../imports/cert-manager.io';
import { hostProblem } from '../../mesh/host';
import { Duration, hours, minutes } from '../../model/duration';
import { objectOf, oneOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, LABELS, TEXT } from '../../model/props-values';
import { goDuration } from '../go-duration';
import type { ISecret } from '../kubernetes/secret-reference';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { IIssuer, ISSUER } from './issuer-reference';

/** How a certificate is signed, whatever it is for. */
export interface CertificateOptions {
  /** How long it is valid, at least an hour. @default 90 days, as cert-manager has it */
  readonly duration?: Duration | undefined;
  /** How long before its end it is renewed, at least five minutes. @default a third of its duration */
  readonly renewBefore?: Duration | undefined;
  /** Algorithm of the key: `ECDSA` is P-256, `RSA` has 2048 bits. @default 'ECDSA' */
  readonly algorithm?: 'ECDSA' | 'RSA' | undefined;
}

export const CERTIFICATE_OPTIONS_SHAPE = {
  duration: optional(DURATION),
  renewBefore: optional(DURATION),
  algorithm: optional(oneOf('ECDSA', 'RSA')),
};

export interface CertManagerCertificateProps extends ResourceProps, CertificateOptions {
  /** Who signs the certificate. */
  readonly issuer: IIssuer;
  /** Names that it is for, at least one; `*.example.com` stands for one label. */
  readonly dnsNames: readonly string[];
  /** Name of the Secret that is made. @default that of the Certificate */
  readonly secretName?: string | undefined;
  /** Labels of the Secret. @default none */
  readonly secretLabels?: Readonly<Record<string, string>> | undefined;
  /**
   * What the key may be used for.
   * @default those of a server: `server auth`, `digital signature` and, for RSA, `key encipherment`
   */
  readonly usages?: readonly CertificateUsage[] | undefined;
}

/** What proxies use certificates for. */
export type CertificateUsage =
  'server auth' | 'client auth' | 'digital signature' | 'key encipherment' | 'key agreement';

const PROPS = objectOf<CertManagerCertificateProps>({
  ...RESOURCE_SHAPE,
  ...CERTIFICATE_OPTIONS_SHAPE,
  issuer: ISSUER,
  dnsNames: someOf(TEXT),
  secretName: optional(TEXT),
  secretLabels: optional(LABELS),
  usages: optional(
    someOf(oneOf('server auth', 'client auth', 'digital signature', 'key encipherment', 'key agreement')),
  ),
});

/**
 * A certificate of cert-manager, with a new key at each renewal.
 *
 * The kind is called Certificate; the name without a prefix is what gateways take, whoever makes it.
 *
 * @see https://cert-manager.io/docs/usage/certificate/
 */
export class CertManagerCertificate extends Resource {
  readonly resource: l1.Certificate;
  /** The Secret that is made, with `tls.crt`, `tls.key` and, where the issuer has one of its own, `ca.crt`. */
  readonly secret: ISecret;

  /** @throws PropsError for a name that is none, an issuer of another namespace, and times that cert-manager refuses */
  constructor(scope: Construct, id: string, props: CertManagerCertificateProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { issuer, dnsNames, secretName, secretLabels, duration, renewBefore, algorithm, usages, ...rest } = props;
    this.checkIssuer(issuer, rest.namespace);
    for (const name of dnsNames) this.checkName(name);
    this.checkTimes(duration ?? hours(90 * 24), renewBefore);
    const metadata = metadataOf(id, rest);
    const name = secretName ?? metadata.name!;
    this.secret = { name, namespace: rest.namespace };
    this.resource = new l1.Certificate(this, 'Resource', {
      metadata,
      spec: {
        secretName: name,
        secretTemplate: secretLabels === undefined ? undefined : { labels: secretLabels },
        issuerRef: { group: 'cert-manager.io', kind: issuer.kind, name: issuer.name },
        dnsNames,
        duration: duration === undefined ? undefined : goDuration(duration),
        renewBefore: renewBefore === undefined ? undefined : goDuration(renewBefore),
        usages: usages ?? usagesOf(algorithm),
        // As cert-manager has them from 1.18 on, and earlier ones have not.
        privateKey: { algorithm: algorithm ?? 'ECDSA', rotationPolicy: 'Always' },
        revisionHistoryLimit: 1,
      },
    });
  }

  private checkIssuer({ kind, name, namespace }: IIssuer, own: string): void {
    if (kind === 'ClusterIssuer' || namespace === own) return;
    throw new PropsError(
      this.node.path,
      `it is in ${own}, and the Issuer ${name} of ${namespace ?? ''} signs for its own namespace only`,
      'use a ClusterIssuer, or an Issuer of the same namespace',
    );
  }

  private checkName(name: string): void {
    const problem = name === '*' ? 'stands for all names, which no authority signs' : hostProblem(name);
    if (problem === undefined) return;
    throw new PropsError(this.node.path, `the name "${name}" ${problem}`, 'list names such as *.example.com');
  }

  private checkTimes(duration: Duration, renewBefore: Duration | undefined): void {
    if (hours(1).isLongerThan(duration)) {
      throw new PropsError(this.node.path, `\`duration\` is ${goDuration(duration)}`, 'state at least hours(1)');
    }
    if (renewBefore === undefined) return;
    if (minutes(5).isLongerThan(renewBefore)) {
      throw new PropsError(
        this.node.path,
        `\`renewBefore\` is ${goDuration(renewBefore)}`,
        'state at least minutes(5)',
      );
    }
    if (duration.isLongerThan(renewBefore)) return;
    throw new PropsError(
      this.node.path,
      `it would be renewed ${goDuration(renewBefore)} before its end, and is valid for ${goDuration(duration)}`,
      'state a shorter `renewBefore`',
    );
  }
}

/** Only the exchange of keys by RSA encrypts one with the key of the certificate. */
function usagesOf(algorithm: CertificateOptions['algorithm']): readonly CertificateUsage[] {
  const usages: readonly CertificateUsage[] = ['server auth', 'digital signature'];
  return algorithm === 'RSA' ? [...usages, 'key encipherment'] : usages;
}
