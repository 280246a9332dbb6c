import { Construct } from 'constructs';
import type { ApplicationSetSteps, ApplicationSyncPolicy } from '../../../imports/argoproj.io';
import { AppProject, IAppProject } from '../../constructs/argocd/app-project';
import { Application } from '../../constructs/argocd/application';
import { ApplicationSet, ApplicationTemplate } from '../../constructs/argocd/application-set';
import { APPLICATION_SPEC_SHAPE, OnDelete } from '../../constructs/argocd/application-spec';
import { ARGO_CD_NAMESPACE } from '../../constructs/argocd/argo-cd-resource';
import { ApplicationSetGenerator } from '../../constructs/argocd/generator';
import { NotificationSubscription, SUBSCRIPTION } from '../../constructs/argocd/subscription';
import { tierOf, TIERS } from '../../mesh/apply-order';
import { CLUSTER_LABEL } from '../../model/cluster-label';
import { Duration, minutes, seconds } from '../../model/duration';
import type { Kind } from '../../model/identity';
import { listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { DURATION, NUMBER, TEXT } from '../../model/props-values';
import type { Cluster } from '../../platform/cluster';
import type { DeliveredEnvironment, Delivery, DeliveryStatus, GitOpsController } from '../../platform/delivery';
import type { FleetScope } from '../../platform/fleet-scope';
import { pathInRepository, Repository } from '../../platform/repository';
import { ignoredDifferences } from './ignore-differences';
import { hasNamespaces, permissionsOf } from './permissions';
import { ArgoCdRoot } from './root';
import { IN_CLUSTER, serverOf } from './server';

/** How often and when Argo CD tries a sync again that failed, each time with the newest commit. */
export interface ArgoCdRetryProps {
  /** @default 5 */
  readonly limit?: number | undefined;
  /** Until the first time. @default 5 s */
  readonly duration?: Duration | undefined;
  /** By which the time grows from one to the next. @default 2 */
  readonly factor?: number | undefined;
  /** @default 3 min */
  readonly maxDuration?: Duration | undefined;
}

/** How Argo CD delivers environments: what {@link argoCd} takes. */
export interface ArgoCdProps {
  /** What names of Applications begin with: `istio-config-production`. @default 'istio-config' */
  readonly name?: string | undefined;
  /** Name of the AppProject, which this makes and nobody else does. @default the `name` */
  readonly project?: string | undefined;
  /** Namespace that Argo CD runs in. @default 'argocd' */
  readonly namespace?: string | undefined;
  /** Namespace that Argo CD delivers to, for objects that name none; ours all do. @default 'istio-system' */
  readonly destinationNamespace?: string | undefined;
  /** @default 5 times, after 5 s, 10 s, 20 s, … and at most 3 min */
  readonly retry?: ArgoCdRetryProps | undefined;
  /** How many syncs Argo CD remembers. @default 10 */
  readonly revisionHistoryLimit?: number | undefined;
  /** What deleting an Application does to the mesh. @default 'orphan': nothing */
  readonly onDelete?: OnDelete | undefined;
  /** @default nobody is told */
  readonly subscriptions?: readonly NotificationSubscription[] | undefined;
  /**
   * Whether the clusters of an environment are synced one after the other, each when the one before is healthy: each
   * cluster on its own, or all of a region together, in the order of the environment's clusters. This turns automated
   * sync off, and self-healing with it: changes by hand are undone when the turn of their step comes. Progressive syncs
   * have to be enabled: see `ArgoCdConfig`. An environment with one cluster has nothing to wait for and keeps its
   * automated sync.
   * @default all clusters at once, each healing itself
   */
  readonly rollingSync?: 'cluster' | 'region' | undefined;
}

const PROPS = objectOf<ArgoCdProps>({
  name: optional(TEXT),
  project: optional(TEXT),
  namespace: optional(TEXT),
  destinationNamespace: optional(TEXT),
  retry: optional(
    objectOf<ArgoCdRetryProps>({
      limit: optional(NUMBER),
      duration: optional(DURATION),
      factor: optional(NUMBER),
      maxDuration: optional(DURATION),
    }),
  ),
  revisionHistoryLimit: optional(NUMBER),
  onDelete: APPLICATION_SPEC_SHAPE.onDelete,
  subscriptions: optional(listOf(SUBSCRIPTION)),
  rollingSync: optional(oneOf('cluster', 'region')),
});

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/** What nobody can want to lose by a commit alone: Argo CD waits until somebody approves. */
const CONFIRMED = { [SYNC_OPTIONS]: 'Prune=confirm,Delete=confirm' } as const;

/** Without these there is no traffic, and nothing in Git can bring back what was in a namespace. */
const CUTS_TRAFFIC = ['networking.istio.io/Gateway', '/Namespace'];

/**
 * Delivers environments by Argo CD: a project for all environments that share it, and an Application for each, or an
 * ApplicationSet where an environment has several clusters.
 *
 * @throws PropsError when props are not of their types
 */
export function argoCd(props: ArgoCdProps = {}): Delivery {
  checkProps('argoCd', PROPS, props);
  return new ArgoCd(props);
}

class ArgoCd implements Delivery {
  readonly isStaged = false;
  private readonly name: string;
  private readonly project: string;
  private readonly namespace: string;
  private readonly destinationNamespace: string;

  constructor(private readonly props: ArgoCdProps) {
    const {
      name = 'istio-config',
      project = name,
      namespace = ARGO_CD_NAMESPACE,
      destinationNamespace = 'istio-system',
    } = props;
    this.name = name;
    this.project = project;
    this.namespace = namespace;
    this.destinationNamespace = destinationNamespace;
  }

  annotationsOf(kind: Kind): Readonly<Record<string, string>> {
    return {
      [SYNC_WAVE]: String(TIERS.indexOf(tierOf(kind))),
      ...(CUTS_TRAFFIC.includes(`${kind.group}/${kind.kind}`) && CONFIRMED),
    };
  }

  statusesOf(environment: Pick<DeliveredEnvironment, 'name' | 'clusters'>): readonly DeliveryStatus[] {
    return this.applicationsOf(environment).map((application, i) => {
      const cluster = environment.clusters[i]!.name;
      return { controller: 'argo-cd', cluster, namespace: this.namespace, application };
    });
  }

  controllerFor(cluster: Cluster, repository: Repository): GitOpsController {
    const { namespace } = this;
    return {
      name: 'argo-cd',
      namespace,
      isLocal: serverOf(cluster) === IN_CLUSTER,
      // Argo CD finds them by a label, and the repository by its URL.
      credentials: undefined,
      composeRoot: (scope) => new ArgoCdRoot(scope, 'root', { repository, namespace }),
    };
  }

  /** @throws PropsError when the environments cannot be delivered by Argo CD, or two deliveries make one project */
  compose(fleet: FleetScope, environments: readonly DeliveredEnvironment[]): void {
    const id = `argo-cd-${this.project}`;
    if (fleet.node.tryFindChild(id) !== undefined) {
      throw new PropsError(
        'argoCd',
        `two deliveries make the project "${this.project}"`,
        'let the environments share one argoCd(…), or give each a `project` and a `name`',
      );
    }
    for (const environment of environments) checkClusters(environment, this.props.rollingSync === 'region');
    refuseTwins(environments.flatMap((environment) => this.applicationsOf(environment)));
    const scope = new Construct(fleet, id);
    const project = new AppProject(scope, 'AppProject', {
      name: this.project,
      namespace: this.namespace,
      // Before the Applications, which Argo CD refuses while there is no project.
      annotations: { [SYNC_WAVE]: '-1' },
      description: `Istio configuration of ${environments.map(({ name }) => name).join(', ')}`,
      ...permissionsOf(environments, this.destinationNamespace),
    });
    for (const environment of environments) this.composeEnvironment(scope, project, environment);
  }

  private composeEnvironment(scope: Construct, project: IAppProject, environment: DeliveredEnvironment): void {
    const { clusters, name } = environment;
    const [only, ...others] = clusters as readonly [Cluster, ...Cluster[]];
    const metadata = { name: `${this.name}-${name}`, namespace: this.namespace, annotations: CONFIRMED };
    if (others.length === 0) {
      const labels = { environment: name };
      const spec = this.applicationTo(project, environment, serverOf(only), labelsOf(only), true);
      new Application(scope, name, { ...spec, ...metadata, labels });
      return;
    }
    const { rollingSync } = this.props;
    const elements = clusters.map((cluster) => ({ ...labelsOf(cluster), server: serverOf(cluster) }));
    new ApplicationSet<string>(scope, name, {
      ...metadata,
      labels: { environment: name },
      generators: [ApplicationSetGenerator.list<string>(elements)],
      template: ({ server, ...labels }) => ({
        ...this.applicationTo(project, environment, server!, labels, rollingSync === undefined),
        name: `${this.name}-${name}-${labels[CLUSTER_LABEL]!}`,
        labels: { environment: name, ...labels },
      }),
      rollingSync: rollingSync === undefined ? undefined : { steps: stepsBy(rollingSync, clusters), prune: true },
    });
  }

  private applicationTo(
    project: IAppProject,
    environment: DeliveredEnvironment,
    server: string,
    commonLabels: Readonly<Record<string, string>>,
    isAutomated: boolean,
  ): Omit<ApplicationTemplate, 'name'> {
    const { repository, path, contents } = environment;
    const { revisionHistoryLimit = 10, onDelete, subscriptions } = this.props;
    return {
      project,
      source: {
        repoURL: repository.url,
        targetRevision: repository.branch,
        path: pathInRepository(repository, path),
        kustomize: { commonLabels, labelWithoutSelector: true },
      },
      destination: { server, namespace: this.destinationNamespace },
      syncPolicy: this.syncPolicy(isAutomated, !hasNamespaces(environment)),
      ignoreDifferences: ignoredDifferences(contents),
      revisionHistoryLimit,
      onDelete,
      subscriptions,
    };
  }

  private syncPolicy(isAutomated: boolean, createsNamespace: boolean): ApplicationSyncPolicy {
    const { limit = 5, duration = seconds(5), factor = 2, maxDuration = minutes(3) } = this.props.retry ?? {};
    return {
      ...(isAutomated && { automated: { prune: true, selfHeal: true, allowEmpty: false } }),
      syncOptions: [
        'Validate=true',
        'ServerSideApply=true',
        'RespectIgnoreDifferences=true',
        'PruneLast=true',
        'FailOnSharedResource=true',
        ...(createsNamespace ? ['CreateNamespace=true'] : []),
      ],
      retry: {
        limit,
        // Otherwise it would try the commit again that failed, and not the one that mends it.
        refresh: true,
        backoff: { duration: duration.toString(), factor, maxDuration: maxDuration.toString() },
      },
    };
  }

  /** One for each cluster, in their order. */
  private applicationsOf({ name, clusters }: Pick<DeliveredEnvironment, 'name' | 'clusters'>): string[] {
    const own = `${this.name}-${name}`;
    return clusters.length === 1 ? [own] : clusters.map((cluster) => `${own}-${cluster.name}`);
  }
}

/** What tells objects of one cluster from those of another. */
function labelsOf({ name, region }: Cluster): Record<string, string> {
  return { [CLUSTER_LABEL]: name, ...(region !== undefined && { region }) };
}

function stepsBy(label: 'cluster' | 'region', clusters: readonly Cluster[]): ApplicationSetSteps[] {
  const values = new Set(clusters.map((cluster) => labelsOf(cluster)[label]!));
  return [...values].map((value) => ({ matchExpressions: [{ key: label, operator: 'In', values: [value] }] }));
}

function checkClusters({ name, clusters }: DeliveredEnvironment, byRegion: boolean): void {
  const substituted = clusters.find(({ variables = {} }) => Object.keys(variables).length > 0);
  if (substituted !== undefined) {
    throw new PropsError(
      name,
      `the cluster ${substituted.name} has variables, and Argo CD substitutes nothing`,
      'remove `variables`, or deliver the environment by Flux',
    );
  }
  const unreachable = clusters.find(({ server }) => clusters.length > 1 && server === undefined);
  if (unreachable !== undefined) {
    throw new PropsError(
      name,
      `the cluster ${unreachable.name} has no server, so it would be the one that Argo CD runs in`,
      "set the `server` of each cluster; that one's is https://kubernetes.default.svc",
    );
  }
  const servers = clusters.map(serverOf);
  const twin = servers.find((server, i) => servers.indexOf(server) < i);
  if (twin !== undefined) {
    throw new PropsError(name, `two of its clusters are ${twin}`, 'set the `server` of each, or remove one of them');
  }
  const needsRegions = byRegion && clusters.length > 1;
  const hasRegions = needsRegions || clusters.some(({ region }) => region !== undefined);
  const placeless = clusters.find(({ region }) => hasRegions && region === undefined);
  if (placeless !== undefined) {
    throw new PropsError(
      name,
      `the cluster ${placeless.name} has no region, and ${needsRegions ? 'clusters are synced by region' : 'others have'}`,
      'set `region` of all clusters of the environment',
    );
  }
}

function refuseTwins(applications: readonly string[]): void {
  const twin = applications.find((application, i) => applications.indexOf(application) < i);
  if (twin === undefined) return;
  const what = `two Applications would be called "${twin}"`;
  throw new PropsError('argoCd', what, 'rename an environment or a cluster');
}
