import type { Kind } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { GatewayView } from './gateway';
import { groupBy } from './group';
import { resolveHost, ROOT_NAMESPACE, serviceHost } from './host';
import * as kinds from './kinds';
import type { Labels } from './labels';
import { MeshConfig, meshConfigOf } from './mesh-config';
import { MutualTls } from './mutual-tls';
import { Registry } from './registry';
import { DestinationRuleSpec, specOf } from './specs';
import { VirtualServiceView } from './virtual-service';
import { Workloads } from './workloads';

/** A manifest set with Istio's meaning: what its objects say of hosts, read once, at the first look, which takes valid shapes. */
export class Mesh {
  private views: Views | undefined;
  private readRegistry: Registry | undefined;
  private readWorkloads: Workloads | undefined;
  private readConfig: MeshConfig | undefined;
  private readMutualTls: MutualTls | undefined;
  private readAmbient: ReadonlySet<string> | undefined;

  constructor(readonly set: ManifestSet) {}

  all({ group, kind }: Kind): readonly Manifest[] {
    return this.set.ofKind(group, kind);
  }

  /** The hosts that its services and service entries make known. */
  get registry(): Registry {
    return (this.readRegistry ??= new Registry(this.set, this.config.defaultServiceExportTo));
  }

  /** Its pods, where it has any. */
  get workloads(): Workloads {
    return (this.readWorkloads ??= new Workloads(this.set));
  }

  get config(): MeshConfig {
    return (this.readConfig ??= meshConfigOf(this.set));
  }

  /** Whose objects are for all namespaces. */
  get rootNamespace(): string {
    return this.config.rootNamespace ?? ROOT_NAMESPACE;
  }

  /** Whether the pods of a namespace have no sidecars, as far as its labels in the set say. */
  isAmbient(namespace: string): boolean {
    this.readAmbient ??= new Set(
      this.all(kinds.Namespace)
        .filter(({ object }) => isAmbient(object.metadata.labels))
        .map(({ identity }) => identity.name),
    );
    return this.readAmbient.has(namespace);
  }

  /** Which pods ask for mutual TLS. */
  get mutualTls(): MutualTls {
    return (this.readMutualTls ??= new MutualTls(this.set, this.rootNamespace));
  }

  get virtualServices(): readonly VirtualServiceView[] {
    return this.read().virtualServices;
  }

  /** By `namespace/name`. */
  get gateways(): ReadonlyMap<string, GatewayView> {
    return this.read().gateways;
  }

  /** Those of a virtual service; undefined where it is for the mesh as well, or names one that the set has not. */
  gatewaysOf({ gateways }: VirtualServiceView): readonly GatewayView[] | undefined {
    const known = gateways.map((name) => this.gateways.get(name)).filter((gateway) => gateway !== undefined);
    return known.length < gateways.length ? undefined : known;
  }

  /** The destination rules of a host: those of the host itself, else those of the narrowest wildcard that covers it. */
  destinationRulesOf(host: string): readonly DestinationRuleView[] {
    const { destinationRules } = this.read();
    const exact = destinationRules.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const wildcard = destinationRules.get(`*${host.slice(dot)}`);
      if (wildcard !== undefined) return wildcard;
    }
    return destinationRules.get('*') ?? [];
  }

  /** Which object makes a host known: a service, or a service entry, whose hosts may be wildcards. */
  get providers(): ReadonlyMap<string, Manifest> {
    return this.read().providers;
  }

  get destinationRules(): readonly DestinationRuleView[] {
    return this.read().allDestinationRules;
  }

  /** Hosts that destination rules are for, wildcards included. */
  get destinationRuleHosts(): Iterable<string> {
    return this.read().destinationRules.keys();
  }

  private read(): Views {
    return (this.views ??= viewsOf(this.set));
  }
}

/** Labels that ask for sidecars win. */
function isAmbient(labels: Labels = {}): boolean {
  if (labels['istio-injection'] === 'enabled' || (labels['istio.io/rev'] ?? '') !== '') return false;
  return labels['istio.io/dataplane-mode'] === 'ambient';
}

interface Views {
  readonly virtualServices: readonly VirtualServiceView[];
  readonly gateways: ReadonlyMap<string, GatewayView>;
  /** By host. */
  readonly destinationRules: ReadonlyMap<string, readonly DestinationRuleView[]>;
  readonly allDestinationRules: readonly DestinationRuleView[];
  readonly providers: ReadonlyMap<string, Manifest>;
}

function viewsOf(set: ManifestSet): Views {
  const ofKind = ({ group, kind }: Kind): readonly Manifest[] => set.ofKind(group, kind);
  const allDestinationRules = ofKind(kinds.DestinationRule).map((manifest) => new DestinationRuleView(manifest));
  return {
    virtualServices: ofKind(kinds.VirtualService).map((manifest) => new VirtualServiceView(manifest)),
    gateways: new Map(
      ofKind(kinds.Gateway).map((manifest) => [
        `${manifest.identity.namespace}/${manifest.identity.name}`,
        new GatewayView(manifest),
      ]),
    ),
    allDestinationRules,
    destinationRules: groupBy(allDestinationRules, ({ host }) => host),
    providers: providersOfHosts(set),
  };
}

function providersOfHosts(set: ManifestSet): ReadonlyMap<string, Manifest> {
  const providers = new Map<string, Manifest>();
  for (const manifest of set.ofKind(kinds.ServiceEntry.group, kinds.ServiceEntry.kind)) {
    const { hosts = [] } = specOf<{ hosts?: readonly string[] }>(manifest);
    for (const host of hosts) providers.set(host, manifest);
  }
  for (const manifest of set.ofKind(kinds.Service.group, kinds.Service.kind)) {
    const { name, namespace } = manifest.identity;
    providers.set(serviceHost(name, namespace), manifest);
  }
  return providers;
}

export class DestinationRuleView {
  readonly spec: DestinationRuleSpec;
  /** Fully qualified. */
  readonly host: string;

  constructor(readonly manifest: Manifest) {
    this.spec = specOf(manifest);
    const { host = '' } = this.spec;
    this.host = resolveHost(host, manifest.identity.namespace);
  }

  hasSubset(name: string): boolean {
    return this.spec.subsets?.some((subset) => subset.name === name) ?? false;
  }

  get subsets(): readonly string[] {
    return (this.spec.subsets ?? []).map((subset) => subset.name);
  }
}
