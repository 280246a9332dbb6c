import type { Effect, Share } from '../diff/traffic/effect';
import type { Probe } from '../diff/traffic/probe';
import type { TrafficOfSets } from '../diff/traffic/sets';
import type { Exposure, TrafficChange } from '../diff/traffic/traffic-diff';
import type { HeaderChanges, HeaderOperations } from '../mesh/traffic/answer';
import type { Unjudged } from '../diff/traffic/unjudged';
import { describeIdentity } from '../model/identity';
import { grouped, InSets } from './diff-groups';
import type { Line } from './diff-lines';
import { listed } from './listed';
import { printable } from './printable';

/** What changes for requests, each told once for all sets in which it is the same. */
export interface RequestLines {
  /** Who gets to what they did not get to before, or no longer does, and what they meet. */
  readonly exposure: readonly InSets<Line>[];
  /** Which requests meet something else. */
  readonly traffic: readonly InSets<TrafficLines>[];
  /** What was not asked, though it differs, with the objects that it is in. */
  readonly unjudged: readonly InSets<string>[];
}

/** Which requests, in a line, and below it what they met and what they will meet. */
export interface TrafficLines {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** @param details whether all is told of requests that get through on one side only */
export function requestLines(
  { traffic, unjudged }: TrafficOfSets,
  { details }: { readonly details: boolean },
): RequestLines {
  const exposed = traffic.flatMap((change) => {
    const { exposure, set } = change;
    return exposure === undefined ? [] : [{ set, ...exposureLine(exposure, change) }];
  });
  const met = traffic
    .filter(({ exposure }) => details || exposure === undefined)
    .map((change) => ({ set: change.set, ...trafficLines(change) }));
  return {
    exposure: grouped(exposed, ({ sign, text }) => sign + text),
    traffic: grouped(met, ({ heading, lines }) => [heading, ...lines].join('\n')),
    unjudged: grouped(
      unjudged.map(({ set, ...change }) => ({ set, text: unjudgedText(change) })),
      ({ text }) => text,
    ).map(({ told, sets }) => ({ told: told.text, sets })),
  };
}

function unjudgedText({ about, resources }: Unjudged): string {
  return printable(`${about}: ${listed(resources.map(describeIdentity))}`);
}

function trafficLines({ from, origin, requests, aspects, before, after }: TrafficChange): TrafficLines {
  const texts = new Set(aspects.flatMap((aspect) => (aspect === 'other' ? OTHERS : [TELLERS[aspect]])));
  const lines = [...texts].flatMap(({ title, text }): readonly string[] => {
    const [was, will] = [text(before), text(after)];
    return was === will ? [] : [`${title}: ${was} → ${will}`];
  });
  return { heading: headingOf({ from, origin, requests }), lines: lines.map(printable) };
}

function exposureLine(exposure: Exposure, change: TrafficChange): Line {
  const isOpen = exposure === 'reachable' || exposure === 'allowed';
  const text = printable(`${exposure}: ${headingOf(change)} → ${meetingText(change.after)}`);
  return { sign: isOpen ? '+' : '-', text };
}

/** What becomes of requests, in a few words. */
function meetingText(effect: Effect): string {
  const { outcome, destinations, rewrite } = effect;
  if ((outcome === 'routed' || outcome === 'mixed') && destinations.length > 0) return sharesText(destinations);
  const verdict = TELLERS.verdict.text(effect);
  return rewrite?.location === undefined ? verdict : `${verdict} to ${rewrite.location}`;
}

function headingOf({ from, origin, requests }: Pick<TrafficChange, 'from' | 'origin' | 'requests'>): string {
  return printable(`${origin} from ${listed(from)}: ${listed(requests.map(requestText))}`);
}

function requestText({ method, url, headers, claims, address, others = [] }: Probe): string {
  const { pathname, search } = new URL(url);
  const conditions = [
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(claims === undefined ? [] : [`a token of ${json(claims)}`]),
  ];
  const what = others.includes('method') ? `any other method (${method})` : method;
  const where = `${others.includes('path') ? 'any other path' : pathname}${search}`;
  const from = address === undefined ? '' : ` from ${address}`;
  return `${what} ${where}${from}${conditions.length === 0 ? '' : ` with ${conditions.join(', ')}`}`;
}

/** What of an effect people read of, and as what. */
interface Teller {
  readonly title: string;
  readonly text: (effect: Effect) => string;
}

const DESTINATIONS: Teller = {
  title: 'destinations',
  text: ({ destinations }) => (destinations.length === 0 ? NONE : sharesText(destinations)),
};

const TELLERS: Readonly<Record<Exclude<TrafficChange['aspects'][number], 'other'>, Teller>> = {
  verdict: {
    title: 'verdict',
    text: ({ outcome, status }) => `${outcome}${status === undefined ? '' : ` (${status})`}`,
  },
  destination: DESTINATIONS,
  weight: DESTINATIONS,
  rewrite: {
    title: 'arrives as',
    text: ({ rewrite }) =>
      rewrite === undefined ? 'it is sent' : (rewrite.location ?? Object.values(rewrite).join(' at ')),
  },
  timeout: {
    title: 'timeout',
    text: ({ applied: { timeout } }) => (timeout === undefined ? NONE : durationText(timeout)),
  },
  retries: {
    title: 'retries',
    text: ({ applied: { retries } }) => {
      if (retries === undefined) return NONE;
      const { attempts, perTryTimeout, on } = retries;
      return `${attempts} on ${on}${perTryTimeout === undefined ? '' : `, each ${durationText(perTryTimeout)}`}`;
    },
  },
};

const NONE = 'none';

const OTHERS: readonly Teller[] = [
  {
    title: 'headers',
    text: ({ headers, destinations }) => {
      const all = [headers, ...destinations.map((share) => share.headers)].filter((changes) => changes !== undefined);
      return all.length === 0 ? NONE : all.map(headersText).join(', ');
    },
  },
  {
    title: 'mirrors',
    text: ({ applied: { mirrors = [] } }) => {
      const copies = mirrors.map(({ host, subset = '', percentage }) => `${host} ${subset} ${percentage} %`);
      return copies.length === 0 ? NONE : copies.join(', ').replaceAll('  ', ' ');
    },
  },
  {
    title: 'delay',
    text: ({ applied: { delay } }) =>
      delay === undefined ? NONE : `${durationText(delay.milliseconds)} for ${delay.percentage} %`,
  },
  {
    title: 'abort',
    text: ({ applied: { abort } }) => (abort === undefined ? NONE : `${abort.status} for ${abort.percentage} %`),
  },
  { title: 'CORS', text: ({ applied: { cors } }) => (cors === undefined ? NONE : json(cors)) },
  {
    title: 'rate limits',
    text: ({ applied: { rateLimits = [] } }) => {
      const limits = rateLimits.map(({ limit, resource }) => `${limit} (${describeIdentity(resource)})`);
      return limits.length === 0 ? NONE : limits.join(', ');
    },
  },
  { title: 'body', text: ({ applied: { body } }) => (body === undefined ? NONE : json(body)) },
];

/** As objects write it: `1.5s`, `200ms`. */
function durationText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}

/** `set x-a: b, remove x-c in responses` */
function headersText({ request, response }: HeaderChanges): string {
  const parts = [...operationsText(request, ''), ...operationsText(response, ' in responses')];
  return parts.length === 0 ? NONE : parts.join(', ');
}

function operationsText({ remove, set, add }: HeaderOperations, where: string): readonly string[] {
  return [
    ...remove.map((name) => `remove ${name}${where}`),
    ...Object.entries(set).map(([name, value]) => `set ${name}: ${value}${where}`),
    ...Object.entries(add).map(([name, value]) => `add ${name}: ${value}${where}`),
  ];
}

/** The host is told once for all of its subsets. */
function sharesText(destinations: readonly Share[]): string {
  return destinations
    .map(({ host, subset, port, weight, outcome }, i) => {
      const [place, before] = [{ host, port }, destinations[i - 1]].map(
        (share) => share && `${share.host}:${share.port}`,
      );
      const where = [...(place === before ? [] : [place]), ...(subset === undefined ? [] : [subset])];
      return [...where, `${weight} %`, ...(outcome === undefined ? [] : [`(${outcome})`])].join(' ');
    })
    .join(', ');
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
