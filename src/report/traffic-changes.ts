import type { TrafficOfSets } from '../diff/traffic/sets';
import type { Unjudged } from '../diff/traffic/unjudged';
import { describeIdentity } from '../model/identity';
import { grouped, InSets } from './diff-groups';
import type { Line } from './diff-lines';
import { setName } from './diff-report';
import { differenceLines, effectText } from './effect-text';
import { listed } from './listed';
import { merged } from './merged';
import { printable } from './printable';
import { RedirectedHosts } from './redirected-hosts';
import { classesText, RequestClass, requestClass } from './request-classes';

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

/** Beyond so many, requests, hosts and senders of which the same is told are counted. */
const MOST_CHANGED = 4;
/** Who gets to what is rather told. */
const MOST_EXPOSED = 8;

/** @param details whether all is told of what gets through on one side only, and whatever changes alike is named */
export function requestLines(
  { traffic, unjudged }: TrafficOfSets,
  { details }: { readonly details: boolean },
): RequestLines {
  const hosts = new RedirectedHosts(traffic);
  const exposed = traffic.filter((change) => change.exposure !== undefined && !hosts.isRedirect(change));
  const met = details ? traffic : traffic.filter(({ exposure }) => exposure === undefined);
  const [mostExposed, mostChanged] = details ? [] : [MOST_EXPOSED, MOST_CHANGED];
  return {
    exposure: toldOnce(exposed, (change) => ({
      what: [change.exposure!, effectText(change.after)],
      origin: hosts.isReached(change) ? `${change.origin} (and http, which redirects)` : change.origin,
    })).map((told) => {
      const [exposure, meets] = told.what as [string, string];
      const isOpen = exposure === 'reachable' || exposure === 'allowed';
      const text = printable(`${exposure}: ${headingOf(told, mostExposed)} → ${meets}`);
      return { told: { sign: isOpen ? '+' : '-', text }, sets: told.sets };
    }),
    traffic: toldOnce(met, ({ origin, before, after, aspects }) => {
      return { what: differenceLines(before, after, { aspects, details }), origin };
    }).map((told) => ({
      told: { heading: printable(headingOf(told, mostChanged)), lines: told.what.map(printable) },
      sets: told.sets,
    })),
    unjudged: grouped(
      unjudged.map(({ set, ...change }) => ({ set, text: unjudgedText(change) })),
      ({ text }) => text,
    ).map(({ told, sets }) => ({ told: told.text, sets })),
  };
}

function unjudgedText({ about, resources }: Unjudged): string {
  return printable(`${about}: ${listed(resources.map(describeIdentity))}`);
}

/** The same that happens to several. */
interface Told {
  readonly what: readonly string[];
  readonly requests: readonly RequestClass[];
  readonly origins: readonly string[];
  readonly from: readonly string[];
  readonly sets: readonly string[];
}

/** @param most requests, hosts and senders that are told. @default all */
function headingOf({ origins, from, requests }: Told, most: number | undefined): string {
  const [hosts, senders] = [origins, from].map((all) => listed(all, most ?? Infinity));
  return `${hosts} from ${senders}: ${classesText(requests, most)}`;
}

/** What happens alike to several requests, hosts, senders or sets. */
function toldOnce(
  changes: TrafficOfSets['traffic'],
  tell: (change: TrafficOfSets['traffic'][number]) => { readonly what: readonly string[]; readonly origin: string },
): readonly Told[] {
  let all: readonly Told[] = changes.map((change) => {
    const { what, origin } = tell(change);
    const { set, from, requests } = change;
    return { what, requests: requests.map(requestClass), origins: [origin], from, sets: [setName(set)] };
  });
  for (const field of ['requests', 'origins', 'from', 'sets'] as const) all = merged(all, field);
  return all;
}
