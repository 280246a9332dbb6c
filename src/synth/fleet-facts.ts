import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { parseReleaseState } from '../platform/release-state';
import type { Repository } from '../platform/repository';
import type { EnvironmentFacts, FleetFacts } from '../platform/workflows';
import { fileOf, ReadText } from './compose';

/**
 * What workflows have to know of a fleet.
 *
 * @throws DataFileError when a release state is not valid
 */
export function fleetFacts(fleet: Fleet, repository: Repository, readText: ReadText): FleetFacts {
  return { repository, environments: environmentFacts(fleet, readText) };
}

/** @throws DataFileError when a release state is not valid */
export function environmentFacts({ environments }: Fleet, readText: ReadText): readonly EnvironmentFacts[] {
  return environments.map((environment) => factsOf(environment, readText));
}

function factsOf(definition: EnvironmentDefinition, readText: ReadText): EnvironmentFacts {
  const { name, clusters, delivery } = definition;
  const file = fileOf(definition, 'releases');
  const releases = file === undefined ? {} : parseReleaseState(readText(file), file).services;
  return {
    name,
    clusters: clusters.map((cluster) => cluster.name),
    statuses: delivery?.statusesOf?.({ name, clusters }) ?? [],
    services: Object.fromEntries(Object.entries(releases).map(([service, { strategy }]) => [service, strategy])),
  };
}
