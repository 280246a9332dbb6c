import type { Construct } from 'constructs';
import * as l1 from '../../../imports/source.toolkit.fluxcd.io';
import { Duration, minutes } from '../../model/duration';
import { listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import {
  FLUX_RESOURCE_SHAPE,
  fluxDuration,
  FluxResourceProps,
  inFluxNamespace,
  SECRET_REFERENCE,
  SecretReference,
} from './flux-resource';

/** Which of the artifacts of a repository is used: exactly one of these. */
export interface OciReference {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string | undefined;
  /** The newest version in a range: `>=1.0.0`. */
  readonly semver?: string | undefined;
  /** A tag, which may be another artifact tomorrow. */
  readonly tag?: string | undefined;
}

/** Who has to have signed an artifact before anything of it is used. */
export interface OciVerification {
  /** @default 'cosign' */
  readonly provider?: 'cosign' | 'notation' | undefined;
  /** Public keys, or the trust policy of notation. @default keyless: `matchOIDCIdentity` says who may sign */
  readonly secretRef?: SecretReference | undefined;
  /** Regular expressions of the issuer and the subject of cosign's keyless signatures. @default none */
  readonly matchOIDCIdentity?: readonly OidcIdentity[] | undefined;
}

/** Who may have signed without a key, as the certificate of the signature says. */
export interface OidcIdentity {
  /** Regular expression of who vouches for the signer. */
  readonly issuer: string;
  /** Regular expression of the signer, such as the URL of a workflow. */
  readonly subject: string;
}

export const OCI_REFERENCE = objectOf<OciReference>({
  digest: optional(TEXT),
  semver: optional(TEXT),
  tag: optional(TEXT),
});

export const OCI_VERIFICATION = objectOf<OciVerification>({
  provider: optional(oneOf('cosign', 'notation')),
  secretRef: optional(SECRET_REFERENCE),
  matchOIDCIdentity: optional(listOf(objectOf<OidcIdentity>({ issuer: TEXT, subject: TEXT }))),
});

export interface OCIRepositoryProps extends FluxResourceProps {
  /** `oci://host/path`. */
  readonly url: string;
  /** Which of the artifacts is taken. */
  readonly ref: OciReference;
  /** @default 1 minute */
  readonly interval?: Duration | undefined;
  /** Cloud whose workload identity logs in. @default 'generic', by `secretRef` */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp' | undefined;
  /** Credentials, of the type `kubernetes.io/dockerconfigjson`. @default none */
  readonly secretRef?: SecretReference | undefined;
  /** @default nothing is verified */
  readonly verify?: OciVerification | undefined;
}

const PROPS = objectOf<OCIRepositoryProps>({
  ...FLUX_RESOURCE_SHAPE,
  url: TEXT,
  ref: OCI_REFERENCE,
  interval: optional(DURATION),
  provider: optional(oneOf('generic', 'aws', 'azure', 'gcp')),
  secretRef: optional(SECRET_REFERENCE),
  verify: optional(OCI_VERIFICATION),
});

/**
 * Manifests in a container registry, as `flux push artifact` puts them there.
 *
 * @see https://fluxcd.io/flux/components/source/ocirepositories/
 */
export class OCIRepository extends Resource {
  /** How Kustomizations refer to it, with its name. */
  readonly kind = 'OCIRepository';
  readonly resource: l1.OCIRepository;

  /** @throws PropsError when the URL is none of a registry, or several artifacts are chosen, or anybody may sign */
  constructor(scope: Construct, id: string, props: OCIRepositoryProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { url, ref, interval = minutes(1), provider, secretRef, verify, ...rest } = props;
    const where = this.node.path;
    if (!/^oci:\/\/[^/]+\/./.test(url)) {
      throw new PropsError(where, `url is "${url}", which is no repository of a registry`, 'write oci://host/path');
    }
    const chosen = Object.values(ref).filter((value) => value !== undefined).length;
    if (chosen !== 1) {
      const what = chosen === 0 ? 'ref chooses no artifact' : 'ref chooses an artifact in several ways';
      throw new PropsError(where, what, 'set one of `digest`, `semver` and `tag`');
    }
    if (verify !== undefined && verify.secretRef === undefined && (verify.matchOIDCIdentity ?? []).length === 0) {
      const fix = 'set `secretRef`, or say who may sign in `matchOIDCIdentity`';
      throw new PropsError(where, 'verify accepts the signature of anybody', fix);
    }
    this.resource = new l1.OCIRepository(this, 'Resource', {
      metadata: metadataOf(id, inFluxNamespace(rest)),
      spec: {
        interval: fluxDuration(interval),
        url,
        ref,
        provider,
        secretRef,
        verify: verify === undefined ? undefined : { ...verify, provider: verify.provider ?? 'cosign' },
      },
    });
  }
}
