import type { Manifest } from '../../model/manifest';
import { GatewayHostPattern, GatewayView, parseGatewayHost } from '../gateway';
import { isHttp, isTls, parseProtocol } from '../protocol';
import type { GatewaySpec } from '../specs';

export type Server = NonNullable<GatewaySpec['servers']>[number];

/** A server of a gateway that a proxy listens for. */
export interface GatewayServer {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly manifest: Manifest;
  readonly pointer: string;
  readonly server: Server;
  readonly hosts: readonly GatewayHostPattern[];
}

/** A port of a gateway's proxies. */
export interface GatewayListener {
  readonly port: number;
  /** All serve the same hosts together. */
  readonly http: readonly GatewayServer[];
  /** Told apart by server name: each name is one server's. */
  readonly tls: ReadonlyMap<string, GatewayServer>;
  /** TCP servers, which look into nothing. */
  readonly opaque: readonly GatewayServer[];
  /** Those that cannot share the port with another gateway's: which of them it is left to is a matter of age. */
  readonly refused: readonly GatewayServer[];
}

interface Building extends GatewayListener {
  readonly http: GatewayServer[];
  readonly tls: Map<string, GatewayServer>;
  readonly opaque: GatewayServer[];
  readonly refused: GatewayServer[];
  /** Hosts of servers with TLS settings, as they are written. */
  readonly taken: Set<string>;
  /** The gateway that all its servers are of. */
  owner?: string;
}

/**
 * The listeners that istiod makes of the gateways of one proxy, by port of its pods. Of two servers that cannot share a port, the one
 * that comes first stays.
 *
 * @param gateways in the order of their names
 * @param podPort where a port of the pods' service leads to
 */
export function gatewayListeners(
  gateways: readonly GatewayView[],
  podPort: (port: number) => number,
): ReadonlyMap<number, GatewayListener> {
  const listeners = new Map<number, Building>();
  for (const { manifest, spec } of gateways) {
    const { namespace, name } = manifest.identity;
    const names = new Set<string>();
    for (const [i, server] of (spec.servers ?? []).entries()) {
      const hosts = server.hosts.map((host) => {
        const pattern = parseGatewayHost(host, namespace);
        return { ...pattern, host: pattern.host.toLowerCase() };
      });
      const built = { gateway: `${namespace}/${name}`, manifest, pointer: `/spec/servers/${i}`, server, hosts };
      const number = podPort(server.port.number);
      const kind = kindOf(server);
      let listener = listeners.get(number);
      if (listener === undefined) {
        listener = { port: number, http: [], tls: new Map(), opaque: [], refused: [], taken: new Set() };
        listeners.set(number, listener);
      }
      if (!canJoin(listener, server, kind) || (server.tls !== undefined && !take(listener, hosts))) {
        if (listener.owner !== built.gateway) listener.refused.push(built);
        continue;
      }
      listener.owner ??= built.gateway;
      if (listener.owner !== built.gateway) listener.owner = MANY;
      if (kind === 'http') listener.http.push(built);
      else if (kind === 'opaque') listener.opaque.push(built);
      else if (isTerminated(server) && names.has(`${number}/${server.port.name}`)) continue;
      else for (const { host } of hosts) if (!listener.tls.has(host)) listener.tls.set(host, built);
      names.add(`${number}/${server.port.name}`);
    }
  }
  return listeners;
}

const MANY = 'many';

type ServerKind = 'http' | 'tls' | 'opaque';

function kindOf({ port, tls }: Server): ServerKind {
  const protocol = parseProtocol(port.protocol);
  if (isHttp(protocol)) return 'http';
  return tls !== undefined || isTls(protocol) ? 'tls' : 'opaque';
}

/** Whether proxies end its TLS and look into its requests. */
export function isTerminated({ port, tls }: Server): boolean {
  return parseProtocol(port.protocol) === 'HTTPS' && tls?.mode !== 'PASSTHROUGH' && tls?.mode !== 'AUTO_PASSTHROUGH';
}

/** What does without TLS goes with HTTP alone, once it is there. */
function canJoin({ http, opaque }: Building, server: Server, kind: ServerKind): boolean {
  if (http.length + opaque.length > 0) return kind === 'http' && http.length > 0;
  return kind !== 'tls' || server.tls !== undefined;
}

/** A server with TLS settings is left out when another of the port has one of its hosts. */
function take(listener: Building, hosts: readonly GatewayHostPattern[]): boolean {
  const texts = hosts.map(({ namespace, host }) => (namespace === '*' ? host : `${namespace}/${host}`));
  if (texts.some((text) => listener.taken.has(text))) return false;
  for (const text of texts) listener.taken.add(text);
  return true;
}

/** The server that takes a server name: its own, else that of the longest wildcard. */
export function serverOf(listener: GatewayListener, name: string): GatewayServer | undefined {
  const exact = listener.tls.get(name);
  if (exact !== undefined) return exact;
  for (let dot = name.indexOf('.', 1); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const wildcard = listener.tls.get(`*${name.slice(dot)}`);
    if (wildcard !== undefined) return wildcard;
  }
  return listener.tls.get('*');
}
