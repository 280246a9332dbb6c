/**
 * L3: a construct for each sentence that an engineer says of a mesh, made of L2 constructs, with safe defaults.
 *
 * @packageDocumentation
 */
export { PlaintextCallers } from './application-callers';
export { APPLICATION_LABEL } from './application-identity';
export { ConnectionDraining, MeshApplicationProps, PathProps, RoutingProps } from './application-props';
export * from './backup';
export * from './blue-green-app';
export { Callable, CallProps } from './callable';
export { IstioConfigHealth, IstioConfigHealthProps } from './canary-analysis-istio-config';
export {
  CanaryService,
  CanaryServiceOptions,
  CanaryServiceProps,
  ControlledCanaryProps,
  ReleasedCanaryProps,
} from './canary-service';
export * from './egress-gateway';
export { EndUserAuthentication, EndUserProps, JwtProps } from './end-user-authentication';
export * from './external-service';
export {
  Certificate,
  CertificateProperties,
  ExternalCertificateProps,
  IssuedCertificateProps,
} from './gateway-certificate';
export { ClientAuthority, ExternalAuthorityProps, SealedCertificateProps } from './gateway-client-authority';
export * from './global-rate-limits';
export { IngressGateway } from './ingress-gateway';
export { ExposeProps, GatewayTls, GatewayWorkload, IngressGatewayProps } from './ingress-gateway-props';
export { LocalitySettings } from './locality';
export { ControlledRouting, MeshApplication } from './mesh-application';
export * from './mesh-defaults';
export * from './mesh-namespace';
export * from './mesh-service';
export * from './monitoring';
export {
  argoRollouts,
  ArgoRolloutsProps,
  CanarySteps,
  CanaryThresholds,
  flagger,
  FlaggerProps,
  ProgressiveDelivery,
} from './progressive-delivery';
export * from './traffic-defaults';
export { ControlledRoutes, HeaderRoute, VersionRouting } from './version-routing';
