import type { Manifest } from '../model/manifest';
import type { Edge } from './apply-order';
import * as kinds from './kinds';
import { DestinationRuleView, Mesh } from './mesh';
import { MESH } from './virtual-service';

/** What has to exist before what, by all references inside the set. References that dangle are a rule's business. */
export function dependencies(mesh: Mesh): readonly Edge[] {
  const { set, providers } = mesh;
  const edges: Edge[] = [];
  function refer(from: Manifest, to: Manifest | undefined, pointer: string): void {
    if (to !== undefined) edges.push({ from, to, pointer });
  }

  const namespaces = new Map(
    set.ofKind(kinds.Namespace.group, kinds.Namespace.kind).map((manifest) => [manifest.identity.name, manifest]),
  );
  for (const manifest of set) refer(manifest, namespaces.get(manifest.identity.namespace), '/metadata/namespace');
  for (const virtualService of mesh.virtualServices) {
    const from = virtualService.manifest;
    for (const [i, gateway] of virtualService.gateways.entries()) {
      if (gateway !== MESH) refer(from, mesh.gateways.get(gateway)?.manifest, `/spec/gateways/${i}`);
    }
    for (const { namespace, name, pointer } of virtualService.delegates()) {
      refer(from, set.get({ ...kinds.VirtualService, namespace, name }), pointer);
    }
    for (const { host, subset, pointer } of virtualService.targets) {
      refer(from, providers.get(host), `${pointer}/host`);
      if (subset === undefined) continue;
      const rule = mesh.destinationRulesOf(host).find((candidate) => candidate.hasSubset(subset));
      refer(from, rule?.manifest, `${pointer}/subset`);
    }
  }
  for (const manifest of set.ofKind(kinds.DestinationRule.group, kinds.DestinationRule.kind)) {
    refer(manifest, providers.get(new DestinationRuleView(manifest).host), '/spec/host');
  }
  return edges;
}
