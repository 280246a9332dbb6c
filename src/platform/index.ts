export { Cluster } from './cluster';
export { COMMON_LABELS } from './common-labels';
export { defineEnvironment, Environment, EnvironmentDefinition, EnvironmentProps } from './environment';
export { DeliveredEnvironment, Delivery } from './delivery';
export * from './fleet';
export * from './fleet-scope';
export { Repository, RepositoryProps } from './repository';
export { parseReleaseState, ReleaseState, ReleaseStateError, ReleaseStateProblem } from './release-state';
