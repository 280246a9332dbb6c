import type { Outcome, PolicyEffect, TrafficAnswer, TrafficDestination } from '../mesh/traffic/answer';
import { AnswerShare, sharesOf } from '../mesh/traffic/shares';
import { describeIdentity } from '../model/identity';
import { percentAsText } from './percent';
import { printable } from './printable';

/** What becomes of a request, in one line. */
export function verdictOf(answer: TrafficAnswer): string {
  const { request, outcome, status, destinations, policies, rewrite, doubts } = answer;
  switch (outcome) {
    case 'routed':
      return `routed to ${sharesAsText(destinations)}`;
    case 'mixed':
      return `mixed: ${sharesOf(answer).map(mixedShareAsText).join(', ')}`;
    case 'denied':
      return withStatus(status, `denied${reasonOf(policies)}`);
    case 'redirect':
      return withStatus(status, `redirect to ${printable(rewrite.location ?? rewrite.path)}`);
    case 'unavailable':
      return status === undefined
        ? 'unavailable: the connection is closed'
        : withStatus(status, outcomeAsText(outcome) + behind(destinations));
    case 'not-found':
      return withStatus(
        status,
        `${outcomeAsText(outcome)}${status === undefined ? ', and the connection is closed' : ''}`,
      );
    case 'undefined':
      return doubts.includes('TLS and TCP routes')
        ? `not evaluated: the connection to ${printable(`${request.host}:${request.port}`)} is forwarded by TLS or TCP routes`
        : outcomeAsText(outcome);
    default:
      return withStatus(status, outcomeAsText(outcome));
  }
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  routed: 'routed',
  denied: 'denied',
  redirect: 'redirect',
  direct: 'direct response',
  aborted: 'aborted by an injected fault',
  unavailable: 'unavailable',
  'not-found': 'not found: nothing takes its host, port or path',
  passthrough: 'passes through, to a host that the mesh knows nothing of',
  mixed: 'mixed: chance decides',
  undefined: 'undefined: see the doubts',
};

export function outcomeAsText(outcome: Outcome): string {
  return OUTCOMES[outcome];
}

export function withStatus(status: number | undefined, text: string): string {
  return status === undefined ? text : `${status} ${text}`;
}

/** What becomes of requests of one fate: `routed to web…:80 v1`, `503 unavailable: web…:80 v2`. */
export function fateAsText({
  outcome,
  status,
  destination,
}: {
  readonly outcome: Outcome;
  readonly status?: number | undefined;
  readonly destination?: Pick<TrafficDestination, 'host' | 'port' | 'subset'> | undefined;
}): string {
  const to = destination === undefined ? '' : `${outcome === 'routed' ? ' to' : ':'} ${destinationAsText(destination)}`;
  return withStatus(status, outcomeAsText(outcome)) + to;
}

function mixedShareAsText(share: AnswerShare): string {
  return `${percentAsText(share.weight)} ${fateAsText(share)}`;
}

/** Which policies are to blame: those that deny, or else those of which none allows. */
function reasonOf(policies: readonly PolicyEffect[]): string {
  const denying = policies.filter(({ effect }) => effect.startsWith('denies'));
  if (denying.length > 0) return ` by ${namesOf(denying)}`;
  const refusing = policies.find(({ effect }) => effect.startsWith(REFUSED_TOKEN));
  if (refusing !== undefined) return ` by ${namesOf([refusing])}, which ${refusing.effect}`;
  const notAllowing = policies.filter(({ action, effect }) => action === 'ALLOW' && effect !== 'allows');
  return notAllowing.length === 0 ? '' : `: not allowed by ${namesOf(notAllowing)}`;
}

const REFUSED_TOKEN = 'refuses the token';

function namesOf(policies: readonly PolicyEffect[]): string {
  return [...new Set(policies.map(({ manifest }) => describeIdentity(manifest.identity)))].map(printable).join(', ');
}

function behind(destinations: readonly TrafficDestination[]): string {
  return destinations.length === 0 ? '' : `: nothing is behind ${sharesAsText(destinations)}`;
}

/** `web.shop.svc.cluster.local:80 v1`, or `90 % to … , 10 % to …`. */
function sharesAsText(destinations: readonly TrafficDestination[]): string {
  const [only, ...others] = destinations;
  if (only !== undefined && others.length === 0) return destinationAsText(only);
  return destinations.map((share) => `${percentAsText(share.weight)} ${destinationAsText(share)}`).join(', ');
}

/** As `diff` names them: `web.shop.svc.cluster.local:80 v1`. */
export function destinationAsText({
  host,
  port,
  subset,
}: Pick<TrafficDestination, 'host' | 'port' | 'subset'>): string {
  return printable(`${host}:${port}${subset === undefined ? '' : ` ${subset}`}`);
}
