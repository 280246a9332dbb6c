import { type Json, sameJson } from '../model/json';
import { didYouMean } from '../model/suggest';
import { append } from '../mesh/group';
import { resolveHost } from '../mesh/host';
import { type EffectiveRule, effectiveRules } from '../mesh/routing/http-rules';
import { type HttpRoute, httpRoutes } from '../mesh/routing/http-routes';
import type { Mesh } from '../mesh/mesh';
import type { HttpRule, RouteShare, VirtualServiceView } from '../mesh/virtual-service';
import type { TrafficRequest } from '../mesh/traffic/request';
import type { Mismatch } from './mismatches';
import type { RuleExpectation } from './traffic-test';

/** The rules of virtual services by the hosts that they are written for, whatever gateways and policies say. */
export class RulesByHost {
  private readonly byHost = new Map<string, VirtualServiceView[]>();
  private readonly readRoutes = new Map<VirtualServiceView, readonly HttpRoute[]>();

  constructor(private readonly mesh: Mesh) {
    for (const view of mesh.virtualServices) {
      for (const host of view.spec.hosts ?? []) append(this.byHost, host.toLowerCase(), view);
    }
  }

  /** The rule that takes a request, on the first of its gateways that has one. */
  ruleFor(request: TrafficRequest): EffectiveRule | undefined {
    for (const virtualService of this.byHost.get(request.authority.toLowerCase()) ?? []) {
      const route = this.routesOf(virtualService).find((candidate) => candidate.takes(request));
      if (route !== undefined) return route.rule;
    }
    return undefined;
  }

  /** Why no rule takes a request. */
  reason({ authority }: TrafficRequest): string {
    const host = authority.toLowerCase();
    if (this.byHost.has(host)) return `no rule of the virtual services that have the host ${authority} takes it`;
    const meant = this.mesh.virtualServices.find(({ hosts, namespace }) =>
      hosts.includes(resolveHost(host, namespace)),
    );
    const written = meant?.spec.hosts?.find(
      (each) => resolveHost(each, meant.namespace) === resolveHost(host, meant.namespace),
    );
    const hint =
      meant === undefined || written === undefined
        ? didYouMean(host, this.byHost.keys())
        : `; ${meant.namespace}/${meant.manifest.identity.name} has it as "${written}", and hosts are compared as they are written`;
    return `no virtual service has the host ${authority}${hint}`;
  }

  /** Those of one gateway after the other. */
  private routesOf(virtualService: VirtualServiceView): readonly HttpRoute[] {
    const known = this.readRoutes.get(virtualService);
    if (known !== undefined) return known;
    const { namespace, gateways } = virtualService;
    const rules = effectiveRules(virtualService, this.mesh);
    const routes = gateways.flatMap(
      (gateway) => httpRoutes(rules, { gateway, port: 80, isTls: false, labels: {}, namespace }).routes,
    );
    this.readRoutes.set(virtualService, routes);
    return routes;
  }
}

/** What of a rule is not as expected. */
export function ruleMismatches(expect: RuleExpectation, taken: EffectiveRule | undefined): readonly Mismatch[] {
  const found = [...fieldMismatches(expect, taken), ...delegateMismatch(expect, taken)];
  if (expect.wantMatch) return found;
  return found.length > 0 ? [] : [{ what: 'rule', expected: 'any other', received: describe(taken?.rule.route) }];
}

function fieldMismatches(expect: RuleExpectation, taken: EffectiveRule | undefined): readonly Mismatch[] {
  const namespace = taken?.manifest.identity.namespace ?? '';
  const rule: HttpRule | undefined = taken?.rule;
  return FIELDS.flatMap((what) => {
    const wanted = expect[what];
    if (wanted === undefined) return [];
    const isSame =
      what === 'route'
        ? sameShares(expect.route!, rule?.route, namespace)
        : sameJson(wanted as Json, (rule?.[what] ?? null) as Json);
    return isSame ? [] : [{ what, expected: describe(wanted), received: describe(rule?.[what]) }];
  });
}

const FIELDS = ['route', 'redirect', 'rewrite', 'fault', 'headers'] as const;

function delegateMismatch({ delegate }: RuleExpectation, taken: EffectiveRule | undefined): readonly Mismatch[] {
  if (delegate === undefined) return [];
  const identity = taken?.manifest.identity;
  const isSame = identity?.name === delegate.name && (delegate.namespace ?? identity.namespace) === identity.namespace;
  return isSame ? [] : [{ what: 'delegate', expected: delegate.name, received: identity?.name ?? 'none' }];
}

/** Hosts may be written short, and the weight of a single destination counts for nothing. */
function sameShares(
  wanted: readonly RouteShare[],
  received: readonly RouteShare[] | undefined,
  namespace: string,
): boolean {
  if (received?.length !== wanted.length) return wanted.length === 0 && received === undefined;
  return wanted.every(({ destination, weight }, index) => {
    const other = received[index]!;
    return (
      resolveHost(destination?.host ?? '', namespace) === other.destination?.host &&
      destination?.subset === other.destination.subset &&
      destination?.port?.number === other.destination.port?.number &&
      (wanted.length === 1 || (weight ?? 0) === (other.weight ?? 0))
    );
  });
}

function describe(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
