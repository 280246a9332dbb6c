/**
 * Components for Pulumi, and the stack of a cluster: `istio-gitops/pulumi`, which needs `@pulumi/pulumi` and
 * `@pulumi/kubernetes`.
 *
 * @packageDocumentation
 */
export { ArgoCdSettings, RegisteredCluster } from './argo-cd';
export { bootstrapStack, StackOutputs } from './bootstrap-stack';
export { ChartArgs, CHARTS, PinnedChart, Values } from './chart-release';
export { ControllerBootstrap, ControllerBootstrapArgs } from './controller-bootstrap';
export { GatewayServiceType, IstioInstallation, IstioInstallationArgs } from './istio-installation';
export { ManifestSetResources, ManifestSetResourcesArgs } from './manifest-set-resources';
export { RepositoryCredentials } from './repository-credentials';
export { StackConfigError } from './stack-config';
