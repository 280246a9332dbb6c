import type { Manifest } from '../../model/manifest';
import { Labels, selects, selectorText } from '../labels';
import type { HttpMatch } from '../virtual-service';
import { HttpMatcher, isCatchAll } from './http-match';
import type { EffectiveRule, EffectiveRules, VoidRule } from './http-rules';
import type { RoutedRequest } from './routed-request';

/** Where rules are to be used: what istiod decides matches by, before a proxy sees them. */
export interface RoutePlace {
  /** `namespace/name`, or `mesh` for a sidecar. */
  readonly gateway: string;
  /** Port that clients connect to. */
  readonly port: number;
  readonly isTls: boolean;
  /** Of the proxy's pod. */
  readonly labels: Labels;
  /** Of the proxy's pod. */
  readonly namespace: string;
}

/** One match of a rule, as a proxy has it. */
export class HttpRoute {
  readonly isCatchAll: boolean;
  private compiled: HttpMatcher | undefined;

  /**
   * @param match none takes every request
   * @param manifest of the match, or of the rule that has none
   */
  constructor(
    readonly rule: EffectiveRule,
    readonly match: HttpMatch | undefined,
    readonly manifest: Manifest,
    readonly pointer: string,
    readonly place: RoutePlace,
  ) {
    this.isCatchAll = match === undefined || isCatchAll(match);
  }

  /** As istiod names it, for filters that patch it. */
  get name(): string {
    const { name = '' } = this.rule.rule;
    const { name: ofMatch = '' } = this.match ?? {};
    return ofMatch === '' ? name : `${name}.${ofMatch}`;
  }

  takes(request: RoutedRequest): boolean {
    return this.matcher.matches(request);
  }

  /** Why it does not take a request. */
  failure(request: RoutedRequest): string | undefined {
    return this.matcher.failure(request);
  }

  private get matcher(): HttpMatcher {
    return (this.compiled ??= HttpMatcher.of(this.match ?? {}));
  }
}

/** What a proxy is not told, and why. */
export interface UnusedRoute {
  readonly manifest: Manifest;
  readonly pointer: string;
  readonly because: string;
  /** Whether a request gets as far as this. @default all do */
  readonly concerns?: (request: RoutedRequest) => boolean;
}

export interface HttpRoutes {
  readonly routes: readonly HttpRoute[];
  /** All that is written, in its order, until the first that takes every request. */
  readonly candidates: readonly (HttpRoute | UnusedRoute)[];
}

/** The routes that istiod makes of rules for a proxy: nothing comes after one that takes every request. */
export function httpRoutes({ rules, voids }: EffectiveRules, place: RoutePlace): HttpRoutes {
  const candidates: (HttpRoute | UnusedRoute)[] = [];
  const routes: HttpRoute[] = [];
  const add = (route: HttpRoute): boolean => {
    routes.push(route);
    candidates.push(route);
    return route.isCatchAll;
  };
  let passed = 0;
  const passOver = (position: number): void => {
    for (; passed < voids.length && voids[passed]!.position <= position; passed++) {
      candidates.push(unused(voids[passed]!, place));
    }
  };
  for (const [position, rule] of rules.entries()) {
    const { manifest, pointer, matches } = rule;
    passOver(position);
    if (matches.length === 0) {
      add(new HttpRoute(rule, undefined, manifest, pointer, place));
      return { routes, candidates };
    }
    for (const { match, manifest, pointer } of matches) {
      const because = misplaced(match, place);
      if (because !== undefined) candidates.push({ manifest, pointer, because });
      else if (add(new HttpRoute(rule, match, manifest, pointer, place))) return { routes, candidates };
    }
  }
  passOver(rules.length);
  return { routes, candidates };
}

function unused({ manifest, pointer, because, matches }: VoidRule, place: RoutePlace): UnusedRoute {
  const concerns = (request: RoutedRequest): boolean =>
    matches.length === 0 ||
    matches.some(({ match }) => misplaced(match, place) === undefined && HttpMatcher.of(match).matches(request));
  return { manifest, pointer, because, concerns };
}

/** A match that names gateways is not asked for sources. */
function misplaced(match: HttpMatch, { gateway, port, labels, namespace }: RoutePlace): string | undefined {
  const { sourceLabels, sourceNamespace = '' } = match;
  if ((match.port ?? 0) !== 0 && match.port !== port) return `it is for port ${match.port}, not ${port}`;
  if (match.gateways !== undefined && match.gateways.length > 0) {
    return match.gateways.includes(gateway) ? undefined : `it is for ${match.gateways.join(', ')}, not ${gateway}`;
  }
  if (!selects(sourceLabels, labels)) return `it is for senders with ${selectorText(sourceLabels)}`;
  return sourceNamespace === '' || sourceNamespace === namespace
    ? undefined
    : `it is for senders in ${sourceNamespace}, not ${namespace}`;
}
