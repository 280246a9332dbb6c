export { Cluster } from './cluster';
export * from './environment';
export * from './fleet';
export { parseReleaseState, ReleaseState, ReleaseStateError, ReleaseStateProblem } from './release-state';
