import { Construct } from 'constructs';
import { SECRET_REFERENCE, SecretReference } from '../../constructs/flux/flux-resource';
import type { GitRepository } from '../../constructs/flux/git-repository';
import { ImagePolicy, TAG_FILTER, TAG_POLICY, TagFilter, TagPolicy } from '../../constructs/flux/image-policy';
import { ImageRepository } from '../../constructs/flux/image-repository';
import {
  COMMIT_AUTHOR,
  CommitAuthor,
  ImageUpdateAutomation,
  SIGNING_KEY,
  SigningKey,
} from '../../constructs/flux/image-update-automation';
import { CLUSTER_LABEL } from '../../model/cluster-label';
import type { Duration } from '../../model/duration';
import { having, objectOf, optional, recordOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, TEXT } from '../../model/props-values';
import { CLUSTER, Cluster } from '../../platform/cluster';

/** An image of the lock file, and which of its tags is wanted. */
export interface AutomatedImage {
  /** Host and path, as in the lock file. */
  readonly image: string;
  /** Which tag is the newest. */
  readonly policy: TagPolicy;
  /** @default all tags */
  readonly filterTags?: TagFilter | undefined;
  /** Credentials of the registry. @default none */
  readonly secretRef?: SecretReference | undefined;
}

/** Which images of the lock file Flux looks after, and how it commits. */
export interface ImageAutomationProps {
  /** Repository of the lock file, with credentials that allow pushing. */
  readonly repository: GitRepository;
  /** Folder of the lock file in the repository, such as `environments`: not of what synth writes. */
  readonly path: string;
  /** By their names in the lock file, which are those of the image policies too. */
  readonly images: Readonly<Record<string, AutomatedImage>>;
  /** Who the commits are by. */
  readonly author: CommitAuthor;
  /** @default commits are not signed */
  readonly signingKey?: SigningKey | undefined;
  /** Branch to push to, for a pull request. @default 'image-updates' */
  readonly pushBranch?: string | undefined;
  /** How often it is looked for newer images. @default 30 minutes */
  readonly interval?: Duration | undefined;
  /**
   * The cluster that does it. More than one would push to the same branch.
   * @default every cluster with Flux, for fleets of one
   */
  readonly cluster?: Cluster | undefined;
}

const PROPS = objectOf<ImageAutomationProps>({
  repository: having<GitRepository>(
    { name: 'string', namespace: 'string', kind: 'string', branch: 'string' },
    'pass a GitRepository',
  ),
  path: TEXT,
  images: recordOf(
    objectOf<AutomatedImage>({
      image: TEXT,
      policy: TAG_POLICY,
      filterTags: optional(TAG_FILTER),
      secretRef: optional(SECRET_REFERENCE),
    }),
  ),
  author: COMMIT_AUTHOR,
  signingKey: optional(SIGNING_KEY),
  pushBranch: optional(TEXT),
  interval: optional(DURATION),
  cluster: optional(CLUSTER),
});

/**
 * Keeps the image lock up to date: Flux writes digests and tags behind its setter comments, and pushes them to a branch
 * for review. What synth writes is never touched, so no later synth takes it back.
 */
export class ImageAutomation extends Construct {
  /** By the name of the image: `policies['security-headers'].setter('digest')` is what stands in the lock file. */
  readonly policies: Readonly<Record<string, ImagePolicy>>;
  /** What commits and pushes. */
  readonly update: ImageUpdateAutomation;

  /** @throws PropsError when it would search the whole repository, or has nothing to search for */
  constructor(scope: Construct, id: string, props: ImageAutomationProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { repository, path, images, author, signingKey, pushBranch = 'image-updates', interval, cluster } = props;
    if (/^[./]*$/.test(path)) {
      const what = `path is "${path}", so that generated files would be searched for setter comments`;
      throw new PropsError(this.node.path, what, "name the folder of the lock file, such as 'environments'");
    }
    if (Object.keys(images).length === 0) {
      throw new PropsError(this.node.path, 'images is empty', 'list at least one');
    }
    const labels = cluster === undefined ? undefined : { [CLUSTER_LABEL]: cluster.name };
    const { namespace } = repository;
    this.policies = Object.fromEntries(
      Object.entries(images).map(([name, { image, policy, filterTags, secretRef }]) => {
        const tags = new ImageRepository(this, `${name}-tags`, { name, namespace, labels, image, secretRef });
        const choice = { name, namespace, labels, repository: tags, policy, filterTags };
        return [name, new ImagePolicy(this, `${name}-policy`, choice)];
      }),
    );
    this.update = new ImageUpdateAutomation(this, 'update', {
      name: id,
      namespace,
      labels,
      repository,
      path,
      pushBranch,
      author,
      signingKey,
      interval,
    });
  }
}
