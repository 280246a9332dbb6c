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
  return list(expected.map((each) => destinationInWords(each.service, each)));
}

export function receivedInWords({ outcome, destinations }: TrafficAnswer): string {
  return list(
    destinations.map((each) => {
      const own = each.outcome ?? outcome;
      const end = own === 'routed' ? '' : ` (${statusInWords(own, each.status)})`;
      return `${destinationInWords(each.host, each)}${end}`;
    }),
  );
}

export function destinationInWords(
  service: string,
  { subset, port, weight }: Pick<ExpectedDestination, 'subset' | 'port' | 'weight'>,
): string {
  const words = [`${service}${port === undefined ? '' : `:${port}`}`];
  if (subset !== undefined) words.push(`subset ${subset}`);
  if (weight !== undefined && weight !== 100) words.push(percentInWords(weight));
  return words.join(' ');
}

export function percentInWords(percent: number): string {
  return `${Number(percent.toFixed(2))} %`;
}

export function statusInWords(outcome: string, status: number | undefined): string {
  return status === undefined ? outcome : `${outcome}, ${status}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'nothing' : items.join(', ');
}
