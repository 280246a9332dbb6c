import type { DestinationRuleSpec } from '../../imports/networking.istio.io';
import type { Kind } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { GatewayView } from './gateway';
import { resolveHost, serviceHost } from './host';
import * as kinds from './kinds';
import { VirtualServiceView } from './virtual-service';

/** A manifest set with Istio's meaning: what its objects say of hosts, read once, at the first look, which takes valid shapes. */
export class Mesh {
  private views: Views | undefined;

  constructor(readonly set: ManifestSet) {}

  get virtualServices(): readonly VirtualServiceView[] {
    return this.read().virtualServices;
  }

  /** By `namespace/name`. */
  get gateways(): ReadonlyMap<string, GatewayView> {
    return this.read().gateways;
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

  /** Hosts that destination rules are for, wildcards included. */
  get destinationRuleHosts(): Iterable<string> {
    return this.read().destinationRules.keys();
  }

  private read(): Views {
    return (this.views ??= viewsOf(this.set));
  }
}

interface Views {
  readonly virtualServices: readonly VirtualServiceView[];
  readonly gateways: ReadonlyMap<string, GatewayView>;
  /** By host. */
  readonly destinationRules: ReadonlyMap<string, readonly DestinationRuleView[]>;
  readonly providers: ReadonlyMap<string, Manifest>;
}

function viewsOf(set: ManifestSet): Views {
  const ofKind = ({ group, kind }: Kind): readonly Manifest[] => set.ofKind(group, kind);
  const destinationRules = new Map<string, DestinationRuleView[]>();
  for (const manifest of ofKind(kinds.DestinationRule)) {
    const rule = new DestinationRuleView(manifest);
    const others = destinationRules.get(rule.host);
    if (others === undefined) destinationRules.set(rule.host, [rule]);
    else others.push(rule);
  }
  return {
    virtualServices: ofKind(kinds.VirtualService).map((manifest) => new VirtualServiceView(manifest)),
    gateways: new Map(
      ofKind(kinds.Gateway).map((manifest) => [
        `${manifest.identity.namespace}/${manifest.identity.name}`,
        new GatewayView(manifest),
      ]),
    ),
    destinationRules,
    providers: providersOfHosts(set),
  };
}

function providersOfHosts(set: ManifestSet): ReadonlyMap<string, Manifest> {
  const providers = new Map<string, Manifest>();
  for (const manifest of set.ofKind(kinds.ServiceEntry.group, kinds.ServiceEntry.kind)) {
    const { hosts = [] } = (manifest.object['spec'] ?? {}) as { hosts?: readonly string[] };
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
    this.spec = (manifest.object['spec'] ?? {}) as DestinationRuleSpec;
    // The CRD asks for a host only where there is a spec.
    const { host = '' } = this.spec as Partial<DestinationRuleSpec>;
    this.host = resolveHost(host, manifest.identity.namespace);
  }

  hasSubset(name: string): boolean {
    return this.spec.subsets?.some((subset) => subset.name === name) ?? false;
  }

  get subsets(): readonly string[] {
    return (this.spec.subsets ?? []).map((subset) => subset.name);
  }
}
