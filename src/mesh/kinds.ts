import type { Kind } from '../model/identity';

const istio = (group: string, kind: string): Kind => ({ group: `${group}.istio.io`, kind });

export const Namespace: Kind = { group: '', kind: 'Namespace' };
export const Service: Kind = { group: '', kind: 'Service' };
export const Gateway = istio('networking', 'Gateway');
export const VirtualService = istio('networking', 'VirtualService');
export const DestinationRule = istio('networking', 'DestinationRule');
export const ServiceEntry = istio('networking', 'ServiceEntry');
export const Sidecar = istio('networking', 'Sidecar');
export const AuthorizationPolicy = istio('security', 'AuthorizationPolicy');
export const PeerAuthentication = istio('security', 'PeerAuthentication');
