import type {
  HeaderOperations,
  Outcome,
  TrafficAnswer,
  TrafficCopy,
  TrafficDestination,
} from '../../../../src/mesh/traffic/answer';
import type { Labels } from '../../../../src/mesh/labels';
import { Semantic, SEMANTICS } from '../../../../src/mesh/traffic/semantics';
import { type Observation, ownHeaders, type PodLabels, type Probe } from './probe';

/** One of the things that may become of a request, where chance decides. */
interface Possibility {
  readonly outcome: Outcome;
  readonly status: number | undefined;
  readonly destination?: TrafficDestination;
}

/** Whether the answer says something that a real mesh can disagree with. */
export function isDecided({ outcome, doubts }: TrafficAnswer): boolean {
  return outcome !== 'undefined' && doubts.every((doubt) => SEMANTICS[doubt] !== 'undefined' && !UNKNOWN.has(doubt));
}

/** What only a cluster knows, so that answers can but guess. */
const UNKNOWN: ReadonlySet<Semantic> = new Set([
  'addresses of callers',
  'addresses of pods',
  'server name of mutual TLS',
  'external authorization',
  'headers that proxies add',
]);

/** How a real mesh disagrees with an answer, a sentence each; none when what it did is one of the possibilities. */
export function differences(
  answer: TrafficAnswer,
  probe: Probe,
  seen: Observation,
  pods: PodLabels,
): readonly string[] {
  let fewest: readonly string[] | undefined;
  for (const possibility of possibilitiesOf(answer)) {
    const found = [...differencesOf(possibility, answer, probe, seen, pods)];
    if (found.length === 0) return found;
    if (fewest === undefined || found.length < fewest.length) fewest = found;
  }
  return fewest ?? ['nothing is possible'];
}

function possibilitiesOf({ outcome, status, otherwise, destinations, applied }: TrafficAnswer): readonly Possibility[] {
  const chosen = destinations
    .filter(({ weight }) => weight > 0)
    .map((destination) => ({
      outcome: destination.outcome ?? outcome,
      status: destination.outcome === undefined ? status : destination.status,
      destination,
    }));
  // What is said of the whole decides, unless the request gets as far as its destinations, of which some may not answer.
  const isForwarded = outcome === 'routed' || chosen.some(({ destination }) => destination.outcome !== undefined);
  const whole = { outcome: otherwise?.outcome ?? outcome, status: otherwise === undefined ? status : otherwise.status };
  const possible: Possibility[] = chosen.length > 0 && isForwarded ? chosen : [whole];
  const { abort } = applied;
  if (abort !== undefined && abort.percentage > 0) possible.push({ outcome: 'aborted', status: abort.status });
  return possible;
}

function* differencesOf(
  { outcome, status, destination }: Possibility,
  answer: TrafficAnswer,
  probe: Probe,
  seen: Observation,
  pods: PodLabels,
): Generator<string> {
  const isAnswered = outcome === 'routed' || outcome === 'passthrough';
  const expected = status ?? (isAnswered ? 200 : 0);
  if (seen.status !== expected) yield `status ${seen.status}, not ${expected} (${outcome})`;
  if (!isAnswered) {
    if (seen.pod !== undefined) yield `${seen.pod} answers, and should not (${outcome})`;
    if (seen.location !== answer.rewrite.location) yield `to ${seen.location}, not ${answer.rewrite.location}`;
    const [was, body] = [seen.body ?? '', answer.applied.body ?? ''];
    if (outcome === 'direct' && was !== body) yield `body ${JSON.stringify(was)}, not ${JSON.stringify(body)}`;
    if (outcome === 'direct' || outcome === 'redirect') {
      yield* unlike('response', seen.responseHeaders, changed({}, answer.rewrite.headers.response));
    }
    return;
  }
  if (seen.pod === undefined) {
    yield `nobody answers (${outcome})`;
    return;
  }
  if (destination !== undefined && outcome === 'routed') yield* misplaced(destination, seen, pods);
  const { path } = answer.rewrite;
  const authority = destination?.authority ?? answer.rewrite.authority;
  if (seen.path !== path) yield `path ${seen.path}, not ${path}`;
  if (seen.authority !== authority) yield `authority ${seen.authority}, not ${authority}`;
  const { request, response } = answer.rewrite.headers;
  const sent = changed(changed(joined(probe.headers), destination?.headers?.request), request);
  yield* unlike('request', seen.requestHeaders, ownHeaders(sent));
  const returned = Object.fromEntries(Object.entries(sent).filter(([name]) => name.startsWith('x-returned-')));
  yield* unlike('response', seen.responseHeaders, changed(changed(returned, destination?.headers?.response), response));
  if (outcome === 'routed') yield* miscopied(answer, seen, pods);
}

function* miscopied({ copies = [] }: TrafficAnswer, seen: Observation, pods: PodLabels): Generator<string> {
  const left = [...(seen.copies ?? [])];
  // Those that are sure come first, since others may look the same.
  for (const { outcome, percentage, labels, path, authority } of [...copies].sort(byPercentage)) {
    if (outcome !== 'routed') continue;
    const found = left.findIndex(
      (copy) => copy.path === path && copy.authority === authority && isLabelled(pods.get(copy.pod), labels),
    );
    if (found >= 0) left.splice(found, 1);
    else if (percentage >= 100) yield `no copy ${path} at ${authority} for ${JSON.stringify(labels)}`;
  }
  for (const { pod, path, authority } of left) yield `a copy ${path} at ${authority}, which ${pod} should not get`;
}

function byPercentage(one: TrafficCopy, other: TrafficCopy): number {
  return other.percentage - one.percentage;
}

function isLabelled(labels: Labels = {}, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function* misplaced(destination: TrafficDestination, seen: Observation, pods: PodLabels): Generator<string> {
  const { host, subset = '', port, labels } = destination;
  const cluster = `outbound|${port}|${subset}|${host}`;
  if (seen.cluster !== undefined && seen.cluster !== cluster) yield `by ${seen.cluster}, not ${cluster}`;
  const own = pods.get(seen.pod ?? '') ?? {};
  for (const [name, value] of Object.entries(labels)) {
    if (own[name] !== value) yield `${seen.pod} answers, whose ${name} is not ${value}`;
  }
}

function joined(headers: Probe['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const separator = name === 'cookie' ? '; ' : ', ';
      return [name, typeof value === 'string' ? value : value.join(separator)];
    }),
  );
}

function changed(
  headers: Readonly<Record<string, string>>,
  operations: HeaderOperations | undefined,
): Readonly<Record<string, string>> {
  if (operations === undefined) return headers;
  const removed = new Set(operations.remove.map((name) => name.toLowerCase()));
  const result = new Map(Object.entries(headers).filter(([name]) => !removed.has(name)));
  for (const [name, value] of Object.entries(operations.set)) result.set(name.toLowerCase(), value);
  for (const [name, value] of Object.entries(operations.add)) {
    const before = result.get(name.toLowerCase());
    result.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(result);
}

function* unlike(
  which: string,
  seen: Readonly<Record<string, string>> = {},
  expected: Readonly<Record<string, string>>,
): Generator<string> {
  const wanted = ownHeaders(expected);
  for (const name of new Set([...Object.keys(seen), ...Object.keys(wanted)])) {
    const [is, should] = [seen[name], wanted[name]].map((value) => value?.split(/, ?/).join(', '));
    if (is !== should) yield `${which} header ${name}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`;
  }
}
