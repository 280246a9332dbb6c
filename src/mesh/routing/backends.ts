import type { Manifest } from '../../model/manifest';
import { serviceOf } from '../host';
import * as kinds from '../kinds';
import { Labels, mayBothSelect, selects, selectorText } from '../labels';
import type { Mesh } from '../mesh';
import type { Provider } from '../registry';
import { ServiceEntrySpec, ServiceSpec, specOf } from '../specs';
import type { Cluster, ReachedPods } from './cluster';
import type { PodGroup, Pods } from './pods';

type Named = Pick<Cluster, 'host' | 'port' | 'subset'>;
/** What is behind a destination. */
export type There = Pick<Cluster, 'labels' | 'pods' | 'problem' | 'doubts' | 'isOriginal' | 'isExternal'>;

/**
 * What is behind destinations, found once for all proxies that know of them: whatever is kept for the pods of one is
 * found by the others, too.
 */
export class Backends {
  private readonly known = new Map<Provider | undefined, Map<string, There>>();

  constructor(
    private readonly mesh: Mesh,
    private readonly pods: Pods,
  ) {}

  /**
   * @param wanted labels of the subset
   * @param provider what makes the host known; none for a service that the set lacks
   */
  of(named: Named, wanted: Labels, provider: Provider | undefined): There {
    let known = this.known.get(provider);
    if (known === undefined) this.known.set(provider, (known = new Map<string, There>()));
    const key = `${named.host}:${named.port} ${selectorText(wanted)}`;
    let there = known.get(key);
    if (there === undefined) known.set(key, (there = this.find(named, wanted, provider)));
    return there;
  }

  private find(named: Named, wanted: Labels, provider: Provider | undefined): There {
    if (provider === undefined) return this.behindReferences(named, wanted, undefined);
    return provider.isServiceEntry
      ? this.behindServiceEntry(named, wanted, provider.manifest)
      : this.behindService(named, wanted, provider.manifest);
  }

  private behindService(named: Named, wanted: Labels, manifest: Manifest): There {
    const { namespace } = manifest.identity;
    const { selector = {}, ports = [] } = specOf<ServiceSpec>(manifest);
    const port = ports.find((candidate) => candidate.port === named.port)?.targetPort ?? named.port;
    const made = Object.keys(selector).length === 0 ? [] : this.pods.selectedBy(selector, namespace);
    const fitting = made.filter(({ labels }) => selects(wanted, labels));
    if (fitting.length > 0) return there(fitting, port, named.port);
    if (made.length > 0 || this.pods.areKnownIn(namespace)) return nowhere(`${named.host} has ${noPods(wanted)}`);
    const number = typeof port === 'number' ? port : named.port;
    return this.behindReferences({ ...named, port: number }, wanted, selector);
  }

  /** What is said of the pods, or a convention where nobody says anything. */
  private behindReferences(named: Named, wanted: Labels, selector: Labels | undefined): There {
    const { name, namespace } = serviceOf(named.host)!;
    const referenced = this.pods.referenced(named.host).map((group) => ({ ...group, hasSidecar: true }));
    const exact = referenced.filter(({ labels }) => selects(wanted, labels));
    if (exact.length > 0) return there(exact, named.port);
    const possible = referenced.filter(({ labels }) => mayBothSelect(labels, wanted));
    if (possible.length > 0) {
      return there(
        possible.map((group) => ({ ...group, labels: { ...group.labels, ...wanted } })),
        named.port,
      );
    }
    const labels = selector ?? { app: name };
    if (referenced.length > 0 || !mayBothSelect(labels, wanted)) return nowhere(`${named.host} has ${noPods(wanted)}`);
    const assumed = { namespace, labels: { ...labels, ...wanted }, serviceAccount: name, hasSidecar: true };
    return { ...there([assumed], named.port), doubts: ['assumed workload'] };
  }

  private behindServiceEntry(named: Named, wanted: Labels, manifest: Manifest): There {
    const { namespace } = manifest.identity;
    const spec = specOf<ServiceEntrySpec>(manifest);
    const { endpoints = [], resolution = 'NONE', workloadSelector, ports = [], location } = spec;
    const none = nowhere(`${named.host} has no endpoints that are ${textOf(wanted)}`);
    if (workloadSelector !== undefined) {
      const selector = workloadSelector.labels ?? {};
      const port = ports.find(({ number }) => number === named.port)?.targetPort ?? named.port;
      const pods = this.pods.selectedBy(selector, namespace).filter(({ labels }) => selects(wanted, labels));
      if (pods.length > 0) return { ...there(pods, port), isExternal: location !== 'MESH_INTERNAL' };
      return this.hasEntry({ ...selector, ...wanted }, namespace) ? { ...OUTSIDE, labels: wanted } : none;
    }
    const outside = location === 'MESH_INTERNAL' ? OUTSIDE : { ...OUTSIDE, isExternal: true };
    // The host itself.
    const own = resolution === 'STATIC' ? [] : [{ labels: manifest.object.metadata.labels ?? {} }];
    const written: readonly { readonly labels?: Labels | undefined }[] = endpoints.length > 0 ? endpoints : own;
    if (resolution === 'NONE') return { ...outside, isOriginal: true };
    return written.some(({ labels }) => selects(wanted, labels)) ? { ...outside, labels: wanted } : none;
  }

  private hasEntry(selector: Labels, namespace: string): boolean {
    return this.mesh
      .all(kinds.WorkloadEntry)
      .some(
        (entry) =>
          entry.identity.namespace === namespace && selects(selector, specOf<{ labels?: Labels }>(entry).labels),
      );
  }
}

const OUTSIDE: There = { labels: {}, pods: [], doubts: [] };

export function nowhere(problem: string): There {
  return { ...OUTSIDE, problem };
}

/** @param port that they listen on, or its name in their containers */
function there(groups: readonly PodGroup[], port: number | string, servicePort = 0): There {
  const pods = groups.map(({ namespace, labels, serviceAccount, hasSidecar, isGateway, namedPorts }) => ({
    namespace,
    labels,
    serviceAccount,
    hasSidecar,
    ...(isGateway === true && { isGateway }),
    port: typeof port === 'number' ? port : (namedPorts?.get(port) ?? servicePort),
  }));
  return { labels: inCommon(groups.map(({ labels }) => labels)), pods: distinct(pods), doubts: [] };
}

function inCommon([first = {}, ...others]: readonly Labels[]): Labels {
  if (others.length === 0) return first;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((labels) => labels[name] === value)),
  );
}

function distinct(pods: readonly ReachedPods[]): readonly ReachedPods[] {
  if (pods.length < 2) return pods;
  return [...new Map(pods.map((group) => [JSON.stringify(group), group])).values()];
}

function noPods(wanted: Labels): string {
  return Object.keys(wanted).length === 0 ? 'no pods' : `no pods that are ${textOf(wanted)}`;
}

function textOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
