/**
 * L2 of Argo CD: projects, Applications, ApplicationSets and their generators.
 *
 * @packageDocumentation
 */
export * from './app-project';
export { Application, ApplicationProps } from './application';
export { ApplicationSpecProps, OnDelete } from './application-spec';
export * from './application-set';
export { ArgoCdResourceProps } from './argo-cd-resource';
export {
  ApplicationSetGenerator,
  ClusterGeneratorProps,
  GeneratorParameters,
  GitDirectoriesProps,
  GitFilesProps,
  GitGeneratorSource,
  MergeProps,
} from './generator';
export { NotificationSubscription } from './subscription';
