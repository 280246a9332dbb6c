import type { Manifest } from '../model/manifest';
import type { Edge } from './apply-order';
import * as kinds from './kinds';
import { DestinationRuleView, Mesh } from './mesh';
import { MESH } from './virtual-service';

/** What has to exist before what, by all references inside the set. References that dangle are a rule's business. */
export function* dependencies(mesh: Mesh): Generator<Edge> {
  const { set, providers } = mesh;

  function* edge(from: Manifest, to: Manifest | undefined, pointer: string): Generator<Edge> {
    if (to !== undefined) yield { from, to, pointer };
  }

  const namespaces = new Map(
    set.ofKind(kinds.Namespace.group, kinds.Namespace.kind).map((manifest) => [manifest.identity.name, manifest]),
  );
  for (const manifest of set) {
    yield* edge(manifest, namespaces.get(manifest.identity.namespace), '/metadata/namespace');
  }
  for (const virtualService of mesh.virtualServices) {
    const from = virtualService.manifest;
    for (const [i, gateway] of virtualService.gateways.entries()) {
      if (gateway !== MESH) yield* edge(from, mesh.gateways.get(gateway)?.manifest, `/spec/gateways/${i}`);
    }
    for (const { namespace, name, pointer } of virtualService.delegates()) {
      yield* edge(from, set.get({ ...kinds.VirtualService, namespace, name }), pointer);
    }
    for (const { host, subset, pointer } of virtualService.targets) {
      yield* edge(from, providers.get(host), `${pointer}/host`);
      if (subset === undefined) continue;
      const rule = mesh.destinationRulesOf(host).find((candidate) => candidate.hasSubset(subset));
      yield* edge(from, rule?.manifest, `${pointer}/subset`);
    }
  }
  for (const manifest of set.ofKind(kinds.DestinationRule.group, kinds.DestinationRule.kind)) {
    yield* edge(manifest, providers.get(new DestinationRuleView(manifest).host), '/spec/host');
  }
}
