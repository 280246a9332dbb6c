import type { Kind } from '../model/identity';

const istio = (group: string, kind: string): Kind => ({ group: `${group}.istio.io`, kind });

export const Namespace: Kind = { group: '', kind: 'Namespace' };
export const Service: Kind = { group: '', kind: 'Service' };
export const Pod: Kind = { group: '', kind: 'Pod' };
export const ConfigMap: Kind = { group: '', kind: 'ConfigMap' };
export const Deployment: Kind = { group: 'apps', kind: 'Deployment' };
export const CustomResourceDefinition: Kind = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };
export const Gateway = istio('networking', 'Gateway');
export const VirtualService = istio('networking', 'VirtualService');
export const DestinationRule = istio('networking', 'DestinationRule');
export const EnvoyFilter = istio('networking', 'EnvoyFilter');
export const ProxyConfig = istio('networking', 'ProxyConfig');
export const ServiceEntry = istio('networking', 'ServiceEntry');
export const Sidecar = istio('networking', 'Sidecar');
export const WorkloadEntry = istio('networking', 'WorkloadEntry');
export const WorkloadGroup = istio('networking', 'WorkloadGroup');
export const AuthorizationPolicy = istio('security', 'AuthorizationPolicy');
export const PeerAuthentication = istio('security', 'PeerAuthentication');
export const RequestAuthentication = istio('security', 'RequestAuthentication');
export const Telemetry = istio('telemetry', 'Telemetry');
export const TrafficExtension = istio('extensions', 'TrafficExtension');
export const WasmPlugin = istio('extensions', 'WasmPlugin');
/** The gateway of the Kubernetes Gateway API, which is not Istio's. */
export const KubernetesGateway: Kind = { group: 'gateway.networking.k8s.io', kind: 'Gateway' };
