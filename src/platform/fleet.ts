import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { listOf, objectOf, optional, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import type { Cluster } from './cluster';
import { COMMON_LABELS, ENVIRONMENT_DEFINITION, EnvironmentDefinition } from './environment';

export interface FleetProps {
  /** In the order in which changes are promoted, the first one first. */
  readonly environments: readonly EnvironmentDefinition[];
  /**
   * Adds what belongs to no environment: projects, applications and sources of the GitOps controllers.
   * @default nothing
   */
  readonly compose?: ((fleet: FleetScope) => void) | undefined;
}

const PROPS = objectOf<FleetProps>({
  environments: listOf(ENVIRONMENT_DEFINITION),
  compose: optional(valueOf({ fix: 'pass a function' }, (value) => typeof value === 'function')),
});

/** Name of the manifest set of what belongs to no environment. */
export const FLEET = 'fleet';

/** The construct that everything of the fleet and of no environment is in. */
export class FleetScope extends Chart {
  constructor(scope: Construct) {
    super(scope, FLEET, { labels: COMMON_LABELS });
  }
}

/** All environments and the clusters they are delivered to. */
export class Fleet {
  readonly environments: readonly EnvironmentDefinition[];
  readonly compose: (fleet: FleetScope) => void;

  /** @throws PropsError when two environments have one name, or two clusters */
  constructor(props: FleetProps) {
    checkProps(FLEET, PROPS, props);
    const { environments, compose = () => undefined } = props;
    this.environments = [...environments];
    this.compose = compose;
    refuseTwins('environments', [...environments, { name: FLEET }]);
    refuseTwins('clusters', this.clusters);
  }

  get clusters(): readonly Cluster[] {
    return [...new Set(this.environments.flatMap((environment) => environment.clusters))];
  }
}

function refuseTwins(what: string, named: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) throw new PropsError('fleet', `two ${what} are called "${name}"`, 'rename one of them');
    seen.add(name);
  }
}

/** The default export of `environments/main.ts`. */
export function defineFleet(props: FleetProps): Fleet {
  return new Fleet(props);
}
