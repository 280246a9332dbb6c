export { Cluster } from './cluster';
export { COMMON_LABELS, defineEnvironment, Environment, EnvironmentDefinition, EnvironmentProps } from './environment';
export * from './fleet';
export { parseReleaseState, ReleaseState, ReleaseStateError, ReleaseStateProblem } from './release-state';
