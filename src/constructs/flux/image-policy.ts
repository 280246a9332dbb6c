import type { Construct } from 'constructs';
import * as l1 from '../../../imports/image.toolkit.fluxcd.io';
import type { Duration } from '../../model/duration';
import { having, objectOf, oneOf, optional, PropCheck } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import { FLUX_RESOURCE_SHAPE, fluxDuration, FluxResourceProps, inFluxNamespace } from './flux-resource';
import type { ImageRepository } from './image-repository';

/** Which tag is the newest: exactly one of these. */
export interface TagPolicy {
  /** The highest version of a range. */
  readonly semver?:
    | {
        /** Such as `>=1.4.0 <2.0.0` or `^1.4`; tags that are no version do not count. */
        readonly range: string;
      }
    | undefined;
  /** The last one, or with `desc` the first one, as a text: for dates. */
  readonly alphabetical?: TagOrder | undefined;
  /** The same as a number: for build numbers. */
  readonly numerical?: TagOrder | undefined;
}

/** Which end of a sorted list of tags is the newest. */
export interface TagOrder {
  /** @default 'asc' */
  readonly order?: 'asc' | 'desc' | undefined;
}

/** Tags that count, and the part of them that is compared. */
export interface TagFilter {
  /** Regular expression. */
  readonly pattern: string;
  /** What of a match is compared, as in `$ts`. @default the whole tag */
  readonly extract?: string | undefined;
}

const TAG_ORDER = objectOf<TagOrder>({ order: optional(oneOf('asc', 'desc')) });

export const TAG_POLICY: PropCheck<TagPolicy> = objectOf<TagPolicy>({
  semver: optional(objectOf<{ readonly range: string }>({ range: TEXT })),
  alphabetical: optional(TAG_ORDER),
  numerical: optional(TAG_ORDER),
});

export const TAG_FILTER: PropCheck<TagFilter> = objectOf<TagFilter>({ pattern: TEXT, extract: optional(TEXT) });

export interface ImagePolicyProps extends FluxResourceProps {
  /** Whose tags they are. */
  readonly repository: ImageRepository;
  /** Which of them is the newest. */
  readonly policy: TagPolicy;
  /** @default all tags */
  readonly filterTags?: TagFilter | undefined;
  /**
   * When the digest of the chosen tag is looked up: once for each tag, or every `interval`, so that a tag which was
   * pushed again is noticed.
   * @default 'IfNotPresent': once
   */
  readonly digestReflectionPolicy?: 'Always' | 'IfNotPresent' | 'Never' | undefined;
  /** With `digestReflectionPolicy: 'Always'`, and only with it. @default none */
  readonly interval?: Duration | undefined;
}

const PROPS = objectOf<ImagePolicyProps>({
  ...FLUX_RESOURCE_SHAPE,
  repository: having<ImageRepository>({ name: 'string', namespace: 'string' }, 'pass an ImageRepository'),
  policy: TAG_POLICY,
  filterTags: optional(TAG_FILTER),
  digestReflectionPolicy: optional(oneOf('Always', 'IfNotPresent', 'Never')),
  interval: optional(DURATION),
});

const SETTER_PART = oneOf('name', 'tag', 'digest');

/**
 * Which tag of an image is the one to use.
 *
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export class ImagePolicy extends Resource {
  readonly resource: l1.ImagePolicy;

  /** @throws PropsError when there is not exactly one policy, or an interval without a use for it */
  constructor(scope: Construct, id: string, props: ImagePolicyProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { repository, policy, filterTags, digestReflectionPolicy = 'IfNotPresent', interval, ...rest } = props;
    const where = this.node.path;
    const chosen = Object.values(policy).filter((value) => value !== undefined).length;
    if (chosen !== 1) {
      const what = chosen === 0 ? 'policy says nothing' : 'policy orders tags in several ways';
      throw new PropsError(where, what, 'set one of `semver`, `alphabetical` and `numerical`');
    }
    if (digestReflectionPolicy === 'Always' && interval === undefined) {
      throw new PropsError(where, "digestReflectionPolicy is 'Always' without an interval", 'set `interval`');
    }
    if (digestReflectionPolicy !== 'Always' && interval !== undefined) {
      const what = `interval is set and digestReflectionPolicy is '${digestReflectionPolicy}'`;
      throw new PropsError(where, what, "remove `interval` or pass 'Always'");
    }
    const metadata = metadataOf(id, inFluxNamespace(rest));
    this.resource = new l1.ImagePolicy(this, 'Resource', {
      metadata,
      spec: {
        imageRepositoryRef: {
          name: repository.name,
          namespace: repository.namespace === metadata.namespace ? undefined : repository.namespace,
        },
        policy,
        filterTags,
        digestReflectionPolicy,
        interval: interval === undefined ? undefined : fluxDuration(interval),
      },
    });
  }

  /**
   * The comment at the end of a line that has the image automation write a part of the chosen image there.
   *
   * @see https://fluxcd.io/flux/components/image/imageupdateautomations/#marking-images-for-update
   */
  setter(part: 'name' | 'tag' | 'digest'): string {
    checkProps(this, SETTER_PART, part, 'part');
    return `# {"$imagepolicy": "${this.namespace}:${this.name}:${part}"}`;
  }
}
