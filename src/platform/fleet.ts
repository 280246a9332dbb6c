import { PropsError } from '../model/props-error';
import type { Cluster } from './cluster';
import type { EnvironmentDefinition } from './environment';

export interface FleetProps {
  /** In the order in which changes are promoted, the first one first. */
  readonly environments: readonly EnvironmentDefinition[];
}

/** All environments and the clusters they are delivered to. */
export class Fleet {
  readonly environments: readonly EnvironmentDefinition[];

  /** @throws PropsError when two environments have one name, or two clusters */
  constructor({ environments }: FleetProps) {
    this.environments = [...environments];
    refuseTwins('environments', environments);
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
