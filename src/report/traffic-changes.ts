import type { ExposureChange, TrafficChange } from '../diff/traffic/traffic-diff';
import type { Effect, Share } from '../diff/traffic/effect';
import type { Probe } from '../diff/traffic/probe';
import type { Line } from './diff-lines';
import { printable } from './printable';

/** Beyond so many, requests and senders are counted. */
const MOST_LISTED = 4;

/** Which requests, in a line, and below it what they met and what they will meet. */
export interface TrafficLines {
  readonly heading: string;
  readonly lines: readonly Line[];
}

export function trafficLines({ from, origin, requests, aspects, before, after }: TrafficChange): TrafficLines {
  const texts = new Set(aspects.flatMap((aspect) => (aspect === 'other' ? OTHERS : [TELLERS[aspect]])));
  const lines = [...texts].flatMap(({ title, text }): readonly string[] => {
    const [was, will] = [text(before), text(after)];
    return was === will ? [] : [`${title}: ${was} → ${will}`];
  });
  return {
    heading: printable(`${origin} from ${listed(from)}: ${listed(requests.map(requestText))}`),
    lines: lines.map((text) => ({ sign: '~', text: printable(text) })),
  };
}

export function exposureLine({ change, from, origin, requests }: ExposureChange): Line {
  const text = `${change}: ${origin} from ${listed(from)}: ${listed(requests.map(requestText))}`;
  return { sign: change === 'reachable' || change === 'allowed' ? '+' : '-', text: printable(text) };
}

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_LISTED;
  return [...texts.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function requestText({ method, url, headers }: Probe): string {
  const { pathname, search } = new URL(url);
  const conditions = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${pathname}${search}${conditions.length === 0 ? '' : ` with ${conditions.join(', ')}`}`;
}

/** What of an effect people read of, and as what. */
interface Teller {
  readonly title: string;
  readonly text: (effect: Effect) => string;
}

const DESTINATIONS: Teller = {
  title: 'destinations',
  text: ({ destinations }) => (destinations.length === 0 ? 'none' : sharesText(destinations)),
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
    text: ({ rewrite }) => (rewrite === undefined ? 'sent' : (rewrite.location ?? Object.values(rewrite).join(' at '))),
  },
  timeout: { title: 'timeout', text: ({ applied: { timeout } }) => (timeout === undefined ? 'none' : `${timeout} ms`) },
  retries: { title: 'retries', text: ({ applied: { retries } }) => (retries === undefined ? 'none' : json(retries)) },
};

const TITLES = {
  mirrors: 'mirrors',
  delay: 'delay',
  abort: 'abort',
  cors: 'CORS',
  rateLimits: 'rate limits',
  body: 'body',
} as const;

const OTHERS: readonly Teller[] = [
  {
    title: 'headers',
    text: ({ headers, destinations }) => json([headers, ...destinations.map((share) => share.headers)]),
  },
  ...(Object.keys(TITLES) as (keyof typeof TITLES)[]).map((field): Teller => ({
    title: TITLES[field],
    text: ({ applied }) => json(applied[field] ?? 'none'),
  })),
];

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
  return typeof value === 'string' ? value : JSON.stringify(value);
}
