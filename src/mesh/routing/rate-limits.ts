import type { EnvoyFilterConfigPatches } from '../../../imports/networking.istio.io';
import type { Manifest } from '../../model/manifest';
import * as kinds from '../kinds';
import type { Labels } from '../labels';
import type { Mesh } from '../mesh';
import { SelectorIndex } from '../selector-index';
import { EnvoyFilterSpec, specOf } from '../specs';
import { bucketText, LimitConfig, limitConfigOf } from './rate-limit-config';

/** Listeners that patches are for. */
export type PatchContext = 'GATEWAY' | 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND';

/** Where a request is when limits are asked for. */
export interface LimitedPlace {
  readonly port: number;
  /** As istiod names virtual hosts: `shop.example.com:443`. */
  readonly virtualHost?: string;
  readonly route?: string;
  /** `namespace/name`. */
  readonly gateway?: string;
}

export interface RateLimit {
  readonly manifest: Manifest;
  readonly pointer: string;
  /** In words: `60 per 60s`. */
  readonly limit: string;
}

/** How narrow a patch is: a route's configuration of a filter takes the place of its host's, and that of the filter's own. */
const BREADTH = ['HTTP_ROUTE', 'VIRTUAL_HOST', 'ROUTE_CONFIGURATION', 'HTTP_FILTER'] as const;

interface Patch extends LimitConfig {
  readonly breadth: number;
  readonly match: NonNullable<EnvoyFilterConfigPatches['match']>;
  readonly manifest: Manifest;
  readonly pointer: string;
}

const NO_LIMITS: readonly RateLimit[] = [];

/** Limits that EnvoyFilters add to proxies, written as our patterns and Istio's documentation write them. */
export class RateLimits {
  private readonly filters: readonly Manifest[];
  private readonly bySelector: SelectorIndex<number>;
  private readonly known = new WeakMap<Labels, Map<string, Patches>>();

  constructor(private readonly mesh: Mesh) {
    this.filters = mesh.all(kinds.EnvoyFilter);
    this.bySelector = new SelectorIndex(
      this.filters.map((manifest, item) => ({
        namespace: manifest.identity.namespace,
        selector: specOf<EnvoyFilterSpec>(manifest).workloadSelector?.labels,
        item,
      })),
    );
  }

  /** Those that count a request at one proxy. */
  at(namespace: string, labels: Labels, context: PatchContext, place: LimitedPlace): readonly RateLimit[] {
    if (this.filters.length === 0) return NO_LIMITS;
    const narrowest = new Map<string, Patch>();
    const { patches } = this.patchesOf(namespace, labels, context);
    for (const patch of patches) {
      if (!isAbout(patch.match, place)) continue;
      const before = narrowest.get(patch.filter);
      if (before === undefined || patch.breadth <= before.breadth) narrowest.set(patch.filter, patch);
    }
    const isThere = new Set(
      patches.filter(({ breadth }) => BREADTH[breadth] === 'HTTP_FILTER').map(({ filter }) => filter),
    );
    return [...narrowest].flatMap(([filter, { manifest, pointer, limit }]) =>
      limit === undefined || !isThere.has(filter) ? [] : [{ manifest, pointer, limit: bucketText(limit) }],
    );
  }

  /** Whether patches of routes are for a proxy that are no limits: nobody knows what they do. */
  hasOthers(namespace: string, labels: Labels, context: PatchContext): boolean {
    return this.filters.length > 0 && this.patchesOf(namespace, labels, context).hasOthers;
  }

  private filtersOf(namespace: string, labels: Labels): readonly Manifest[] {
    const root = this.mesh.rootNamespace;
    return [...new Set([namespace, root])]
      .flatMap((where) => [...this.bySelector.forAll(where), ...this.bySelector.selecting(where, labels)])
      .sort((one, other) => one - other)
      .map((position) => this.filters[position]!);
  }

  private patchesOf(namespace: string, labels: Labels, context: PatchContext): Patches {
    let known = this.known.get(labels);
    if (known === undefined) this.known.set(labels, (known = new Map<string, Patches>()));
    const key = `${context} ${namespace}`;
    let patches = known.get(key);
    if (patches === undefined) {
      const filters = this.filtersOf(namespace, labels);
      patches = {
        patches: filters.flatMap((manifest) => patchesIn(manifest, context)),
        hasOthers: filters.some((manifest) => hasOtherPatches(manifest, context)),
      };
      known.set(key, patches);
    }
    return patches;
  }
}

/** What filters add to the proxies of some pods. */
interface Patches {
  readonly patches: readonly Patch[];
  readonly hasOthers: boolean;
}

/** Of routes; what filters do beside is nobody's to know. */
function hasOtherPatches(manifest: Manifest, context: PatchContext): boolean {
  return (specOf<EnvoyFilterSpec>(manifest).configPatches ?? []).some(
    ({ applyTo, match = {}, patch }) =>
      ['HTTP_ROUTE', 'VIRTUAL_HOST', 'ROUTE_CONFIGURATION'].includes(applyTo ?? '') &&
      isFor(match, context) &&
      limitConfigOf(patch?.value).length === 0,
  );
}

function isFor(match: Patch['match'], context: PatchContext): boolean {
  return match.context === undefined || match.context === 'ANY' || match.context === context;
}

function patchesIn(manifest: Manifest, context: PatchContext): readonly Patch[] {
  const { configPatches = [] } = specOf<EnvoyFilterSpec>(manifest);
  return configPatches.flatMap(({ applyTo, match = {}, patch }, i) => {
    const breadth = BREADTH.findIndex((kind) => kind === applyTo);
    if (breadth < 0 || !isFor(match, context) || patch?.operation === 'REMOVE') return [];
    return limitConfigOf(patch?.value).map((config) => ({
      ...config,
      breadth,
      match,
      manifest,
      pointer: `/spec/configPatches/${i}`,
    }));
  });
}

function isAbout({ listener, routeConfiguration }: Patch['match'], place: LimitedPlace): boolean {
  const { gateway, portNumber, vhost } = routeConfiguration ?? {};
  return (
    isAny(listener?.portNumber, place.port) &&
    isAny(portNumber, place.port) &&
    isAny(gateway, place.gateway) &&
    isAny(vhost?.name, place.virtualHost) &&
    isAny(vhost?.route?.name, place.route)
  );
}

function isAny<Value>(wanted: Value | undefined, value: Value | undefined): boolean {
  return wanted === undefined || wanted === value || wanted === 0 || wanted === '';
}
