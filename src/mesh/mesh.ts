import type { DestinationRuleSpec } from '../../imports/networking.istio.io';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { GatewayView } from './gateway';
import { resolveHost } from './host';
import * as kinds from './kinds';
import { VirtualServiceView } from './virtual-service';

/** A manifest set with Istio's meaning: what its objects say of hosts, read once and looked up many times. */
export class Mesh {
  readonly virtualServices: readonly VirtualServiceView[];
  /** By `namespace/name`. */
  readonly gateways: ReadonlyMap<string, GatewayView>;
  private readonly destinationRules = new Map<string, DestinationRuleView[]>();

  constructor(readonly set: ManifestSet) {
    const ofKind = ({ group, kind }: kinds.Kind): readonly Manifest[] => set.ofKind(group, kind);
    this.virtualServices = ofKind(kinds.VirtualService).map((manifest) => new VirtualServiceView(manifest));
    this.gateways = new Map(
      ofKind(kinds.Gateway).map((manifest) => [
        `${manifest.identity.namespace}/${manifest.identity.name}`,
        new GatewayView(manifest),
      ]),
    );
    for (const manifest of ofKind(kinds.DestinationRule)) {
      const rule = new DestinationRuleView(manifest);
      const others = this.destinationRules.get(rule.host);
      if (others === undefined) this.destinationRules.set(rule.host, [rule]);
      else others.push(rule);
    }
  }

  /** The destination rules of a host: those of the host itself, else those of the narrowest wildcard that covers it. */
  destinationRulesOf(host: string): readonly DestinationRuleView[] {
    const exact = this.destinationRules.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const wildcard = this.destinationRules.get(`*${host.slice(dot)}`);
      if (wildcard !== undefined) return wildcard;
    }
    return this.destinationRules.get('*') ?? [];
  }
}

export class DestinationRuleView {
  readonly spec: DestinationRuleSpec;
  /** Fully qualified. */
  readonly host: string;

  constructor(readonly manifest: Manifest) {
    this.spec = (manifest.object['spec'] ?? {}) as DestinationRuleSpec;
    this.host = resolveHost(this.spec.host, manifest.identity.namespace);
  }

  hasSubset(name: string): boolean {
    return this.spec.subsets?.some((subset) => subset.name === name) ?? false;
  }

  get subsets(): readonly string[] {
    return (this.spec.subsets ?? []).map((subset) => subset.name);
  }
}
