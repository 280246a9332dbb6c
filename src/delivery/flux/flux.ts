import { Construct } from 'constructs';
import { FLUX_NAMESPACE, SECRET_REFERENCE, SecretReference } from '../../constructs/flux/flux-resource';
import { FluxSource, Kustomization, KustomizationProps } from '../../constructs/flux/kustomization';
import { Receiver, RECEIVER_TYPE, ReceiverType } from '../../constructs/flux/receiver';
import { ConfigMap } from '../../constructs/kubernetes/config-map';
import { CLUSTER_LABEL } from '../../model/cluster-label';
import type { Kind } from '../../model/identity';
import { objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, FLAG, ID } from '../../model/props-values';
import type { Cluster } from '../../platform/cluster';
import type { DeliveredEnvironment, Delivery } from '../../platform/delivery';
import type { FleetScope } from '../../platform/fleet-scope';
import { healthCheckExprs } from './health';
import { ignoredFields } from './ignored-fields';
import { CHANNELS, FluxNotifications, NotificationChannel } from './notifications';
import { FluxRoot } from './root';
import { FLUX_SOURCE, fluxSource, GitSource, OciSource, pathInSource } from './source';
import { staged } from './stages';
import { checkVariables, clusterConfigName, postBuildOf, substitutionAnnotations, variablesOf } from './substitution';

/** How each folder is applied. */
export type ReconciliationProps = Pick<
  KustomizationProps,
  'interval' | 'retryInterval' | 'timeout' | 'wait' | 'prune' | 'force' | 'deletionPolicy'
>;

/** A webhook by which a forge announces commits. */
export interface FluxReceiver {
  /** The forge that calls, which decides how its requests are proven. */
  readonly type: ReceiverType;
  /** Has the token that requests are proven by. */
  readonly secretRef: SecretReference;
}

/** How Flux delivers environments: what {@link flux} takes. */
export interface FluxProps {
  /** Names the source, and what belongs to it. @default 'istio-config' */
  readonly name?: string | undefined;
  /** @default the repository of the fleet, without credentials */
  readonly source?: GitSource | OciSource | undefined;
  /** @default as {@link Kustomization} has it */
  readonly reconciliation?: ReconciliationProps | undefined;
  /** Who hears of failures. @default nobody */
  readonly notifications?: readonly NotificationChannel[] | undefined;
  /** @default commits are found at the source's interval */
  readonly receiver?: FluxReceiver | undefined;
}

const PROPS = objectOf<FluxProps>({
  name: optional(ID),
  source: optional(FLUX_SOURCE),
  reconciliation: optional(
    objectOf<ReconciliationProps>({
      interval: optional(DURATION),
      retryInterval: optional(DURATION),
      timeout: optional(DURATION),
      wait: optional(FLAG),
      prune: optional(FLAG),
      force: optional(FLAG),
      deletionPolicy: optional(oneOf('MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan')),
    }),
  ),
  notifications: optional(CHANNELS),
  receiver: optional(objectOf<FluxReceiver>({ type: RECEIVER_TYPE, secretRef: SECRET_REFERENCE })),
});

/**
 * Delivers environments by Flux: each cluster runs its own, which reads the deploy tree and applies what is for it, in
 * stages where the layout has folders for them. Environments that share one also share the source.
 *
 * @throws PropsError for props that can never work
 * @see https://fluxcd.io/flux/concepts/
 */
export function flux(props: FluxProps = {}): Delivery {
  checkProps('flux', PROPS, props);
  return {
    isStaged: true,
    annotationsOf: (kind) => ({ ...substitutionAnnotations(kind), ...pruneAnnotations(kind) }),
    statusesOf: ({ name, clusters }) =>
      clusters.map((cluster) => ({
        controller: 'flux',
        cluster: cluster.name,
        namespace: FLUX_NAMESPACE,
        selector: Object.entries(labelsOf(name, cluster))
          .map(([label, value]) => `${label}=${value}`)
          .join(','),
      })),
    controllerFor: (cluster, repository) => ({
      name: 'flux',
      namespace: FLUX_NAMESPACE,
      isLocal: true,
      credentials: props.source?.secretRef?.name,
      composeRoot: (scope) => new FluxRoot(scope, 'flux-system', { repository, cluster, source: props.source }),
    }),
    compose: (fleet, environments) => {
      const { name = 'istio-config' } = props;
      if (fleet.node.tryFindChild(name) !== undefined) {
        const fix = 'share one flux() among their environments, or set `name`';
        throw new PropsError(fleet.node.path, `two deliveries by Flux are called "${name}"`, fix);
      }
      new FluxDelivery(fleet, name, props, environments);
    },
  };
}

/** All that Flux needs for the environments that share a delivery. */
class FluxDelivery extends Construct {
  private readonly source: FluxSource;

  constructor(
    fleet: FleetScope,
    id: string,
    private readonly props: FluxProps,
    environments: readonly DeliveredEnvironment[],
  ) {
    super(fleet, id);
    const { notifications, receiver } = props;
    this.source = fluxSource(this, id, environments[0]!.repository, props.source);
    const clusters = [...new Set(environments.flatMap((environment) => environment.clusters))];
    for (const cluster of clusters) this.configure(cluster);
    for (const environment of environments) {
      checkVariables(environment);
      for (const cluster of environment.clusters) this.deliver(environment, cluster);
    }
    if (notifications !== undefined) {
      new FluxNotifications(this, 'notifications', { channels: notifications, clusters });
    }
    if (receiver !== undefined) new Receiver(this, 'receiver', { ...receiver, name: id, sources: [this.source] });
  }

  /** What a cluster says of itself. */
  private configure(cluster: Cluster): void {
    const name = clusterConfigName(cluster);
    new ConfigMap(this, name, {
      metadata: {
        name,
        namespace: FLUX_NAMESPACE,
        // Flux looks at it again when it changes, and not only when the next interval is over.
        labels: { [CLUSTER_LABEL]: cluster.name, 'reconcile.fluxcd.io/watch': 'Enabled' },
      },
      data: variablesOf(cluster),
    });
  }

  private deliver(environment: DeliveredEnvironment, cluster: Cluster): void {
    const { name, repository, path, stages, labels, contents } = environment;
    const id = `${name}-${cluster.name}`;
    const root = pathInSource(this.source, repository, path);
    const health = healthCheckExprs(contents);
    const ignore = ignoredFields(contents.ownedFields);
    const shared = {
      ...this.props.reconciliation,
      source: this.source,
      labels: labelsOf(name, cluster),
      healthCheckExprs: health.length === 0 ? undefined : health,
      ignore: ignore.length === 0 ? undefined : ignore,
      postBuild: postBuildOf(environment, cluster),
    };
    if (stages === undefined) {
      new Kustomization(this, id, { ...shared, path: root });
      return;
    }
    const made = new Map<string, Kustomization>();
    for (const { folder, after } of staged(stages)) {
      const kustomization = new Kustomization(this, `${id}-${folder}`, {
        ...shared,
        path: `${root}/${folder}`,
        // The kustomization of all folders adds them, those of the single folders do not.
        commonLabels: labels,
        dependsOn: after.length === 0 ? undefined : after.map((other) => made.get(other)!),
      });
      made.set(folder, kustomization);
    }
  }
}

/** What Kustomizations of an environment on a cluster are found by. */
function labelsOf(environment: string, cluster: Cluster): Record<string, string> {
  return { [CLUSTER_LABEL]: cluster.name, environment };
}

/** With a namespace goes all that is in it, workloads of others too, and Flux asks nobody. */
function pruneAnnotations({ group, kind }: Kind): Readonly<Record<string, string>> {
  return group === '' && kind === 'Namespace' ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : {};
}
