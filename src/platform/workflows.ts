import type { DeliveryStatus } from './delivery';
import type { Repository } from './repository';

/** What workflows have to know of a fleet. */
export interface FleetFacts {
  /** Where the deploy tree is, and where the sources are. */
  readonly repository: Repository;
  /** In the order in which changes are promoted. */
  readonly environments: readonly EnvironmentFacts[];
}

/** What workflows have to know of an environment. */
export interface EnvironmentFacts {
  /** As `defineEnvironment` is told. */
  readonly name: string;
  /** Names of the clusters that it is delivered to. */
  readonly clusters: readonly string[];
  /** Where controllers say what became of it; none where nobody of ours delivers it. */
  readonly statuses: readonly DeliveryStatus[];
  /** What its release state rolls out, by name. */
  readonly services: Readonly<Record<string, 'canary' | 'blue-green'>>;
}

/** Files by path, relative to the folder `.github` of a repository. */
export type RepositoryFiles = ReadonlyMap<string, string>;

/** What runs checks, rollouts and promotions on a forge: `githubActions()`. */
export interface Workflows {
  /** Files of the repository that synth runs in. */
  inSources(facts: FleetFacts): RepositoryFiles;
  /** Files of the repository that has the deploy tree alone; of no use where the sources are in the same. */
  inDeployRepository(facts: FleetFacts): RepositoryFiles;
}
