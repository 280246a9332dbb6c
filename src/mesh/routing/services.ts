import type { Manifest } from '../../model/manifest';
import { serviceOf } from '../host';
import type { Mesh } from '../mesh';
import { isHttp, isTls, parseProtocol, Protocol, protocolOfPort } from '../protocol';
import type { Provider } from '../registry';
import { ServiceEntrySpec, ServiceSpec, specOf } from '../specs';
import type { Pods } from './pods';

/** What sidecars do with connections to a port: `sniffed` is found out by looking into them. */
export type PortKind = 'http' | 'sniffed' | 'tls' | 'tcp';

/** A host that sidecars know, with its ports. */
export interface MeshService {
  /** May be a wildcard. */
  readonly host: string;
  readonly namespace: string;
  readonly manifest?: Manifest;
  /** A service that nobody says anything of has them all, for HTTP. */
  readonly ports: ReadonlyMap<number, PortKind> | 'any';
  /** IP addresses that lead to it. */
  readonly addresses: readonly string[];
  /** Whether its pods have names below its own. */
  readonly isHeadless: boolean;
}

export function portKind({ ports }: MeshService, port: number): PortKind | undefined {
  return ports === 'any' ? 'http' : ports.get(port);
}

/** Services and service entries as namespaces see them, and services that objects are about though the set lacks them. */
export class Services {
  private readonly known = new Map<string, ReadonlyMap<string, MeshService>>();
  private readonly ofProviders = new WeakMap<Provider, Omit<MeshService, 'host'>>();

  constructor(
    private readonly mesh: Mesh,
    private readonly pods: Pods,
  ) {}

  /** By host. */
  visibleIn(namespace: string): ReadonlyMap<string, MeshService> {
    let services = this.known.get(namespace);
    if (services === undefined) this.known.set(namespace, (services = this.read(namespace)));
    return services;
  }

  /** A service that nobody says anything of, and that may be there: the set does not have its namespace's services. */
  assumed(host: string): MeshService | undefined {
    const service = serviceOf(host);
    const { registry } = this.mesh;
    if (service === undefined || registry.isDeclared(host) || registry.isSurelyUnknown(host)) return undefined;
    if (this.pods.lacks(host)) return undefined;
    const referenced = this.pods.referenced(host);
    const ports =
      referenced.length === 0
        ? 'any'
        : new Map(referenced.flatMap(({ service }) => service!.ports.map((port) => [port, 'http'] as const)));
    return { host, namespace: service.namespace, ports, addresses: [], isHeadless: false };
  }

  private read(namespace: string): ReadonlyMap<string, MeshService> {
    const services = new Map<string, MeshService>();
    for (const [host, provider] of this.mesh.registry.visibleIn(namespace)) {
      services.set(host, { host, ...this.ofProvider(provider) });
    }
    const mentioned = new Set([...this.pods.hosts, ...this.mesh.virtualServices.flatMap(({ hosts }) => hosts)]);
    for (const host of mentioned) {
      const service = services.has(host) ? undefined : this.assumed(host);
      if (service !== undefined) services.set(host, service);
    }
    return services;
  }

  private ofProvider(provider: Provider): Omit<MeshService, 'host'> {
    let service = this.ofProviders.get(provider);
    if (service === undefined) this.ofProviders.set(provider, (service = readProvider(provider)));
    return service;
  }
}

interface Addressed extends ServiceSpec {
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
}

function readProvider({ manifest, isServiceEntry }: Provider): Omit<MeshService, 'host'> {
  const { namespace } = manifest.identity;
  if (isServiceEntry) {
    const { ports = [], addresses = [] } = specOf<ServiceEntrySpec>(manifest);
    return {
      namespace,
      manifest,
      ports: new Map(ports.map(({ number, protocol = '' }) => [number, kindOf(parseProtocol(protocol))])),
      addresses,
      isHeadless: false,
    };
  }
  const { ports = [], clusterIP = '', clusterIPs = [] } = specOf<Addressed>(manifest);
  const addresses = new Set([clusterIP, ...clusterIPs].filter((address) => address !== '' && address !== 'None'));
  return {
    namespace,
    manifest,
    ports: new Map(ports.map((port) => [port.port, kindOf(protocolOfPort(port))])),
    addresses: [...addresses],
    isHeadless: clusterIP === 'None',
  };
}

function kindOf(protocol: Protocol | undefined): PortKind {
  if (protocol === undefined) return 'sniffed';
  return isHttp(protocol) ? 'http' : isTls(protocol) ? 'tls' : 'tcp';
}
