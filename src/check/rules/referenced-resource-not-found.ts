import type { Manifest } from '../../model/manifest';
import { describeIdentity, Identity } from '../../model/identity';
import { didYouMean } from '../../model/suggest';
import { serviceOf } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import type { DestinationRuleView, Mesh } from '../../mesh/mesh';
import { isInternalGateway, MESH, VirtualServiceView } from '../../mesh/virtual-service';
import { type Complaint, namespaceInWords, type Rule } from '../rule';

/** Gateways, delegates, hosts, ports and subsets that a virtual service names have to exist, here or in another repository. */
export const referencedResourceNotFound: Rule = {
  code: 'IST0101',
  name: 'ReferencedResourceNotFound',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  explanation: {
    what: 'A virtual service names a gateway, a delegate, a host, a port or a subset that does not exist.',
    effect: 'requests that are routed there get 404 or 503',
    fix: 'name what exists, or add what is missing',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: reviews, subset: v3 } }] }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: reviews, subset: v1 } }] }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }]
`,
  },
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) {
      yield* gatewaysOf(virtualService, mesh);
      yield* delegatesOf(virtualService, mesh);
      yield* subsetsOf(virtualService, mesh);
      yield* destinationsOf(virtualService, mesh);
    }
  },
};

function* gatewaysOf({ manifest, gateways }: VirtualServiceView, { set, gateways: known }: Mesh): Generator<Complaint> {
  for (const [i, gateway] of gateways.entries()) {
    if (gateway === MESH || isInternalGateway(gateway)) continue;
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
  // One that cannot be read is there, and nobody knows for which host.
  if (mesh.set.externals.some(isDestinationRule)) return;
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

function isDestinationRule({ group, kind }: Identity): boolean {
  return group === kinds.DestinationRule.group && kind === kinds.DestinationRule.kind;
}

function hint(subset: string, rules: readonly DestinationRuleView[]): string {
  return didYouMean(
    subset,
    rules.flatMap((rule) => rule.subsets),
  );
}

/** Hosts that no service of the set can be behind, and ports that the service behind a host does not have. */
function* destinationsOf(
  { manifest, namespace, spec, scopes, targets }: VirtualServiceView,
  mesh: Mesh,
): Generator<Complaint> {
  for (const { host, port, pointer } of targets) {
    // Proxies of its own namespace may use what only that sees, unless it says who may use it.
    const provider = mesh.registry.find(host, namespace, spec.exportTo === undefined ? undefined : scopes);
    if (provider === undefined) {
      const problem = hostProblem(host, namespace, mesh);
      if (problem !== undefined) yield { manifest, pointer: `${pointer}/host`, ...problem };
    } else if (port !== undefined && !provider.ports.some(({ number }) => number === port)) {
      yield {
        manifest,
        pointer: `${pointer}/port/number`,
        related: [provider.manifest],
        message: `${host} has no port ${port}, only ${provider.ports.map(({ number }) => number).join(', ') || 'none'}`,
        effect: 'requests that are routed there get 503',
        fix: `name a port of ${describeIdentity(provider.manifest.identity)}`,
      };
    }
  }
}

function hostProblem(host: string, namespace: string, mesh: Mesh): Omit<Complaint, 'manifest'> | undefined {
  const { registry } = mesh;
  const effect = 'requests that are routed there get 503';
  const meant = registry.meantBy(host);
  if (meant !== undefined) {
    return {
      message: `there is no host ${host}: only a name without dots is completed`,
      effect,
      fix: `write ${meant}`,
    };
  }
  if (registry.isDeclared(host)) {
    return {
      message: `proxies that use this virtual service of ${namespaceInWords(namespace)} do not see ${host}`,
      effect,
      fix: 'export the service or service entry to the namespaces that the virtual service is for',
    };
  }
  // A destination rule is a sign that somebody has the service elsewhere.
  if (!registry.isSurelyUnknown(host) || mesh.destinationRulesOf(host).length > 0) return undefined;
  return {
    message: `there is no service ${host}${registry.suggestion(host)}`,
    effect,
    fix: 'name a service that exists, or declare the host by a ServiceEntry',
  };
}

/** A service of another repository has its destination rule there, too. */
function isExternal(host: string, { set }: Mesh): boolean {
  const service = serviceOf(host);
  return service !== undefined && set.isExternal({ ...kinds.Service, ...service });
}
