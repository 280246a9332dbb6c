import type { Manifest } from '../model/manifest';
import { resolveHost } from './host';
import { ANY_PATH, PathMatch } from './path-match';
import { specOf, VirtualServiceSpec } from './specs';
import { scopesOf } from './visibility';

/** One rule of `spec.http`. */
export type HttpRule = NonNullable<VirtualServiceSpec['http']>[number];
export type HttpMatch = NonNullable<HttpRule['match']>[number];
export type StringMatch = NonNullable<HttpMatch['uri']>;
/** A share of a route, of any protocol. */
export interface RouteShare {
  readonly destination?:
    | {
        readonly host: string;
        readonly subset?: string | undefined;
        readonly port?: { readonly number?: number | undefined } | undefined;
      }
    | undefined;
  readonly weight?: number | undefined;
  /** What is done to headers of requests that go there. */
  readonly headers?: object | undefined;
}

/** The gateway of all sidecars, by its reserved name. */
export const MESH = 'mesh';

/** A rule of `spec.http`, and where it is. */
export interface PlacedHttpRule {
  readonly rule: HttpRule;
  readonly pointer: string;
}

/** One list of weighted destinations. */
export interface Route {
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly shares: readonly RouteShare[];
  readonly pointer: string;
}

/** A place where a virtual service sends traffic. */
export interface Target {
  /** Fully qualified. */
  readonly host: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  readonly pointer: string;
}

/** A rule that hands on to another virtual service. */
export interface Delegation {
  readonly namespace: string;
  readonly name: string;
  readonly pointer: string;
  /** Matches of the rule. */
  readonly match: readonly HttpMatch[];
}

/** A virtual service with what its references mean, read once. */
export class VirtualServiceView {
  readonly spec: VirtualServiceSpec;
  private readHosts: readonly string[] | undefined;
  private readGateways: readonly string[] | undefined;
  private readHttpRules: readonly PlacedHttpRule[] | undefined;
  private readRoutes: readonly Route[] | undefined;
  private readTargets: readonly Target[] | undefined;

  constructor(readonly manifest: Manifest) {
    this.spec = specOf(manifest);
  }

  get namespace(): string {
    return this.manifest.identity.namespace;
  }

  /** Fully qualified, in the order of the spec; none for a delegate. */
  get hosts(): readonly string[] {
    return (this.readHosts ??= (this.spec.hosts ?? []).map((host) => resolveHost(host, this.namespace)));
  }

  /** `namespace/name` of each gateway, or `mesh`; a virtual service that names none applies to the mesh. */
  get gateways(): readonly string[] {
    return (this.readGateways ??= gatewaysOf(this.spec.gateways, this.namespace));
  }

  get isDelegate(): boolean {
    return this.hosts.length === 0;
  }

  /** Each with its JSON pointer. */
  get httpRules(): readonly PlacedHttpRule[] {
    return (this.readHttpRules ??= (this.spec.http ?? []).map((rule, i) => ({ rule, pointer: `/spec/http/${i}` })));
  }

  /** The lists of weighted destinations, of all protocols, each with its JSON pointer. */
  get routes(): readonly Route[] {
    return (this.readRoutes ??= this.listRoutes());
  }

  private listRoutes(): Route[] {
    const routes: Route[] = [];
    for (const protocol of ['http', 'tls', 'tcp'] as const) {
      for (const [i, { route }] of (this.spec[protocol] ?? []).entries()) {
        if (route !== undefined) routes.push({ protocol, shares: route, pointer: `/spec/${protocol}/${i}/route` });
      }
    }
    return routes;
  }

  /** All destinations, mirrors included. */
  get targets(): readonly Target[] {
    return (this.readTargets ??= this.listTargets());
  }

  private listTargets(): Target[] {
    const targets = this.routes.flatMap((route) => this.targetsOf(route));
    for (const { rule, pointer } of this.httpRules) {
      const { mirror, mirrors = [] } = rule;
      if (mirror !== undefined) targets.push(this.target(mirror, `${pointer}/mirror`));
      for (const [i, { destination }] of mirrors.entries()) {
        targets.push(this.target(destination, `${pointer}/mirrors/${i}/destination`));
      }
    }
    return targets;
  }

  /** The destinations of one of its routes. */
  targetsOf({ shares, pointer }: Route): Target[] {
    const targets: Target[] = [];
    for (const [i, { destination }] of shares.entries()) {
      if (destination !== undefined) targets.push(this.target(destination, `${pointer}/${i}/destination`));
    }
    return targets;
  }

  private target({ host, subset, port }: NonNullable<RouteShare['destination']>, pointer: string): Target {
    return { host: resolveHost(host, this.namespace), subset, port: port?.number, pointer };
  }

  /** The virtual services that rules of this one hand on to. */
  *delegates(): Generator<Delegation> {
    for (const { rule, pointer } of this.httpRules) {
      const { delegate, match = [] } = rule;
      if (delegate?.name === undefined) continue;
      yield {
        namespace: delegate.namespace ?? this.namespace,
        name: delegate.name,
        pointer: `${pointer}/delegate`,
        match,
      };
    }
  }

  /** Server names that its TLS rules take connections for. */
  get sniHosts(): readonly string[] {
    return (this.spec.tls ?? []).flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts));
  }

  /** Whether proxies of other namespaces do not see it. */
  get isPrivate(): boolean {
    return this.spec.exportTo?.every((namespace) => namespace === '.' || namespace === this.namespace) ?? false;
  }

  /** The namespaces whose proxies see it. */
  get scopes(): ReadonlySet<string> {
    return scopesOf(this.spec.exportTo, this.namespace);
  }

  /** The paths that some HTTP rule admits; a rule or match that says nothing of the path admits any. */
  paths(): readonly PathMatch[] {
    return (this.spec.http ?? []).flatMap((rule) =>
      rule.match === undefined || rule.match.length === 0 ? [ANY_PATH] : rule.match.map(pathOf),
    );
  }
}

function gatewaysOf(gateways: readonly string[] = [], namespace: string): readonly string[] {
  return gateways.length === 0 ? ONLY_MESH : gateways.map((gateway) => qualifyGateway(gateway, namespace));
}

const ONLY_MESH = [MESH];

function pathOf({ uri }: HttpMatch): PathMatch {
  if (uri?.exact !== undefined) return { type: 'exact', value: uri.exact };
  if (uri?.prefix !== undefined) return { type: 'prefix', value: uri.prefix };
  if (uri?.regex !== undefined) return { type: 'regex', value: uri.regex };
  return ANY_PATH;
}

/**
 * `namespace/name`, or `mesh`, of a gateway as seen from a namespace. Istio still takes `name.namespace` and
 * `name.namespace.svc.cluster.local`, too.
 */
export function qualifyGateway(gateway: string, namespace: string): string {
  if (gateway === MESH) return gateway;
  if (gateway.includes('/')) return gateway.startsWith('./') ? `${namespace}${gateway.slice(1)}` : gateway;
  const [name, owner] = gateway.split('.');
  return `${owner ?? namespace}/${name}`;
}

/** Whether a gateway is one that istiod makes of a Kubernetes Gateway, which virtual services must not name. */
export function isInternalGateway(gateway: string): boolean {
  return gateway.slice(gateway.indexOf('/') + 1).includes('~istio-autogenerated-k8s-gateway~');
}
