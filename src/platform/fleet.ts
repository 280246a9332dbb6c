import { listOf, objectOf, optional, valueOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import type { Cluster } from './cluster';
import { Repository, REPOSITORY, RepositoryProps, repositoryOf } from './repository';
import { FLEET, FleetScope } from './fleet-scope';
import { ENVIRONMENT_DEFINITION, EnvironmentDefinition } from './environment';

export interface FleetProps {
  /** In the order in which changes are promoted, the first one first. */
  readonly environments: readonly EnvironmentDefinition[];
  /**
   * Where GitOps controllers read the deploy tree.
   * @default none, which only a fleet without deliveries can have
   */
  readonly repository?: RepositoryProps | undefined;
  /**
   * Adds what belongs to no environment, besides what deliveries add: settings of the GitOps controllers.
   * @default nothing
   */
  readonly compose?: ((fleet: FleetScope) => void) | undefined;
}

const PROPS = objectOf<FleetProps>({
  environments: listOf(ENVIRONMENT_DEFINITION),
  repository: optional(REPOSITORY),
  compose: optional(valueOf({ fix: 'pass a function' }, (value) => typeof value === 'function')),
});

/** All environments and the clusters they are delivered to. */
export class Fleet {
  readonly environments: readonly EnvironmentDefinition[];
  readonly repository: Repository | undefined;
  readonly compose: (fleet: FleetScope) => void;

  /** @throws PropsError when two environments have one name, or two clusters, or a delivery has no repository */
  constructor(props: FleetProps) {
    checkProps(FLEET, PROPS, props);
    const { environments, repository, compose = () => undefined } = props;
    this.environments = [...environments];
    this.repository = repository === undefined ? undefined : repositoryOf(repository);
    const delivered = environments.find(({ delivery }) => delivery !== undefined);
    if (delivered !== undefined && repository === undefined) {
      throw new PropsError(FLEET, `${delivered.name} is delivered from no repository`, 'set `repository`');
    }
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
