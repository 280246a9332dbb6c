/**
 * How Argo CD and Flux get the manifests of environments, and what sets up either of them.
 *
 * @packageDocumentation
 */
export * from './argo-cd';
export * from './flux';
