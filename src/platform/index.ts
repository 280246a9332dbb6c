/**
 * Environments, the fleet that they are in, the clusters that they are delivered to, and the files that say what is
 * rolled out.
 *
 * @packageDocumentation
 */
export { Cluster } from './cluster';
export { COMMON_LABELS } from './common-labels';
export { defineEnvironment, Environment, EnvironmentDefinition, EnvironmentProps } from './environment';
export { DataFileError, DataFileProblem } from './data-file';
export { DeliveredEnvironment, Delivery, DeliveryStatus, GitOpsController } from './delivery';
export * from './fleet';
export * from './fleet-scope';
export { ImageLock, LockedImage, parseImageLock } from './image-lock';
export { Repository, RepositoryProps, SourcesProps } from './repository';
export { parseReleaseState, ReleaseState, ReleaseStateError, ReleaseStateProblem } from './release-state';
export { EnvironmentFacts, FleetFacts, RepositoryFiles, Workflows } from './workflows';
