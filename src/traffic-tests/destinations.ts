import { serviceOf } from '../mesh/host';
import type { TrafficAnswer, TrafficDestination } from '../mesh/traffic/answer';
import type { ExpectedDestination } from './traffic-test';

/** Shares are rounded by those who write them: a third is 33.3. */
const TOLERANCE = 0.1;

export function isShare(expected: number, received: number): boolean {
  return Math.abs(expected - received) <= TOLERANCE;
}

/**
 * Whether requests get to the destinations that are expected, and to no others, in the shares that are expected.
 *
 * @param isRouted whether a backend has to answer
 */
export function reachesAll(
  expected: readonly ExpectedDestination[],
  { outcome, destinations }: TrafficAnswer,
  isRouted: boolean,
): boolean {
  const shares = expected.map(() => 0);
  for (const destination of destinations) {
    const index = expected.findIndex((each) => fits(each, destination));
    if (index < 0 || (isRouted && (destination.outcome ?? outcome) !== 'routed')) return false;
    shares[index]! += destination.weight;
  }
  return expected.every(({ weight }, index) =>
    weight === undefined ? shares[index]! > 0 : isShare(weight, shares[index]!),
  );
}

function fits({ service, subset, port }: ExpectedDestination, destination: TrafficDestination): boolean {
  return (
    isNameOf(service, destination.host) &&
    (subset === undefined || subset === destination.subset) &&
    (port === undefined || port === destination.port)
  );
}

/** Whether a name, `name.namespace`, or a whole host is a host. */
export function isNameOf(name: string, host: string): boolean {
  const wanted = name.toLowerCase();
  const service = serviceOf(host);
  if (wanted === host || service === undefined) return wanted === host;
  const { name: own, namespace } = service;
  return wanted === own || wanted === `${own}.${namespace}` || wanted === `${own}.${namespace}.svc`;
}

export function expectedInWords(expected: readonly ExpectedDestination[]): string {
  return sharesInWords(expected.map((each) => ({ ...each, end: '' })));
}

export function receivedInWords({ outcome, destinations }: TrafficAnswer): string {
  return sharesInWords(
    destinations.map(({ host, outcome: own = outcome, status, ...share }) => {
      return { ...share, service: host, end: own === 'routed' ? '' : ` (${statusInWords(own, status)})` };
    }),
  );
}

/** The service is told once for all of its subsets. */
function sharesInWords(shares: readonly (ExpectedDestination & { readonly end: string })[]): string {
  const words = shares.map((share, index) => {
    const { service, port, subset, end } = share;
    const before = shares[index - 1];
    const isSame = subset !== undefined && before?.service === service && before.port === port;
    return (isSame ? shareInWords(share) : destinationInWords(service, share)) + end;
  });
  return words.join(', ') || 'nothing';
}

export function destinationInWords(
  service: string,
  { port, ...share }: Pick<ExpectedDestination, 'subset' | 'port' | 'weight'>,
): string {
  const words = shareInWords(share);
  return `${service}${port === undefined ? '' : `:${port}`}${words === '' ? '' : ` ${words}`}`;
}

function shareInWords({ subset, weight }: Pick<ExpectedDestination, 'subset' | 'weight'>): string {
  return [
    ...(subset === undefined ? [] : [`subset ${subset}`]),
    ...(weight === undefined || weight === 100 ? [] : [percentInWords(weight)]),
  ].join(' ');
}

export function percentInWords(percent: number): string {
  return `${Number(percent.toFixed(2))} %`;
}

export function statusInWords(outcome: string, status: number | undefined): string {
  return status === undefined ? outcome : `${outcome}, ${status}`;
}
