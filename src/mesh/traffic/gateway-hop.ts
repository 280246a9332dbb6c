import { hostCovers } from '../host';
import { applyOperations } from '../routing/header-operations';
import { GatewayListener, GatewayServer, isTerminated, serverOf } from '../routing/gateway-listeners';
import type { GatewayProxy } from '../routing/gateway-proxies';
import { httpsLocation } from '../routing/redirect';
import type { RoutedRequest } from '../routing/routed-request';
import type { VirtualHost, VirtualHosts } from '../routing/virtual-hosts';
import { atGatewayOf } from '../security/forwarded';
import type { Peer, Receiver } from '../security/inbound';
import { Ending, ended, unchanged } from './evaluation';
import { Hop, Way, withOperations } from './hop';
import type { TrafficRequest } from './request';

/** What becomes of a request that gets to the proxy of gateways. */
export function atGateway(walk: Way, proxy: GatewayProxy, request: TrafficRequest, peer: Peer, depth: number): Ending {
  const { evaluation } = walk;
  const at = proxy.name;
  if (proxy.isAssumed) evaluation.doubt('assumed workload');
  const port = proxy.podPort(request.port);
  const listener = proxy.listeners.get(port);
  if (listener === undefined) {
    evaluation.note(at, 'listener', () => `no gateway has a server on port ${request.port}${portsOf(proxy)}`);
    return ended('not-found', request);
  }
  const { host } = request;
  if (listener.refused.some(({ hosts }) => hosts.some((pattern) => hostCovers(pattern.host, host)))) {
    evaluation.doubt('several gateways on one port');
  }
  const isTls = request.scheme === 'https';
  const server = isTls ? serverOf(listener, request.host) : undefined;
  const refusal = refusalOf(listener, isTls, server, request) ?? certificateRefusal(server, peer, depth);
  if (refusal !== undefined) {
    evaluation.note(at, 'listener', () => refusal.because, server?.manifest, server?.pointer);
    if (refusal.outcome === 'undefined') evaluation.doubt('TLS and TCP routes');
    return ended(refusal.outcome, request);
  }
  const serving = server ?? listener.http[0]!;
  const trustedProxies = walk.index.mesh.config.defaultConfig?.gatewayTopology?.numTrustedProxies ?? 0;
  evaluation.note(
    at,
    'listener',
    () =>
      `port ${request.port} is served by ${serving.gateway}${isTls ? `, server name ${request.host}` : ''}${behind(trustedProxies)}`,
    serving.manifest,
    serving.pointer,
  );
  const normalized = walk.normalized(request);
  if (normalized === undefined) return ended('direct', request, 400);
  const { namespace, labels } = proxy;
  const forwarded = atGatewayOf(normalized, peer.address, trustedProxies);
  const known = { ...peer, isMutualTls: peer.isMutualTls && asksForCertificate(server) };
  const hosts = proxy.hostsOf(listener, server);
  const hasRoute = (): boolean => isRouted(hosts, forwarded);
  const receiver: Receiver = { namespace, labels, kind: 'gateway', port, name: at, trustedProxies, hasRoute };
  const verdict = walk.judge(receiver, known, forwarded);
  if (verdict.outcome === 'denied') return ended('denied', normalized, verdict.status);
  const arrived: TrafficRequest = {
    ...(verdict.takesToken === true ? withoutClaims(forwarded) : forwarded),
    ...(verdict.query !== undefined && { query: verdict.query }),
    ...(verdict.headers !== undefined && applyOperations(forwarded, verdict.headers)),
  };
  const hop = {
    at,
    principal: walk.principalOf(proxy),
    clusters: walk.index.clustersOf(proxy),
    depth,
    isGateway: true,
  };
  // The route is chosen before tokens are looked for, and once more where one is accepted.
  const { headers, repeatedHeaders = {} } = forwarded;
  const routed =
    verdict.claims === undefined
      ? { ...arrived, headers, repeatedHeaders, claims: undefined }
      : { ...arrived, claims: verdict.claims };
  return withOperations(atHost(walk, hop, hosts, arrived, routed), verdict);
}

/** Before anybody looks at its token. */
function isRouted(hosts: VirtualHosts, request: TrafficRequest): boolean {
  const host = hosts.find(request.authority);
  if (host === undefined) return false;
  if (isSentToTls(host, request)) return true;
  return host.choose({ ...request, claims: undefined }) !== undefined;
}

/** Envoy goes by the header here, letter by letter. */
function isSentToTls({ more }: VirtualHost, { headers }: TrafficRequest): boolean {
  return (more.requiresTls ?? false) && headers['x-forwarded-proto'] !== 'https';
}

function behind(trustedProxies: number): string {
  if (trustedProxies === 0) return '';
  return `, behind ${trustedProxies === 1 ? 'a proxy' : `${trustedProxies} proxies`} that it trusts`;
}

function withoutClaims(request: TrafficRequest): TrafficRequest {
  const without: { -readonly [Field in keyof TrafficRequest]: TrafficRequest[Field] } = { ...request };
  delete without.claims;
  return without;
}

function atHost(walk: Way, hop: Hop, hosts: VirtualHosts, request: TrafficRequest, routed: RoutedRequest): Ending {
  const { evaluation } = walk;
  const host = hosts.find(request.authority);
  if (host === undefined) {
    evaluation.note(hop.at, 'host', () => `no virtual service is for ${request.authority} here`);
    return ended('not-found', request, 404);
  }
  if (isSentToTls(host, request)) {
    const location = httpsLocation(request);
    evaluation.note(hop.at, 'host', () => `${host.domain} is served with TLS only, so that all else is redirected`);
    return { ...ended('redirect', request, 301), rewrite: { ...unchanged(request), path: location, location } };
  }
  return walk.route(hop, host, request, routed, 'several virtual services on one gateway host');
}

function portsOf({ listeners }: GatewayProxy): string {
  const ports = [...listeners.keys()].sort((a, b) => a - b);
  return ports.length === 0 ? '' : `; there are ${ports.join(', ')}`;
}

interface Refusal {
  readonly because: string;
  /** `undefined` for what is forwarded without being looked into. */
  readonly outcome: 'not-found' | 'unavailable' | 'undefined';
}

/** Why a connection comes to nothing, or to what is not evaluated. */
function refusalOf(
  listener: GatewayListener,
  isTls: boolean,
  server: GatewayServer | undefined,
  { host, port }: TrafficRequest,
): Refusal | undefined {
  if (listener.opaque.length > 0) return { because: `port ${port} is forwarded by TCP routes`, outcome: 'undefined' };
  if (!isTls) {
    if (listener.http.length > 0) return undefined;
    return { because: `port ${port} takes nothing without TLS`, outcome: 'unavailable' };
  }
  if (listener.tls.size === 0) return { because: `port ${port} speaks no TLS`, outcome: 'unavailable' };
  if (server === undefined) {
    return { because: `no server of port ${port} is for the server name ${host}`, outcome: 'not-found' };
  }
  return isTerminated(server.server)
    ? undefined
    : { because: 'the connection is forwarded by TLS routes', outcome: 'undefined' };
}

function asksForCertificate(server: GatewayServer | undefined): boolean {
  return ['MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'].includes(server?.server.tls?.mode ?? '');
}

/** Clients of the mesh have the mesh's certificates, and others have not. */
function certificateRefusal(server: GatewayServer | undefined, peer: Peer, depth: number): Refusal | undefined {
  const mode = server?.server.tls?.mode;
  if (mode === 'ISTIO_MUTUAL' && !peer.isMutualTls) {
    return { because: 'the server asks for a certificate of the mesh', outcome: 'unavailable' };
  }
  if (depth > 0 && peer.isMutualTls && mode !== undefined && mode !== 'ISTIO_MUTUAL') {
    return { because: 'the server has no certificate of the mesh', outcome: 'unavailable' };
  }
  return undefined;
}
