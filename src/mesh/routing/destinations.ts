import type { Destination } from '../../../imports/networking.istio.io';
import { serviceOf } from '../host';
import { Labels, selectorText } from '../labels';
import type { DestinationRuleView, Mesh } from '../mesh';
import type { Provider } from '../registry';
import { ServiceSpec, specOf } from '../specs';
import type { Semantic } from '../traffic/semantics';
import { Backends, nowhere } from './backends';
import type { Cluster, SubsetDefinition } from './cluster';
import { clientTls } from './client-tls';
import type { DestinationRules } from './destination-rules';
import type { Pods } from './pods';

/** Who looks destinations up. */
export interface ClusterView {
  readonly namespace: string;
  readonly labels: Labels;
  /** What a sidecar is told of. @default all */
  readonly imports?: (host: string, namespace: string, port: number) => boolean;
}

/** Destinations as the proxies of some pods know them, each looked up once. */
export class Clusters {
  private readonly known = new Map<string, Cluster>();

  constructor(
    private readonly mesh: Mesh,
    private readonly pods: Pods,
    private readonly rules: DestinationRules,
    /** The same for all who look destinations up. */
    private readonly backends: Backends,
    private readonly view: ClusterView,
  ) {}

  /**
   * @param destination with its host fully qualified
   * @param listenerPort what is meant where neither the destination nor its service says a port
   */
  find({ host, subset, port }: Destination, listenerPort: number): Cluster {
    const key = `${host}|${subset ?? ''}|${port?.number ?? `:${listenerPort}`}`;
    let cluster = this.known.get(key);
    if (cluster === undefined) {
      cluster = this.lookUp(host, subset === '' ? undefined : subset, port?.number, listenerPort);
      this.known.set(key, cluster);
    }
    return cluster;
  }

  private lookUp(host: string, subset: string | undefined, port: number | undefined, listenerPort: number): Cluster {
    const provider = this.mesh.registry.findExact(host, this.view.namespace);
    const meant = provider === undefined ? undefined : externalName(provider);
    if (meant !== undefined && meant !== host) {
      const cluster = this.lookUp(meant, subset, port, listenerPort);
      return { ...cluster, doubts: [...cluster.doubts, 'services by another name'] };
    }
    const number = port ?? this.onlyPort(host, provider) ?? listenerPort;
    const named = { host, port: number, ...(subset !== undefined && { subset }) };
    const namespace = provider?.manifest.identity.namespace ?? serviceOf(host)?.namespace ?? '';
    const problem = this.hostProblem(host, namespace, number, provider) ?? this.portProblem(host, number, provider);
    if (problem !== undefined) return { ...named, ...nowhere(problem), tls: clientTls([], named) };
    const { rules, isOpen } = this.rules.of(host, namespace, this.view.namespace, this.view.labels);
    const open: readonly Semantic[] = isOpen ? ['several destination rules on one host'] : [];
    const tls = clientTls(rules, named);
    const definition = subset === undefined ? undefined : subsetDefinition(rules, subset);
    if (subset !== undefined && definition === undefined) {
      return {
        ...named,
        ...nowhere(`no destination rule that the proxy follows has a subset ${subset} of ${host}`),
        doubts: open,
        tls,
      };
    }
    const there = this.backends.of(named, definition?.labels ?? NO_LABELS, provider);
    const doubts: Semantic[] = [...there.doubts, ...open];
    if (!isOpen && isContested(rules, subset)) doubts.push('several destination rules on one host');
    if (this.mesh.registry.isContested(host, this.view.namespace)) doubts.push('several service entries on one host');
    return {
      ...named,
      ...there,
      tls,
      doubts,
      ...(provider !== undefined && { manifest: provider.manifest }),
      ...(definition !== undefined && { definition }),
    };
  }

  /** Gateways take the port of a service that has one; sidecars, that of their listener. */
  private onlyPort(host: string, provider: Provider | undefined): number | undefined {
    if (this.view.imports !== undefined) return undefined;
    const ports =
      provider === undefined
        ? [...new Set(this.pods.referenced(host).flatMap(({ service }) => service!.ports))]
        : provider.ports.map(({ number }) => number);
    if (ports.length === 1) return ports[0];
    // Of a service that nobody says anything of: most have this one.
    return ports.length === 0 ? 80 : undefined;
  }

  private hostProblem(
    host: string,
    namespace: string,
    port: number,
    provider: Provider | undefined,
  ): string | undefined {
    const { registry } = this.mesh;
    if (provider === undefined) {
      if (serviceOf(host) === undefined || registry.isDeclared(host)) return `nothing makes ${host} known to the proxy`;
      if (registry.isSurelyUnknown(host) || this.pods.lacks(host)) return `there is no service ${host}`;
    }
    const isImported = this.view.imports?.(host, namespace, port) ?? true;
    return isImported ? undefined : `the Sidecar of the sender does not import ${host}:${port}`;
  }

  private portProblem(host: string, port: number, provider: Provider | undefined): string | undefined {
    const referenced = this.pods.referenced(host);
    const isThere =
      provider === undefined
        ? referenced.length === 0 || referenced.some(({ service }) => service!.ports.includes(port))
        : provider.ports.some(({ number }) => number === port);
    return isThere ? undefined : `${host} has no port ${port}`;
  }
}

/** The host that a service is but another name of. */
function externalName({ manifest, isServiceEntry }: Provider): string | undefined {
  if (isServiceEntry) return undefined;
  const { type, externalName } = specOf<ServiceSpec & { readonly externalName?: string }>(manifest);
  return type === 'ExternalName' ? externalName?.toLowerCase() : undefined;
}

/** Undefined where no rule has the subset. */
function subsetDefinition(rules: readonly DestinationRuleView[], subset: string): SubsetDefinition | undefined {
  for (const { manifest, spec } of rules) {
    const index = spec.subsets?.findIndex(({ name }) => name === subset) ?? -1;
    if (index < 0) continue;
    return { manifest, pointer: `/spec/subsets/${index}`, labels: spec.subsets![index]!.labels ?? NO_LABELS };
  }
  return undefined;
}

const NO_LABELS: Labels = {};

/** Whether the oldest of several rules says which labels a subset has, or which policy holds. */
function isContested(rules: readonly DestinationRuleView[], subset: string | undefined): boolean {
  if (rules.length < 2) return false;
  const labels = rules.flatMap(({ spec }) =>
    (spec.subsets ?? []).filter(({ name }) => name === subset).map((found) => selectorText(found.labels)),
  );
  const modes = rules.flatMap(({ spec }) =>
    spec.trafficPolicy === undefined
      ? []
      : [JSON.stringify([spec.trafficPolicy.tls, spec.trafficPolicy.portLevelSettings])],
  );
  return new Set(labels).size > 1 || new Set(modes).size > 1;
}
