import type { Construct } from 'constructs';
import * as l1 from '../../../imports/notification.toolkit.fluxcd.io';
import { having, listOf, objectOf, oneOf, optional, PropCheck, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { metadataOf, Resource } from '../resource';
import {
  FLUX_RESOURCE_SHAPE,
  FluxResourceProps,
  inFluxNamespace,
  SECRET_REFERENCE,
  SecretReference,
} from './flux-resource';
import type { FluxSource } from './kustomization';

/** Types whose requests are proven by a shared secret; `generic-oidc` is left to the L1. */
export type ReceiverType = Exclude<l1.ReceiverSpec['type'], 'generic-oidc'>;

export const RECEIVER_TYPE: PropCheck<ReceiverType> = oneOf(
  'generic',
  'generic-hmac',
  'github',
  'gitlab',
  'bitbucket',
  'harbor',
  'dockerhub',
  'quay',
  'gcr',
  'nexus',
  'acr',
  'cdevents',
);

export interface ReceiverProps extends FluxResourceProps {
  /** Who sends the notifications. */
  readonly type: ReceiverType;
  /** Has the token that requests are proven by, in `token`. */
  readonly secretRef: SecretReference;
  /** What is fetched when a request comes. */
  readonly sources: readonly FluxSource[];
  /** Events that count. @default 'ping' and 'push' of GitHub, 'Push Hook' of GitLab, all of the others */
  readonly events?: readonly string[] | undefined;
}

const PROPS = objectOf<ReceiverProps>({
  ...FLUX_RESOURCE_SHAPE,
  type: RECEIVER_TYPE,
  secretRef: SECRET_REFERENCE,
  sources: someOf(
    having<FluxSource>(
      { name: 'string', namespace: 'string', kind: 'string' },
      'pass a GitRepository or an OCIRepository',
    ),
  ),
  events: optional(listOf(TEXT)),
});

const EVENTS: Readonly<Partial<Record<ReceiverType, readonly string[]>>> = {
  github: ['ping', 'push'],
  gitlab: ['Push Hook'],
};

/**
 * A webhook that has sources fetched at once, instead of at their next interval.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/
 */
export class Receiver extends Resource {
  readonly resource: l1.Receiver;

  constructor(scope: Construct, id: string, props: ReceiverProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { type, secretRef, sources, events = EVENTS[type], ...rest } = props;
    const metadata = metadataOf(id, inFluxNamespace(rest));
    this.resource = new l1.Receiver(this, 'Resource', {
      metadata,
      spec: {
        type,
        events,
        secretRef,
        resources: sources.map(({ kind, name, namespace }) => ({
          kind,
          name,
          namespace: namespace === metadata.namespace ? undefined : namespace,
        })),
      },
    });
  }
}
