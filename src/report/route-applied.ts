import type { Applied, HeaderOperations, TrafficAnswer } from '../mesh/traffic/answer';
import { pathWithQuery } from '../mesh/routing/routed-request';
import { describeIdentity } from '../model/identity';
import { CORS_PARTS } from './cors-text';
import { percentAsText } from './percent';
import { printable } from './printable';
import { whereOf } from './route-url';

type Row = readonly [name: string, text: string];

/** What is done to a request beside choosing where it goes, by name. */
export function appliedAsRows(answer: TrafficAnswer): readonly Row[] {
  const { rewrite, applied, destinations } = answer;
  const rows: Row[] = [...rewriteRows(answer)];
  const { timeout, retries, mirrors = [], delay, abort, cors, rateLimits = [], body } = applied;
  if (timeout !== undefined) rows.push(['timeout', length(timeout)]);
  if (retries !== undefined) {
    const each = retries.perTryTimeout === undefined ? '' : `, ${length(retries.perTryTimeout)} for each try`;
    rows.push(['retries', retries.attempts === 0 ? 'none' : `${retries.attempts}${each}, on ${retries.on}`]);
  }
  for (const { host, subset, percentage } of mirrors) {
    rows.push(['mirror', `${percentAsText(percentage)} to ${host}${subset === undefined ? '' : ` ${subset}`}`]);
  }
  if (delay !== undefined) rows.push(['delay', `${length(delay.milliseconds)} for ${percentAsText(delay.percentage)}`]);
  if (abort !== undefined) rows.push(['abort', `${abort.status} for ${percentAsText(abort.percentage)}`]);
  if (cors !== undefined) rows.push(...corsRows(cors));
  for (const { resource, limit } of rateLimits) rows.push(['limit', `${limit} (${describeIdentity(resource)})`]);
  rows.push(...operationRows('', rewrite.headers));
  for (const { host, subset, headers, authority } of destinations) {
    if (authority !== undefined) rows.push([`authority of ${subset ?? host}`, authority]);
    if (headers !== undefined) rows.push(...operationRows(` of ${subset ?? host}`, headers));
  }
  if (body !== undefined) rows.push(['body', body]);
  return rows.map(([name, text]) => [name, printable(text)]);
}

function corsRows(cors: NonNullable<Applied['cors']>): readonly Row[] {
  return CORS_PARTS.map(({ title, items }) => [title, items(cors).join(', ')] as const).filter(
    ([, text]) => text !== '',
  );
}

function rewriteRows({ request, rewrite, outcome }: TrafficAnswer): readonly Row[] {
  // Of a redirect the verdict says it.
  if (outcome === 'redirect') return [];
  const path = pathWithQuery(request);
  const rows: Row[] = [];
  if (rewrite.path !== path) rows.push(['path', `${path} → ${rewrite.path}`]);
  if (rewrite.authority !== request.authority && rewrite.authority !== whereOf(request)) {
    rows.push(['authority', `${request.authority} → ${rewrite.authority}`]);
  }
  return rows;
}

function operationRows(of: string, { request, response }: TrafficAnswer['rewrite']['headers']): readonly Row[] {
  return [
    ...operationsAsText(request).map((text): Row => [`request${of}`, text]),
    ...operationsAsText(response).map((text): Row => [`response${of}`, text]),
  ];
}

function operationsAsText({ remove, set, add }: HeaderOperations): readonly string[] {
  return [
    ...remove.map((name) => `remove ${name}`),
    ...Object.entries(set).map(([name, value]) => `set ${name}: ${value}`),
    ...Object.entries(add).map(([name, value]) => `add ${name}: ${value}`),
  ];
}

function length(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}
