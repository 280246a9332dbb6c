/**
 * L3: a construct for each sentence that an engineer says of a mesh, made of L2 constructs, with safe defaults.
 *
 * @packageDocumentation
 */
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
export * from './ingress-gateway';
export {
  APPLICATION_LABEL,
  ConnectionDraining,
  ControlledRoutes,
  ControlledRouting,
  HeaderRoute,
  LocalitySettings,
  MeshApplication,
  MeshApplicationProps,
  PathProps,
  PlaintextCallers,
  RoutingProps,
  VersionRouting,
} from './mesh-application';
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
