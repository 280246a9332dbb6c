import { serviceOf } from '../host';
import * as kinds from '../kinds';
import type { PodGroup } from '../routing/pods';
import { MeshService, portKind } from '../routing/services';
import type { Sidecar } from '../routing/sidecar';
import { hostOfAuthority } from '../routing/virtual-hosts';
import { Ending, ended } from './evaluation';
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
  const arrived = walk.normalized(request);
  if (arrived === undefined) return ended('direct', request, 400);
  const principal = request.principal ?? walk.principalOf(pods);
  const hop: Hop = { at, principal, clusters: sidecar.clusters, depth: 0, isGateway: false };
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
  return asItIs(walk, at, request, namespace, 'passthrough', 503);
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
  evaluation.note(at, 'listener', () => 'the connection is forwarded by TLS or TCP routes');
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
    evaluation.note(at, 'destination', () => `${request.host} is outside of the mesh`);
    return ended('passthrough', request);
  }
  const { namespace: owner } = serviceOf(host)!;
  const cluster = index
    .clustersOf({ namespace: owner, labels: NO_LABELS })
    .find({ host, port: { number: request.port } }, request.port);
  evaluation.note(at, 'destination', () => cluster.problem ?? `${host} gets it in plain text`, cluster.manifest);
  evaluation.doubt(...cluster.doubts);
  if (cluster.pods.length === 0) return ended('unavailable', request, failed);
  const ending = walk.oneOf(
    cluster.pods.map((pods) =>
      pods.hasSidecar ? walk.inbound(pods, { isMutualTls: false }, request, failed) : ended('routed', request),
    ),
  );
  const { port, labels } = cluster;
  const destinations = [{ host, port, labels, weight: 100 }];
  return ending.outcome === 'routed' ? { ...ending, outcome, destinations } : { ...ending, destinations };
}

const NO_LABELS = {};

/** Services are there for all pods, whatever their sidecars are told. */
function clusterService(walk: Way, name: string, namespace: string): string | undefined {
  const { index } = walk;
  const named = index.serviceNamed(name, namespace);
  const host = named?.host ?? name;
  const service = serviceOf(host);
  if (service === undefined) return undefined;
  return named !== undefined || index.mesh.set.get({ ...kinds.Service, ...service }) !== undefined ? host : undefined;
}
