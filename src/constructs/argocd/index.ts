export * from './app-project';
export { Application, ApplicationProps } from './application';
export { ApplicationSpecProps, OnDelete } from './application-spec';
export * from './application-set';
export { ArgoCdResourceProps } from './argo-cd-resource';
export { ApplicationSetGenerator, GeneratorParameters, GitGeneratorSource } from './generator';
export { NotificationSubscription } from './subscription';
