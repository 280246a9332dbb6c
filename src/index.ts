/**
 * What users import as `istio-gitops`. In the reference, what no room has is on the front page.
 *
 * @packageDocumentation
 * @mergeModuleWith <project>
 */
export { fleetApp } from './adapters/cdk8s-app';
export * from './constructs/argo-rollouts';
export * from './constructs/argocd';
export * from './constructs/cert-manager';
export { CustomResource, CustomResourceProps, GroupVersionKind } from './constructs/custom-resource';
export { ExternalProps, ExternalResource } from './constructs/external-resource';
export * from './constructs/external-secrets';
export { FieldOwnership, FieldOwnershipProps } from './constructs/field-ownership';
export * from './constructs/flagger';
export * from './constructs/flux';
export * from './constructs/grafana';
export * from './constructs/istio';
export * from './constructs/kubernetes';
export * from './constructs/prometheus-operator';
export { Resource, ResourceProps } from './constructs/resource';
export * from './constructs/sealed-secrets';
export * from './constructs/velero';
export * from './delivery';
export * from './model';
export * from './patterns';
export * from './platform';
export * from './synth';
export * from './workflows';
