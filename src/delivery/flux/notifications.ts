import { Construct } from 'constructs';
import { Alert } from '../../constructs/flux/alert';
import { SECRET_REFERENCE, SecretReference } from '../../constructs/flux/flux-resource';
import { COMMIT_STATUS_TYPES, Provider, PROVIDER_TYPE, ProviderType } from '../../constructs/flux/provider';
import { CLUSTER_LABEL } from '../../model/cluster-label';
import { distinctOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { ID, TEXT } from '../../model/props-values';
import { CLUSTER, Cluster } from '../../platform/cluster';

/** Somewhere that people, or programs, hear from Flux. */
export interface NotificationChannel {
  /** A chat, a webhook (`generic`, `generic-hmac`), or what shows the status of commits (`github`, `gitlab`, …). */
  readonly type: ProviderType;
  /** Names its objects. @default the type */
  readonly name?: string | undefined;
  /** Channel of a chat. @default what the Secret's address stands for */
  readonly channel?: string | undefined;
  /** For commit statuses the repository, `https://github.com/acme/mesh`. @default `address` of the Secret */
  readonly address?: string | undefined;
  /** `address`, or the `token` of an account. @default none */
  readonly secretRef?: SecretReference | undefined;
  /**
   * Whether it hears of successes too; commit statuses always do, because a check that never passes blocks.
   * @default 'error': failures alone
   */
  readonly severity?: 'info' | 'error' | undefined;
}

/** Who is told what Flux does. */
export interface FluxNotificationsProps {
  /** Whom to tell, each by another channel. */
  readonly channels: readonly NotificationChannel[];
  /** Clusters that notifications name, each by an alert of its own. @default none is named */
  readonly clusters?: readonly Cluster[] | undefined;
}

const nameOf = ({ name, type }: NotificationChannel): string => name ?? type;

export const CHANNELS = distinctOf(
  objectOf<NotificationChannel>({
    type: PROVIDER_TYPE,
    name: optional(ID),
    channel: optional(TEXT),
    address: optional(TEXT),
    secretRef: optional(SECRET_REFERENCE),
    severity: optional(oneOf('info', 'error')),
  }),
  nameOf,
);

const PROPS = objectOf<FluxNotificationsProps>({
  channels: CHANNELS,
  clusters: optional(distinctOf(CLUSTER, ({ name }) => name)),
});

/** Everything of Flux that can fail and that is used here; an alert without one of them would be silent about it. */
const ALL_SOURCES = [
  'GitRepository',
  'OCIRepository',
  'Kustomization',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
] as const;

/** What Flux tells people, from every object in its namespace: one Provider and one Alert per channel and cluster. */
export class FluxNotifications extends Construct {
  /** @throws PropsError when a commit status has no repository to be written to */
  constructor(scope: Construct, id: string, props: FluxNotificationsProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { channels, clusters = [] } = props;
    for (const channel of channels) this.notify(channel, clusters);
  }

  private notify(channel: NotificationChannel, clusters: readonly Cluster[]): void {
    const { type, channel: chat, address, secretRef, severity = 'error' } = channel;
    const name = nameOf(channel);
    const isStatus = (COMMIT_STATUS_TYPES as readonly string[]).includes(type);
    if (isStatus && (address === undefined || secretRef === undefined)) {
      const fix = 'set `address` to the repository, and `secretRef` to a token that may write statuses';
      throw new PropsError(this.node.path, `${name} has no repository to write commit statuses to, or no token`, fix);
    }
    const provider = new Provider(this, name, { type, channel: chat, address, secretRef });
    // Only what is applied knows the commit that it is about.
    const kinds = isStatus ? (['Kustomization'] as const) : ALL_SOURCES;
    const alert = {
      provider,
      eventSeverity: isStatus ? 'info' : severity,
      eventSources: kinds.map((kind) => ({ kind, name: '*' })),
    } as const;
    if (clusters.length === 0) new Alert(this, `${name}:alert`, { ...alert, name });
    for (const { name: cluster, region } of clusters) {
      const eventMetadata = { cluster, ...(region === undefined ? {} : { region }) };
      const labels = { [CLUSTER_LABEL]: cluster };
      new Alert(this, `${name}:${cluster}`, { ...alert, name: `${name}-${cluster}`, labels, eventMetadata });
    }
  }
}
