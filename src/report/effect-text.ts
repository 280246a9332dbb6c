import type { Aspect, Effect, Share } from '../diff/traffic/effect';
import type { HeaderChanges, HeaderOperations } from '../mesh/traffic/answer';
import { describeIdentity } from '../model/identity';
import { CORS_PARTS } from './cors-text';
import { percentAsText } from './percent';

/** What becomes of requests, in a few words. */
export function effectText(effect: Effect): string {
  const { outcome, otherwise, destinations, rewrite, applied } = effect;
  const where = sharesText(destinations);
  if (outcome === 'routed' && where !== NONE) return where;
  if (outcome === 'mixed') {
    const { abort } = applied;
    const others = otherwise === undefined ? where : outcomeText(otherwise);
    return abort === undefined ? others : `${abortText(abort)}, else ${others}`;
  }
  const verdict = outcomeText(effect);
  if (rewrite?.location !== undefined) return `${verdict} to ${rewrite.location}`;
  return where === NONE ? verdict : `${verdict} at ${where}`;
}

function outcomeText({ outcome, status }: Pick<Effect, 'outcome' | 'status'>): string {
  return outcome.replace('-', ' ') + (status === undefined ? '' : ` (${status})`);
}

/**
 * A line for each thing that is another: what becomes of requests, and else what is done to them on the way.
 *
 * @param details whether that is told of what newly gets to a backend, too, which has nothing to compare it with
 */
export function differenceLines(
  before: Effect,
  after: Effect,
  { aspects, details }: { readonly aspects: readonly Aspect[]; readonly details: boolean },
): readonly string[] {
  const isVerdict = aspects.includes('verdict');
  const verdict = isVerdict ? [`verdict: ${effectText(before)} → ${effectText(after)}`] : [];
  const [was, will] = [before, after].map(({ destinations }) => destinations.length > 0);
  if (isVerdict && !(will && (was || details))) return verdict;
  const tellers = new Set(aspects.flatMap((aspect) => TELLERS[aspect]));
  const others = [...tellers].filter(({ isInVerdict }) => !isVerdict || isInVerdict !== true);
  const lines = [...verdict, ...others.flatMap((teller) => lineOf(teller, before, after))];
  return lines.length > 0 ? lines : [`${aspects.join(', ')}: by less than is shown here`];
}

/** What of an effect people read of, and as what. */
interface Teller {
  readonly title: string;
  readonly items: (effect: Effect) => readonly string[];
  /** Whether those that stay are told beside those that change. @default false */
  readonly isWhole?: true;
  /** Whether the verdict says it where that changes. @default false */
  readonly isInVerdict?: true;
}

const DESTINATIONS: Teller = {
  title: 'destinations',
  items: ({ destinations }) => shareTexts(destinations),
  isWhole: true,
  isInVerdict: true,
};

const TELLERS: Readonly<Record<Aspect, readonly Teller[]>> = {
  verdict: [],
  destination: [DESTINATIONS],
  weight: [DESTINATIONS],
  rewrite: [
    { title: 'redirects to', items: ({ rewrite }) => listOf(rewrite?.location), isInVerdict: true },
    { title: 'path at the backend', items: ({ rewrite }) => atBackend(rewrite?.path, rewrite) },
    { title: 'host at the backend', items: ({ rewrite }) => atBackend(rewrite?.authority, rewrite) },
  ],
  timeout: [{ title: 'timeout', items: ({ applied: { timeout } }) => listOf(timeout).map(durationText) }],
  retries: [
    {
      title: 'retries',
      items: ({ applied: { retries } }) =>
        listOf(retries).flatMap(({ attempts, perTryTimeout, on }) => {
          const each = perTryTimeout === undefined ? '' : `, each ${durationText(perTryTimeout)}`;
          return attempts === 0 ? [] : `${attempts} on ${on}${each}`;
        }),
    },
  ],
  other: [
    {
      title: 'headers',
      items: ({ headers, destinations }) => [
        ...listOf(headers).flatMap((changes) => headerTexts(changes, '')),
        ...destinations.flatMap(({ headers: own, host, subset = host }) =>
          listOf(own).flatMap((changes) => headerTexts(changes, ` (${subset})`)),
        ),
      ],
    },
    {
      title: 'mirrors',
      items: ({ applied: { mirrors = [] } }) =>
        mirrors.map(({ host, subset, percentage }) => {
          return [host, ...listOf(subset), percentAsText(percentage)].join(' ');
        }),
    },
    {
      title: 'delay',
      items: ({ applied: { delay } }) =>
        listOf(delay).map(({ milliseconds, percentage }) => {
          return `${durationText(milliseconds)} for ${percentAsText(percentage)}`;
        }),
    },
    { title: 'abort', items: ({ applied: { abort } }) => listOf(abort).map(abortText), isInVerdict: true },
    ...CORS_PARTS.map(({ title, items }): Teller => ({
      title,
      items: ({ applied: { cors } }) => (cors ? items(cors) : []),
    })),
    {
      title: 'rate limits',
      items: ({ applied: { rateLimits = [] } }) =>
        rateLimits.map(({ limit, resource }) => `${limit} (${describeIdentity(resource)})`),
    },
    { title: 'body', items: ({ applied: { body } }) => listOf(body).map((text) => JSON.stringify(text)) },
  ],
};

const NONE = 'none';

/** What is redirected gets to no backend. */
function atBackend(value: string | undefined, rewrite: Effect['rewrite']): readonly string[] {
  return [(rewrite?.location === undefined ? value : undefined) ?? 'as it is sent'];
}

function lineOf({ title, items, isWhole }: Teller, before: Effect, after: Effect): readonly string[] {
  const [was, will] = [items(before), items(after)];
  if (JSON.stringify(was) === JSON.stringify(will)) return [];
  const [gone, come] = isWhole === true ? [was, will] : [without(was, will), without(will, was)];
  if (gone.length === 0 && come.length === 0) return [];
  if (gone.length === 0 && was.length > 0) return [`${title}: also ${come.join(', ')}`];
  if (come.length === 0 && will.length > 0) return [`${title}: no longer ${gone.join(', ')}`];
  return [`${title}: ${withoutEnd(gone, come).join(', ') || NONE} → ${come.join(', ') || NONE}`];
}

function without(items: readonly string[], others: readonly string[]): readonly string[] {
  return items.filter((item) => !others.includes(item));
}

/** What they are of is told once: `60 per 60s → 120 per 60s (EnvoyFilter edge/limits)`. */
function withoutEnd(gone: readonly string[], come: readonly string[]): readonly string[] {
  const end = / \([^()]*\)$/.exec(come[0] ?? '')?.[0];
  const isOne = gone.length === 1 && come.length === 1 && end !== undefined && gone[0]!.endsWith(end);
  return isOne ? [gone[0]!.slice(0, -end.length)] : gone;
}

function listOf<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}

function abortText({ status, percentage }: { readonly status: number; readonly percentage: number }): string {
  return `${status} for ${percentAsText(percentage)}`;
}

/** As objects write it: `1.5s`, `200ms`. */
function durationText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}

/** `set x-a: b`, `remove x-c in responses` */
function headerTexts({ request, response }: HeaderChanges, of: string): readonly string[] {
  return [...operationTexts(request, of), ...operationTexts(response, ` in responses${of}`)];
}

function operationTexts({ remove, set, add }: HeaderOperations, where: string): readonly string[] {
  return [
    ...remove.map((name) => `remove ${name}${where}`),
    ...Object.entries(set).map(([name, value]) => `set ${name}: ${value}${where}`),
    ...Object.entries(add).map(([name, value]) => `add ${name}: ${value}${where}`),
  ];
}

function sharesText(destinations: readonly Share[]): string {
  return shareTexts(destinations).join(', ') || NONE;
}

/** The host is told once for all of its subsets. */
function shareTexts(destinations: readonly Share[]): readonly string[] {
  return destinations.map(({ host, subset, port, weight, outcome }, i) => {
    const before = destinations[i - 1];
    const isSamePlace = before?.host === host && before.port === port;
    const where = [...(isSamePlace ? [] : [`${host}:${port}`]), ...listOf(subset)];
    return [...where, percentAsText(weight), ...(outcome === undefined ? [] : [`(${outcome})`])].join(' ');
  });
}
