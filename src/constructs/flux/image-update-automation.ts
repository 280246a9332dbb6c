import type { Construct } from 'constructs';
import * as l1 from '../../../imports/image.toolkit.fluxcd.io';
import { Duration, minutes } from '../../model/duration';
import { having, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, LABELS, TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import {
  FLUX_RESOURCE_SHAPE,
  fluxDuration,
  FluxResourceProps,
  inFluxNamespace,
  SECRET_REFERENCE,
  SecretReference,
} from './flux-resource';
import type { GitRepository } from './git-repository';

/** Who commits. */
export interface CommitAuthor {
  /** @default none */
  readonly name?: string | undefined;
  /** Address that commits name. */
  readonly email: string;
}

export const COMMIT_AUTHOR = objectOf<CommitAuthor>({ name: optional(TEXT), email: TEXT });

/** A key that commits are signed with. */
export interface SigningKey {
  /** @default 'gpg' */
  readonly type?: 'gpg' | 'ssh' | undefined;
  /** Secret with the key. */
  readonly secretRef: SecretReference;
}

export const SIGNING_KEY = objectOf<SigningKey>({ type: optional(oneOf('gpg', 'ssh')), secretRef: SECRET_REFERENCE });

export interface ImageUpdateAutomationProps extends FluxResourceProps {
  /** Where the marked files are; its credentials have to allow pushing. Its branch is what is checked out. */
  readonly repository: GitRepository;
  /** Branch to push to, for a pull request: another one than the repository's. */
  readonly pushBranch: string;
  /** Folder of the marked files in the repository. */
  readonly path: string;
  /** Who the commits are by. */
  readonly author: CommitAuthor;
  /** @default commits are not signed */
  readonly signingKey?: SigningKey | undefined;
  /**
   * Go template of the commit message, with `.Changed`.
   * @default a title, and a line for each change
   */
  readonly messageTemplate?: string | undefined;
  /** Labels of the policies that are followed. @default all policies of the namespace */
  readonly policyLabels?: Readonly<Record<string, string>> | undefined;
  /** @default 30 minutes */
  readonly interval?: Duration | undefined;
}

const PROPS = objectOf<ImageUpdateAutomationProps>({
  ...FLUX_RESOURCE_SHAPE,
  repository: having<GitRepository>(
    { name: 'string', namespace: 'string', kind: 'string', branch: 'string' },
    'pass a GitRepository',
  ),
  pushBranch: TEXT,
  path: TEXT,
  author: COMMIT_AUTHOR,
  signingKey: optional(SIGNING_KEY),
  messageTemplate: optional(TEXT),
  policyLabels: optional(LABELS),
  interval: optional(DURATION),
});

const MESSAGE_TEMPLATE = `Update images

{{ range .Changed.Changes -}}
- {{ .Setter }}: {{ .OldValue }} -> {{ .NewValue }}
{{ end -}}
`;

/**
 * Commits what image policies choose, wherever a setter comment asks for it.
 *
 * @see https://fluxcd.io/flux/components/image/imageupdateautomations/
 */
export class ImageUpdateAutomation extends Resource {
  readonly resource: l1.ImageUpdateAutomation;

  /** @throws PropsError when nobody would review what it commits, or its template is of the time before `.Changed` */
  constructor(scope: Construct, id: string, props: ImageUpdateAutomationProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const {
      repository,
      pushBranch,
      path,
      author,
      signingKey,
      messageTemplate = MESSAGE_TEMPLATE,
      policyLabels,
      interval = minutes(30),
      ...rest
    } = props;
    const where = this.node.path;
    if (pushBranch === repository.branch) {
      const what = `pushBranch is "${pushBranch}", the branch that is delivered, so nobody would review what is committed`;
      throw new PropsError(where, what, 'name another branch, and open a pull request from it');
    }
    if (/\.Updated\b/.test(messageTemplate)) {
      throw new PropsError(where, 'messageTemplate has .Updated, which Flux no longer knows', 'use .Changed');
    }
    const metadata = metadataOf(id, inFluxNamespace(rest));
    this.resource = new l1.ImageUpdateAutomation(this, 'Resource', {
      metadata,
      spec: {
        interval: fluxDuration(interval),
        sourceRef: {
          kind: 'GitRepository',
          name: repository.name,
          namespace: repository.namespace === metadata.namespace ? undefined : repository.namespace,
        },
        git: {
          checkout: { ref: { branch: repository.branch } },
          commit: { author, messageTemplate, signingKey },
          push: { branch: pushBranch },
        },
        update: { path: `./${path.replace(/^(\.?\/)+/, '')}`, strategy: 'Setters' },
        policySelector: policyLabels === undefined ? undefined : { matchLabels: policyLabels },
      },
    });
  }
}
