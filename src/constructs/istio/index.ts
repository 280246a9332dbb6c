/**
 * L2 of Istio, and the L1 of the kinds that need no L2.
 *
 * @packageDocumentation
 */
export { EnvoyFilter, ProxyConfig, WorkloadEntry, WorkloadGroup } from '../../../imports/networking.istio.io';
export { TrafficExtension } from '../../../imports/extensions.istio.io';
export * from './authorization-policy';
export { Destination, ServiceReference } from './destination';
export { DestinationRule, DestinationRuleProps, Subset, TrafficPolicy } from './destination-rule';
export { ExternalGatewayProps, Gateway, GatewayHost, GatewayProps, GatewayServer, IGateway } from './gateway';
export { MtlsMode, PeerAuthentication, PeerAuthenticationProps } from './peer-authentication';
export * from './request-authentication';
export * from './service-entry';
export * from './sidecar';
export { AccessLogging, Telemetry, TelemetryProps, Tracing } from './telemetry';
export {
  HttpMatch,
  HttpRoute,
  IDelegate,
  Mirror,
  Retries,
  TlsRoute,
  VirtualService,
  VirtualServiceProps,
  WeightedDestination,
} from './virtual-service';
export * from './wasm-plugin';
export { principalOf, ServiceAccountReference, WorkloadReference } from './workload';
