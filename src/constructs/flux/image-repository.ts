import type { Construct } from 'constructs';
import * as l1 from '../../../imports/image.toolkit.fluxcd.io';
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

export interface ImageRepositoryProps extends FluxResourceProps {
  /** Host and path, without scheme and tag: `ghcr.io/acme/header-filter`. */
  readonly image: string;
  /** How often its tags are listed. @default 10 minutes */
  readonly interval?: Duration | undefined;
  /** Cloud whose workload identity logs in. @default 'generic', by `secretRef` */
  readonly provider?: 'generic' | 'aws' | 'azure' | 'gcp' | undefined;
  /** Credentials, of the type `kubernetes.io/dockerconfigjson`. @default none */
  readonly secretRef?: SecretReference | undefined;
  /** Regular expressions of tags that are no versions. @default signatures: `^.*\.sig$` */
  readonly exclusionList?: readonly string[] | undefined;
}

const PROPS = objectOf<ImageRepositoryProps>({
  ...FLUX_RESOURCE_SHAPE,
  image: TEXT,
  interval: optional(DURATION),
  provider: optional(oneOf('generic', 'aws', 'azure', 'gcp')),
  secretRef: optional(SECRET_REFERENCE),
  exclusionList: optional(listOf(TEXT)),
});

/**
 * The tags of an image, as its registry lists them.
 *
 * @see https://fluxcd.io/flux/components/image/imagerepositories/
 */
export class ImageRepository extends Resource {
  readonly resource: l1.ImageRepository;

  /** @throws PropsError when the image has a scheme, a tag or a digest */
  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { image, interval = minutes(10), provider, secretRef, exclusionList, ...rest } = props;
    if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(image)) {
      const what = `image is "${image}", which is no image repository`;
      throw new PropsError(this.node.path, what, 'write host/path, without scheme, tag and digest');
    }
    this.resource = new l1.ImageRepository(this, 'Resource', {
      metadata: metadataOf(id, inFluxNamespace(rest)),
      spec: { image, interval: fluxDuration(interval), provider, secretRef, exclusionList },
    });
  }
}
