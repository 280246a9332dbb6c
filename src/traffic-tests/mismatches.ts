import type { HeaderChanges, HeaderOperations, TrafficAnswer } from '../mesh/traffic/answer';
import { AnswerShare, sharesOf } from '../mesh/traffic/shares';
import { expectedInWords, percentInWords, reachesAll, receivedInWords } from './destinations';
import { mirrorsAll, mirrorsInWords } from './mirrors';
import { hasOutcome, outcomeInWords, receivedOutcome } from './outcomes';
import type { ExpectedDelay, ExpectedHeaders, Expectation } from './traffic-test';

/** One thing that is not as expected. */
export interface Mismatch {
  /** What is expected of: `destinations`, `status`, … */
  readonly what: string;
  readonly expected: string;
  readonly received: string;
}

/** What about an answer is not as expected; nothing where all is. */
export function mismatches(expect: Expectation, answer: TrafficAnswer): readonly Mismatch[] {
  return Object.values(CHECKS).flatMap((check) => check(expect, answer) ?? []);
}

type Check = (expect: Expectation, answer: TrafficAnswer) => Mismatch | readonly Mismatch[] | undefined;

/** One for each field that a test can have. */
const CHECKS: Readonly<Record<keyof Expectation, Check>> = {
  outcome: (expect, answer) => {
    const wanted = outcomeOf(expect);
    if (wanted === undefined || hasOutcome(wanted, answer)) return undefined;
    return { what: 'outcome', expected: outcomeInWords(wanted), received: receivedOutcome(answer) };
  },
  destinations: ({ destinations, outcome = 'routed' }, answer) => {
    if (destinations === undefined || reachesAll(destinations, answer, outcome === 'routed')) return undefined;
    return { what: 'destinations', expected: expectedInWords(destinations), received: receivedInWords(answer) };
  },
  status: ({ status, outcome }, answer) => {
    if (status === undefined) return undefined;
    const shares = sharesOf(answer);
    const isMixed = outcome === 'mixed' || typeof outcome === 'object';
    // Who expects that some requests get to backends asks for the status of the others.
    const asked = isMixed ? shares.filter((share) => !isAnsweredByBackend(share)) : shares;
    const wanted = String(status ?? 'a closed connection');
    const holds = asked.length > 0 && asked.every((share) => statusOf(share) === wanted);
    return unless(holds, 'status', wanted, answer.outcome === 'mixed' ? receivedOutcome(answer) : statusOf(shares[0]!));
  },
  redirectsTo: ({ redirectsTo }, { rewrite }) => {
    if (redirectsTo === undefined) return undefined;
    return unless(rewrite.location === redirectsTo, 'redirect', redirectsTo, rewrite.location ?? 'none');
  },
  body: ({ body }, { applied }) => {
    if (body === undefined) return undefined;
    return unless(applied.body === body, 'body', body, applied.body ?? 'none');
  },
  path: ({ path }, { rewrite }) => {
    if (path === undefined) return undefined;
    return unless(rewrite.path === path, 'path', path, rewrite.path);
  },
  authority: ({ authority }, { rewrite }) => {
    if (authority === undefined) return undefined;
    return unless(rewrite.authority === authority, 'authority', authority, rewrite.authority);
  },
  requestHeaders: ({ requestHeaders }, answer) => {
    if (requestHeaders === undefined) return undefined;
    return everyShare(answer, ({ request }) => headerMismatches(requestHeaders, answer.request.headers, request));
  },
  responseHeaders: ({ responseHeaders }, answer) => {
    if (responseHeaders === undefined) return undefined;
    return everyShare(answer, ({ response }) => responseMismatches(responseHeaders, response));
  },
  timeout: ({ timeout }, { applied }) => durationMismatch('timeout', timeout, applied.timeout),
  retries: ({ retries }, { applied }) => {
    if (retries === undefined) return undefined;
    const attempts = applied.retries?.attempts ?? 0;
    return unless(attempts === retries, 'retries', String(retries), String(attempts));
  },
  mirrors: ({ mirrors }, { applied: { mirrors: copies = [] } }) => {
    if (mirrors === undefined || mirrorsAll(mirrors, copies)) return undefined;
    const received = copies.map(({ host, ...copy }) => ({ service: host, ...copy }));
    return { what: 'mirrors', expected: mirrorsInWords(mirrors), received: mirrorsInWords(received) };
  },
  delay: ({ delay }, { applied }) => {
    if (delay === undefined) return undefined;
    const [expected, received] = [delayInWords(delay ?? undefined), delayInWords(applied.delay)];
    return unless(expected === received, 'delay', expected, received);
  },
  rateLimited: ({ rateLimited }, { applied }) => {
    if (rateLimited === undefined) return undefined;
    const limits = applied.rateLimits ?? [];
    const received = limits.map(({ limit }) => limit).join(', ') || 'none';
    return unless(rateLimited === limits.length > 0, 'rate limits', rateLimited ? 'some' : 'none', received);
  },
};

/** What says where requests get to says that they get there. */
function outcomeOf({ outcome, destinations, redirectsTo }: Expectation): Expectation['outcome'] {
  if (outcome !== undefined) return outcome;
  if (redirectsTo !== undefined) return 'redirect';
  return destinations === undefined ? undefined : 'routed';
}

function isAnsweredByBackend({ outcome }: AnswerShare): boolean {
  return outcome === 'routed' || outcome === 'passthrough';
}

function statusOf(share: AnswerShare): string {
  return String(share.status ?? (isAnsweredByBackend(share) ? 'that of the backend' : 'a closed connection'));
}

function unless(holds: boolean, what: string, expected: string, received: string): Mismatch | undefined {
  return holds ? undefined : { what, expected, received };
}

function durationMismatch(
  what: string,
  expected: number | null | undefined,
  received: number | undefined,
): Mismatch | undefined {
  if (expected === undefined) return undefined;
  return unless((expected ?? undefined) === received, what, lengthInWords(expected), lengthInWords(received));
}

function lengthInWords(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return 'none';
  return milliseconds < 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}

function delayInWords(delay: ExpectedDelay | undefined): string {
  if (delay === undefined) return 'none';
  const share = delay.percentage === 100 ? '' : ` for ${percentInWords(delay.percentage)}`;
  return lengthInWords(delay.milliseconds) + share;
}

/** Each share may change headers of its own, before the rule does. */
function everyShare(
  { destinations, rewrite }: TrafficAnswer,
  check: (changes: { request: readonly HeaderOperations[]; response: readonly HeaderOperations[] }) => Mismatch[],
): Mismatch[] {
  const shares: (HeaderChanges | undefined)[] = destinations.length === 0 ? [undefined] : [];
  shares.push(...destinations.map(({ headers }) => headers));
  const found = shares.flatMap((share) => {
    const changes = share === undefined ? [rewrite.headers] : [share, rewrite.headers];
    return check({
      request: changes.map(({ request }) => request),
      response: changes.map(({ response }) => response),
    });
  });
  return [...new Map(found.map((mismatch) => [JSON.stringify(mismatch), mismatch])).values()];
}

function headerMismatches(
  expected: ExpectedHeaders,
  sent: Readonly<Record<string, string>>,
  changes: readonly HeaderOperations[],
): Mismatch[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const key = name.toLowerCase();
    const received = changes.reduce<string | undefined>((current, change) => changed(key, current, change), sent[key]);
    return (
      unless((value ?? undefined) === received, `request header ${key}`, value ?? 'none', received ?? 'none') ?? []
    );
  });
}

/** What the backend gives its response is not known; what the mesh makes of it is. */
function responseMismatches(expected: ExpectedHeaders, changes: readonly HeaderOperations[]): Mismatch[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const key = name.toLowerCase();
    const received = changes.reduce<string | undefined>((current, change) => changed(key, current, change), undefined);
    const isRemoved = received === undefined && changes.some(({ remove }) => remove.includes(key));
    const words = received ?? (isRemoved ? 'removed' : 'as the backend sets it');
    const holds = value === null ? isRemoved : received === value;
    return unless(holds, `response header ${key}`, value ?? 'removed', words) ?? [];
  });
}

/** Envoy removes first, and what is added to a header stands behind a comma. */
function changed(
  name: string,
  current: string | undefined,
  { remove, set, add }: HeaderOperations,
): string | undefined {
  let value = remove.includes(name) ? undefined : current;
  if (Object.hasOwn(set, name)) value = set[name];
  if (Object.hasOwn(add, name)) value = value === undefined ? add[name] : `${value},${add[name]!}`;
  return value;
}
