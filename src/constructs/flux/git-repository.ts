import type { Construct } from 'constructs';
import * as l1 from '../../../imports/source.toolkit.fluxcd.io';
import { Duration, minutes } from '../../model/duration';
import { objectOf, oneOf, optional } from '../../model/props';
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

/** Which signatures have to be good before anything of a repository is used. */
export interface GitVerification {
  /** The commit, the tag, or both of them. @default 'HEAD', the commit */
  readonly mode?: 'HEAD' | 'Tag' | 'TagAndHEAD' | undefined;
  /** Public keys of those who may sign, one per entry. */
  readonly secretRef: SecretReference;
}

export const GIT_VERIFICATION = objectOf<GitVerification>({
  mode: optional(oneOf('HEAD', 'Tag', 'TagAndHEAD')),
  secretRef: SECRET_REFERENCE,
});

export interface GitRepositoryProps extends FluxResourceProps {
  /** `https://…` or `ssh://…`; `git@host:path` is understood as `ssh://git@host/path`. */
  readonly url: string;
  /** @default 'main' */
  readonly branch?: string | undefined;
  /** How often it is looked for new commits, besides what a {@link Receiver} announces. @default 1 minute */
  readonly interval?: Duration | undefined;
  /** Credentials. @default none, for public repositories */
  readonly secretRef?: SecretReference | undefined;
  /** What is left out of the artifact, as in `.gitignore`. @default what Flux leaves out: `.git`, images, archives, CI */
  readonly ignore?: string | undefined;
  /** @default nothing is verified */
  readonly verify?: GitVerification | undefined;
}

const PROPS = objectOf<GitRepositoryProps>({
  ...FLUX_RESOURCE_SHAPE,
  url: TEXT,
  branch: optional(TEXT),
  interval: optional(DURATION),
  secretRef: optional(SECRET_REFERENCE),
  ignore: optional(TEXT),
  verify: optional(GIT_VERIFICATION),
});

/**
 * A branch of a Git repository.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export class GitRepository extends Resource {
  /** How Kustomizations refer to it, with its name. */
  readonly kind = 'GitRepository';
  readonly resource: l1.GitRepository;
  /** Branch that is read. */
  readonly branch: string;

  /** @throws PropsError when Flux cannot clone the URL */
  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { url, branch = 'main', interval = minutes(1), secretRef, ignore, verify, ...rest } = props;
    this.branch = branch;
    this.resource = new l1.GitRepository(this, 'Resource', {
      metadata: metadataOf(id, inFluxNamespace(rest)),
      spec: {
        interval: fluxDuration(interval),
        url: cloneUrl(this.node.path, url),
        ref: { branch },
        secretRef,
        ignore,
        verify: verify === undefined ? undefined : { mode: verify.mode ?? 'HEAD', secretRef: verify.secretRef },
      },
    });
  }
}

function cloneUrl(where: string, url: string): string {
  const scp = /^([\w.-]+@[\w.-]+):(?!\/)(.+)$/.exec(url);
  const converted = scp === null ? url : `ssh://${scp[1]!}/${scp[2]!}`;
  if (/^(https?|ssh):\/\/./.test(converted)) return converted;
  throw new PropsError(where, `url is "${url}", which Flux cannot clone`, 'write https://… or ssh://…');
}
