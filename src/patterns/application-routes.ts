import type { Destination } from '../constructs/istio/destination';
import type { HttpMatch, HttpRoute, Mirror } from '../constructs/istio/virtual-service';
import { pathProblem } from '../mesh/path-claims';
import { pathAndBelow } from '../mesh/path-match';
import { PropsError } from '../model/props-error';
import { didYouMean } from '../model/suggest';
import type { RoutingProps } from './application-props';
import { DEFAULT_RETRIES, DEFAULT_TIMEOUT } from './traffic-defaults';
import type { VersionRouting } from './version-routing';

/** Of the only rule of a virtual service whose weights a controller moves. */
export const WEIGHTED_ROUTE = 'weighted';

/** Where the requests of an application go. */
export interface RoutedVersions extends Pick<VersionRouting, 'headerRoutes' | 'mirror'> {
  /** Where no header decides: the shares themselves, or the virtual service that has them. */
  readonly shares: Pick<HttpRoute, 'route' | 'delegate'>;
  /** One version. */
  readonly destination: (subset: string) => Destination;
}

/** Rules of the user, then each path, then everything else; each for every version that headers choose, first. */
export class ApplicationRoutes {
  readonly http: readonly HttpRoute[];
  private readonly variants = new Map<string, readonly string[]>();

  /** @throws PropsError when a path is none, or two routes have one name */
  constructor(
    private readonly where: string,
    private readonly props: RoutingProps,
    private readonly versions: RoutedVersions,
  ) {
    this.http = [
      ...(props.rules ?? []),
      ...Object.entries(props.paths ?? {}).flatMap(([path, { name, timeout, retries }]) => {
        const handled = { ...props, timeout: timeout ?? props.timeout, retries: retries ?? props.retries };
        return this.routesFor(name, handled, this.pathMatch(path));
      }),
      ...this.routesFor('default', props, undefined),
    ];
    this.checkNames();
  }

  /**
   * The names that a route has in a virtual service: its own, and one for every version that headers choose.
   * @throws PropsError when there is no such route
   */
  names(route: string): readonly string[] {
    const variants = this.variants.get(route);
    if (variants !== undefined) return variants;
    const names = [...this.variants.keys()];
    throw new PropsError(
      this.where,
      `it has no route "${route}"${didYouMean(route, names)}`,
      `use one of ${names.join(', ')}`,
    );
  }

  private routesFor(name: string, handled: RoutingProps, match: readonly HttpMatch[] | undefined): HttpRoute[] {
    const { headerRoutes, shares, destination } = this.versions;
    const handling = routeHandling(handled);
    const prefix = match === undefined ? '' : `${name}-`;
    // Istio names what a delegate takes over after both rules.
    const weighted = shares.delegate === undefined ? name : `${name}-${WEIGHTED_ROUTE}`;
    this.variants.set(name, [weighted, ...headerRoutes.map(({ name: chosen }) => `${prefix}${chosen}`)]);
    return [
      ...headerRoutes.map(({ name: chosen, headers, subset }) => ({
        name: `${prefix}${chosen}`,
        match: (match ?? [{}]).map((request) => ({ ...request, headers })),
        route: [{ destination: destination(subset) }],
        ...handling,
        mirrors: this.mirrorsFor(subset),
      })),
      { name, match, ...shares, ...handling, mirrors: this.mirrorsFor() },
    ];
  }

  /** @param subset that gets the requests themselves, so that it needs no copies of them */
  private mirrorsFor(subset?: string): readonly Mirror[] | undefined {
    const { mirror, destination } = this.versions;
    const copies =
      mirror === undefined || subset === mirror.subset
        ? []
        : [{ destination: destination(mirror.subset), percentage: mirror.percentage }];
    const mirrors = [...(this.props.mirrors ?? []), ...copies];
    return mirrors.length === 0 ? undefined : mirrors;
  }

  private pathMatch(path: string): HttpMatch[] {
    const problem = pathProblem(path);
    if (problem !== undefined)
      throw new PropsError(this.where, `the path "${path}" ${problem}`, 'write a path such as /search');
    return pathAndBelow(path).map(({ type, value }) => ({ uri: { [type]: value } }));
  }

  /** Rate limits and metrics tell routes apart by their names. */
  private checkNames(): void {
    const names = this.http.map(({ name }) => name);
    const twice = names.find((name, i) => name !== undefined && names.indexOf(name) < i);
    if (twice === undefined) return;
    throw new PropsError(
      this.where,
      `two of its routes are called "${twice}"`,
      'rename one of its `paths`, `rules` or header routes',
    );
  }
}

function routeHandling(props: RoutingProps): Partial<HttpRoute> {
  const { timeout = DEFAULT_TIMEOUT, retries = DEFAULT_RETRIES, rewrite, fault, corsPolicy, headers } = props;
  return { timeout: timeout === 'none' ? undefined : timeout, retries, rewrite, fault, corsPolicy, headers };
}
