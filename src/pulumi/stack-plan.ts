import type { Cluster } from '../platform/cluster';
import type { Delivery, GitOpsController } from '../platform/delivery';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { didYouMean } from '../model/suggest';
import { StackConfig, StackConfigError } from './stack-config';

/** A controller that a stack installs. */
export interface PlannedController {
  readonly delivery: Delivery;
  readonly cluster: Cluster;
  readonly controller: GitOpsController;
}

/** What a stack makes, as the fleet and its configuration have it. */
export interface StackPlan {
  /** Undefined for a cluster that Argo CD alone runs in. */
  readonly cluster: Cluster | undefined;
  /** The environments of the cluster. */
  readonly environments: readonly EnvironmentDefinition[];
  /** What the stack applies itself. */
  readonly direct: EnvironmentDefinition | undefined;
  readonly controllers: readonly PlannedController[];
}

type Choice = Pick<StackConfig, 'cluster' | 'delivery' | 'environment' | 'runsArgoCd'>;

/** @throws StackConfigError when the fleet has no such cluster or environment, or nobody would deliver to it */
export function planStack(fleet: Fleet, stack: string, choice: Choice): StackPlan {
  const cluster = clusterOf(fleet, stack, choice);
  const environments = fleet.environments.filter(({ clusters }) => clusters.some(({ name }) => name === cluster?.name));
  if (choice.delivery === 'direct') {
    return { cluster, environments, direct: directOf(stack, environments, choice), controllers: [] };
  }
  const controllers = controllersOf(fleet, cluster, environments, choice);
  if (cluster !== undefined && environments.every(({ delivery }) => delivery === undefined)) {
    throw new StackConfigError(
      `${stack}: nobody delivers to ${cluster.name}: set \`delivery\` of ${namesOf(environments)}, or apply it by the ` +
        'stack itself: pulumi config set delivery direct',
    );
  }
  return { cluster, environments, direct: undefined, controllers };
}

function clusterOf(fleet: Fleet, stack: string, { cluster: named, runsArgoCd }: Choice): Cluster | undefined {
  const wanted = named ?? stack;
  const found = fleet.clusters.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  if (named === undefined && runsArgoCd === true) return undefined;
  const names = fleet.clusters.map(({ name }) => name);
  throw new StackConfigError(
    `${stack}: the fleet has no cluster "${wanted}"${didYouMean(wanted, names)}: run pulumi config set cluster with ` +
      `one of ${names.join(', ')}${named === undefined ? ', or set runsArgoCd true for a cluster of Argo CD alone' : ''}`,
  );
}

function directOf(
  stack: string,
  environments: readonly EnvironmentDefinition[],
  { environment: named, runsArgoCd }: Choice,
): EnvironmentDefinition {
  if (runsArgoCd === true) {
    throw new StackConfigError(`${stack}: a direct stack has no controller: remove runsArgoCd, or set delivery gitops`);
  }
  const [only, ...others] = environments;
  const found = named === undefined && others.length === 0 ? only : environments.find(({ name }) => name === named);
  if (found !== undefined) return found;
  const what =
    named === undefined ? 'several environments share the cluster' : `the cluster has no environment "${named}"`;
  throw new StackConfigError(
    `${stack}: ${what}${didYouMean(
      named ?? '',
      environments.map(({ name }) => name),
    )}: run pulumi config set ` + `environment with one of ${namesOf(environments)}`,
  );
}

/** Those that run in the cluster; one for the environments that share it. */
function controllersOf(
  { environments: all, repository }: Fleet,
  cluster: Cluster | undefined,
  environments: readonly EnvironmentDefinition[],
  { runsArgoCd }: Choice,
): readonly PlannedController[] {
  const found = new Map<string, PlannedController>();
  const add = (
    delivery: Delivery | undefined,
    deliveredTo: Cluster,
    runsHere: (of: GitOpsController) => boolean,
  ): void => {
    if (delivery === undefined || repository === undefined) return;
    const controller = delivery.controllerFor?.(deliveredTo, repository);
    if (controller === undefined || !runsHere(controller)) return;
    const key = `${controller.name}/${controller.namespace}`;
    if (!found.has(key)) found.set(key, { delivery, cluster: deliveredTo, controller });
  };
  if (cluster !== undefined) {
    for (const { delivery } of environments) {
      add(delivery, cluster, ({ name, isLocal }) => (name === 'argo-cd' ? (runsArgoCd ?? isLocal) : isLocal));
    }
  }
  if (runsArgoCd === true) {
    for (const { delivery, clusters } of all) add(delivery, clusters[0]!, ({ name }) => name === 'argo-cd');
    if (![...found.values()].some(({ controller }) => controller.name === 'argo-cd')) {
      throw new StackConfigError('runsArgoCd is true, and Argo CD delivers no environment: remove it');
    }
  }
  return [...found.values()];
}

function namesOf(environments: readonly EnvironmentDefinition[]): string {
  return environments.map(({ name }) => name).join(', ');
}
