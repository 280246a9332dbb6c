import type { Manifest } from '../../model/manifest';
import { didYouMean } from '../../model/suggest';
import { serviceOf } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import type { DestinationRuleView, Mesh } from '../../mesh/mesh';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import type { Complaint, Rule } from '../rule';

/** Gateways, delegates and subsets that a virtual service names have to exist, here or in another repository. */
export const referencedResourceNotFound: Rule = {
  code: 'IST0101',
  name: 'ReferencedResourceNotFound',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) {
      yield* gatewaysOf(virtualService, mesh);
      yield* delegatesOf(virtualService, mesh);
      yield* subsetsOf(virtualService, mesh);
    }
  },
};

function* gatewaysOf({ manifest, gateways }: VirtualServiceView, { set, gateways: known }: Mesh): Generator<Complaint> {
  for (const [i, gateway] of gateways.entries()) {
    if (gateway === MESH) continue;
    const [namespace = '', name = ''] = gateway.split('/');
    if (set.knows({ ...kinds.Gateway, namespace, name })) continue;
    yield {
      manifest,
      pointer: `/spec/gateways/${i}`,
      message: `there is no gateway ${gateway}${didYouMean(gateway, known.keys())}`,
      effect: 'no request through that gateway reaches these routes',
      fix: 'name a gateway of this set, or declare it by Gateway.fromName where another repository owns it',
    };
  }
}

function* delegatesOf(virtualService: VirtualServiceView, mesh: Mesh): Generator<Complaint> {
  for (const { namespace, name, pointer } of virtualService.delegates()) {
    const identity = { ...kinds.VirtualService, namespace, name };
    const problem = delegateProblem(mesh.set.get(identity), mesh.set.isExternal(identity));
    if (problem === undefined) continue;
    yield {
      manifest: virtualService.manifest,
      pointer,
      message: `${namespace}/${name} cannot be delegated to: ${problem}`,
      effect: 'the rule is dropped: its requests get 404',
      fix: 'name a virtual service without hosts and delegates, or declare it by VirtualService.fromName',
    };
  }
}

function delegateProblem(delegate: Manifest | undefined, isExternal: boolean): string | undefined {
  if (delegate === undefined) return isExternal ? undefined : 'there is no such virtual service';
  const view = new VirtualServiceView(delegate);
  if (!view.isDelegate) return 'it has hosts of its own';
  return view.delegates().next().done === true ? undefined : 'it delegates itself, and Istio follows one level';
}

function* subsetsOf(virtualService: VirtualServiceView, mesh: Mesh): Generator<Complaint> {
  for (const { host, subset, pointer } of virtualService.targets) {
    if (subset === undefined) continue;
    const rules = mesh.destinationRulesOf(host);
    if (rules.some((rule) => rule.hasSubset(subset)) || isExternal(host, mesh)) continue;
    yield {
      manifest: virtualService.manifest,
      pointer: `${pointer}/subset`,
      message: `no destination rule of ${host} has the subset "${subset}"${hint(subset, rules)}`,
      effect: 'requests that are routed there get 503',
      fix: `add the subset to the destination rule of ${host}, or route to one that it has`,
    };
  }
}

function hint(subset: string, rules: readonly DestinationRuleView[]): string {
  return didYouMean(
    subset,
    rules.flatMap((rule) => rule.subsets),
  );
}

/** A service of another repository has its destination rule there, too. */
function isExternal(host: string, { set }: Mesh): boolean {
  const service = serviceOf(host);
  return service !== undefined && set.isExternal({ ...kinds.Service, ...service });
}
