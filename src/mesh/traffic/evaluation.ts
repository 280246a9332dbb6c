import type { Manifest } from '../../model/manifest';
import type { HeaderOperations, PolicyEffect, Rewrite, TraceStep, TrafficAnswer, TrafficDestination } from './answer';
import { NO_OPERATIONS } from '../routing/header-operations';
import type { RateLimit } from '../routing/rate-limits';
import { pathWithQuery } from '../routing/routed-request';
import type { TrafficRequest } from './request';
import type { Semantic } from './semantics';

/** What becomes of a request, or of a share of it, from one proxy on. */
export type Ending = Pick<TrafficAnswer, 'outcome' | 'status' | 'destinations' | 'rewrite' | 'applied' | 'copies'>;

type Step = TraceStep['step'];

/** What is collected while a request goes from proxy to proxy. */
export class Evaluation {
  readonly doubts = new Set<Semantic>();
  readonly policies: PolicyEffect[] = [];

  constructor(
    /** Absent where nobody asks. */
    readonly trace: TraceStep[] | undefined,
  ) {}

  doubt(...semantics: readonly Semantic[]): void {
    for (const semantic of semantics) this.doubts.add(semantic);
  }

  /** What policies said, each once: several shares may ask the same. */
  effects(effects: readonly PolicyEffect[]): void {
    for (const effect of effects) {
      const isKnown = this.policies.some(
        (known) =>
          known.manifest === effect.manifest && known.action === effect.action && known.effect === effect.effect,
      );
      if (!isKnown) this.policies.push(effect);
    }
  }

  limits(at: string, limits: readonly RateLimit[]): void {
    for (const { limit, manifest, pointer } of limits) this.note(at, 'limit', () => limit, manifest, pointer);
  }

  /** @param because made only where somebody asks */
  note(
    at: string,
    step: Step,
    because: () => string,
    manifest?: Manifest,
    pointer?: string,
    isPassedOver?: true,
  ): void {
    this.trace?.push({
      at,
      step,
      because: because(),
      ...(manifest !== undefined && { manifest }),
      ...(pointer !== undefined && { pointer }),
      ...(isPassedOver !== undefined && { isPassedOver }),
    });
  }
}

const NOTHING_CHANGED = { request: NO_OPERATIONS, response: NO_OPERATIONS };

export function ended(
  outcome: Ending['outcome'],
  request: TrafficRequest,
  status?: number,
  response?: HeaderOperations,
): Ending {
  return {
    outcome,
    ...(status !== undefined && { status }),
    destinations: NO_DESTINATIONS,
    rewrite: unchanged(request, response),
    applied: {},
  };
}

const NO_DESTINATIONS: readonly TrafficDestination[] = [];

export function unchanged(request: TrafficRequest, response?: HeaderOperations): Rewrite {
  return {
    path: pathWithQuery(request),
    authority: request.authority,
    headers: response === undefined ? NOTHING_CHANGED : { request: NO_OPERATIONS, response },
  };
}

/** With the limits of one more proxy, which come before those of the proxies after it. */
export function limited(ending: Ending, limits: readonly RateLimit[]): Ending {
  if (limits.length === 0) return ending;
  const own = limits.map(({ manifest: { identity }, limit }) => ({ resource: identity, limit }));
  const { applied } = ending;
  return { ...ending, applied: { ...applied, rateLimits: [...own, ...(applied.rateLimits ?? [])] } };
}
