import { serviceOf } from '../host';
import * as kinds from '../kinds';
import type { PodGroup } from '../routing/pods';
import { MeshService, portKind } from '../routing/services';
import type { Sidecar } from '../routing/sidecar';
import { hostOfAuthority } from '../routing/virtual-hosts';
import { Ending, ended } from './evaluation';
import { atGateway } from './gateway-hop';
import { atSidecarOf } from '../security/forwarded';
import type { Peer } from '../security/inbound';
import type { Hop, Way } from './hop';
import type { TrafficRequest } from './request';

/** What becomes of a request that pods in the cluster send. */
export function atSidecar(walk: Way, pods: PodGroup, request: TrafficRequest): Ending {
  const at = `${pods.namespace}/${pods.labels['app'] ?? pods.serviceAccount}`;
  const { evaluation, index } = walk;
  if (!pods.hasSidecar) {
    evaluation.note(at, 'listener', () => 'the sender has no sidecar, so that its requests go as they are');
    return asItIs(walk, at, request, pods.namespace, 'routed');
  }
  const sidecar = index.sidecarOf(pods);
  const { scope } = sidecar;
  if (scope.isContested) evaluation.doubt('several Sidecars for one workload');
  const service = sidecar.serviceAt(request.host);
  const kind = service === undefined ? undefined : portKind(service, request.port);
  if (request.scheme === 'https' || kind === 'tls' || kind === 'tcp')
    return opaque(walk, at, sidecar, service, request);
  const listener = scope.listenerOf(request.port);
  if (listener === undefined || (kind === undefined && !sidecar.hasHttp(request.port))) {
    evaluation.note(at, 'listener', () => `the sidecar knows no HTTP on port ${request.port}`, scope.manifest);
    return scope.isRegistryOnly
      ? ended('not-found', request)
      : asItIs(walk, at, request, pods.namespace, 'passthrough');
  }
  const normalized = walk.normalized(request);
  if (normalized === undefined) return ended('direct', request, 400);
  const arrived = atSidecarOf(normalized);
  const principal = request.principal ?? walk.principalOf(pods);
  const { address } = request;
  const hop: Hop = {
    at,
    principal,
    ...(address !== undefined && { address }),
    clusters: sidecar.clusters,
    depth: 0,
    isGateway: false,
  };
  const hosts = sidecar.hostsOf(request.port, listener);
  // A port whose protocol nobody says is listened on by address, so that the Host header says nothing.
  const host = hosts.find(kind === 'sniffed' ? service!.host : arrived.authority);
  if (host !== undefined) {
    const routed = { ...arrived, claims: undefined };
    return walk.route(hop, host, arrived, routed, 'several virtual services on one mesh host');
  }
  const named = sidecar.serviceAt(hostOfAuthority(arrived.authority));
  if (named?.ports === 'any') return walk.toService(hop, named.host, arrived);
  return unknown(walk, hop, sidecar, arrived);
}

function unknown(walk: Way, { at }: Hop, { scope, namespace }: Sidecar, request: TrafficRequest): Ending {
  const { evaluation } = walk;
  if (scope.isRegistryOnly) {
    evaluation.note(at, 'host', () => `${request.authority} is not known here, and may not be called`, scope.manifest);
    return ended('not-found', request, 502);
  }
  evaluation.note(at, 'host', () => `${request.authority} is not known here, and may be called as it is`);
  // Whatever the sender says of it.
  const plain: TrafficRequest = { ...request, scheme: 'http' };
  return asItIs(walk, at, plain, namespace, 'passthrough', 503);
}

/** What nobody looks into. */
function opaque(
  walk: Way,
  at: string,
  { scope, namespace }: Sidecar,
  service: MeshService | undefined,
  request: TrafficRequest,
): Ending {
  const { evaluation } = walk;
  if (service === undefined && !walk.index.mesh.registry.isDeclared(request.host)) {
    evaluation.note(at, 'listener', () => `${request.host} is not known to the sidecar`, scope.manifest);
    return scope.isRegistryOnly ? ended('not-found', request) : asItIs(walk, at, request, namespace, 'passthrough');
  }
  const manifest = service?.manifest ?? walk.index.mesh.registry.find(request.host, namespace)?.manifest;
  evaluation.note(
    at,
    'listener',
    () => `the connection to ${request.host}:${request.port} is forwarded by TLS or TCP routes`,
    manifest,
  );
  evaluation.doubt('TLS and TCP routes');
  return ended('undefined', request);
}

/**
 * To wherever the name of its host leads to, in plain text.
 *
 * @param failed what the sender gets where the connection fails
 */
function asItIs(
  walk: Way,
  at: string,
  request: TrafficRequest,
  namespace: string,
  outcome: 'routed' | 'passthrough',
  failed?: number,
): Ending {
  const { index, evaluation } = walk;
  const host = clusterService(walk, request.host, namespace);
  if (host === undefined) {
    // A sidecar is asked before the name is; without one the name has to lead somewhere.
    if (outcome === 'routed' && (!request.host.includes('.') || serviceOf(request.host) !== undefined)) {
      const name = request.host.includes('.') ? request.host : `${request.host} in ${namespace}`;
      evaluation.note(at, 'destination', () => `there is no service ${name}, so that the name leads nowhere`);
      return ended('unavailable', request);
    }
    evaluation.note(at, 'destination', () => `${request.host} is outside of the mesh`);
    return ended('passthrough', request);
  }
  if (request.scheme === 'https') {
    evaluation.note(at, 'listener', () => `${host} gets a connection that nobody looks into`);
    evaluation.doubt('TLS and TCP routes');
    return ended('undefined', request);
  }
  const { namespace: owner } = serviceOf(host)!;
  const cluster = index
    .clustersOf({ namespace: owner, labels: NO_LABELS })
    .find({ host, port: { number: request.port } }, request.port);
  evaluation.note(at, 'destination', () => cluster.problem ?? `${host} gets it in plain text`, cluster.manifest);
  evaluation.doubt(...cluster.doubts);
  const [first] = cluster.pods;
  if (first === undefined) return ended('unavailable', request, failed);
  const gateway = index.gateways.at(first);
  if (gateway !== undefined) {
    const ending = atGateway(walk, gateway, { ...request, port: cluster.port }, plainPeer(request), 1);
    return ending.status === undefined && ending.outcome === 'not-found'
      ? ended('unavailable', request, failed)
      : ending;
  }
  const ending = walk.oneOf(
    cluster.pods.map((pods) =>
      pods.hasSidecar ? walk.inbound(pods, plainPeer(request), request, failed) : ended('routed', request),
    ),
  );
  const { port, labels } = cluster;
  const destinations = [{ host, port, labels, weight: 100 }];
  return ending.outcome === 'routed' ? { ...ending, outcome, destinations } : { ...ending, destinations };
}

const NO_LABELS = {};

function plainPeer({ address }: TrafficRequest): Peer {
  return { isMutualTls: false, ...(address !== undefined && { address }) };
}

/** Services are there for all pods, whatever their sidecars are told. */
function clusterService(walk: Way, name: string, namespace: string): string | undefined {
  const { index } = walk;
  const named = index.serviceNamed(name, namespace);
  const host = named?.host ?? name;
  const service = serviceOf(host);
  if (service === undefined) return undefined;
  return named !== undefined || index.mesh.set.get({ ...kinds.Service, ...service }) !== undefined ? host : undefined;
}
