import type { Outcome, TrafficAnswer, TrafficDestination } from '../mesh/traffic/answer';
import { AnswerShare, sharesOf } from '../mesh/traffic/shares';

/** What became of a request by an access log. */
export interface LoggedOutcome {
  /** `limited` where a rate limit refused it. */
  readonly outcome: Outcome | 'limited';
  /** What the client got. */
  readonly status?: number;
  readonly destination?: LoggedDestination;
}

export interface LoggedDestination {
  readonly host: string;
  readonly subset?: string;
  readonly port: number;
}

/** What Envoy's response code details begin with where Envoy itself answers. */
const DETAILS: readonly (readonly [start: string, outcome: LoggedOutcome['outcome']])[] = [
  ['rbac_access_denied', 'denied'],
  ['jwt_authn_access_denied', 'denied'],
  ['ext_authz', 'denied'],
  ['route_not_found', 'not-found'],
  ['cluster_not_found', 'unavailable'],
  ['no_healthy_upstream', 'unavailable'],
  ['fault_filter_abort', 'aborted'],
  ['local_rate_limited', 'limited'],
  ['request_rate_limited', 'limited'],
  ['cors_response', 'direct'],
];

/**
 * What an entry of Envoy's access log says of the outcome; undefined where it says nothing. A backend that fails, or takes
 * too long, got the request, whatever the client got.
 *
 * @param said the field of the entry
 */
export function loggedOutcome(said: (field: string) => string | undefined): LoggedOutcome | undefined {
  const code = Number(said('response_code') ?? 0);
  const status = code === 0 ? {} : { status: code };
  const details = said('response_code_details') ?? '';
  const cluster = said('upstream_cluster');
  const [, own] = DETAILS.find(([start]) => details.startsWith(start)) ?? [];
  const destination = cluster === undefined ? undefined : destinationOf(cluster);
  // Whose backends were all ill is none that the configuration does without.
  if (own === 'unavailable' && destination !== undefined) return { outcome: own, ...status, destination };
  if (own !== undefined) return { outcome: own, ...status };
  if (details === 'direct_response') return { outcome: isRedirect(code) ? 'redirect' : 'direct', ...status };
  if (cluster?.startsWith('PassthroughCluster') === true) return { outcome: 'passthrough', ...status };
  if (destination !== undefined) return { outcome: 'routed', ...status, destination };
  const outcome = isRedirect(code) ? 'redirect' : BY_STATUS[code];
  return outcome === undefined ? undefined : { outcome, ...status };
}

function isRedirect(code: number): boolean {
  return code >= 300 && code < 400;
}

/** Where there are no details, as in formats of a team's own. */
const BY_STATUS: Readonly<Record<number, Outcome>> = {
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  502: 'not-found',
  503: 'unavailable',
};

/** `outbound|80|v1|web.shop.svc.cluster.local`, by some versions with a semicolon behind it. */
function destinationOf(cluster: string): LoggedDestination | undefined {
  const [direction, port, subset, host] = cluster.replace(/;$/, '').split('|');
  if (direction !== 'outbound' || host === undefined) return undefined;
  return { host, ...(subset !== '' && { subset: subset! }), port: Number(port) };
}

/** Whether the configuration still makes of a request what the log says; chance and the health of backends aside. */
export function agrees(logged: LoggedOutcome, answer: TrafficAnswer): boolean {
  const { rateLimits = [] } = answer.applied;
  // A full bucket is no matter of configuration, but that there is one is.
  if (logged.outcome === 'limited') return rateLimits.length > 0;
  return sharesOf(answer).some((share) => couldBe(logged, share));
}

function couldBe({ outcome, status, destination: to }: LoggedOutcome, share: AnswerShare): boolean {
  const { destination } = share;
  // The proxy of the backend refused it, which to the one that wrote the log is an answer as any other.
  if (outcome === 'routed' && share.outcome === 'denied') return status === share.status;
  const isIll = outcome === 'unavailable' && to !== undefined;
  if (to !== undefined && share.outcome === 'routed' && (outcome === 'routed' || isIll)) {
    return destination !== undefined && isSame(destination, to);
  }
  // The routes that httpsRedirect and REGISTRY_ONLY make answer by themselves, too.
  const isAlike = outcome === share.outcome || (outcome === 'direct' && share.status !== undefined);
  return isAlike && (share.status === undefined || share.status === status);
}

function isSame(share: TrafficDestination, { host, subset, port }: LoggedDestination): boolean {
  return share.host === host && share.subset === subset && share.port === port;
}
