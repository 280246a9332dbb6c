import type { DestinationRuleSpec } from '../../../mesh/specs';
import type { Report } from './report';
import * as values from './values';

type LoadBalancer = NonNullable<NonNullable<DestinationRuleSpec['trafficPolicy']>['loadBalancer']>;
type Locality = NonNullable<LoadBalancer['localityLbSetting']>;

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

export function checkLoadBalancer(
  loadBalancer: LoadBalancer | undefined,
  detectsOutliers: boolean,
  pointer: string,
  report: Report,
): void {
  if (loadBalancer === undefined) return;
  checkConsistentHash(loadBalancer.consistentHash, `${pointer}/consistentHash`, report);
  if (loadBalancer.localityLbSetting !== undefined) {
    checkLocality(loadBalancer.localityLbSetting, detectsOutliers, `${pointer}/localityLbSetting`, report);
  }
  const { warmup } = loadBalancer;
  if (warmup === undefined) return;
  report.error(`${pointer}/warmup/duration`, values.durationProblem(warmup.duration));
  if ((warmup.minimumPercent ?? 0) > 100) report.error(`${pointer}/warmup/minimumPercent`, 'it is more than 100');
  if ((warmup.aggression ?? 1) <= 0) report.error(`${pointer}/warmup/aggression`, 'it is not more than 0');
}

function checkConsistentHash(hash: LoadBalancer['consistentHash'], pointer: string, report: Report): void {
  if (hash === undefined) return;
  const { httpCookie, minimumRingSize = 0, maglev, ringHash } = hash;
  if (httpCookie?.name === '') report.error(`${pointer}/httpCookie/name`, 'a cookie needs a name');
  const attributes = new Set<string>();
  for (const [i, { name }] of (httpCookie?.attributes ?? []).entries()) {
    const at = `${pointer}/httpCookie/attributes/${i}/name`;
    if (name === '') report.error(at, 'an attribute of a cookie needs a name');
    else if (attributes.has(name)) report.error(at, `the attribute ${name} is there twice`);
    attributes.add(name);
  }
  if (minimumRingSize !== 0) {
    report.warn(`${pointer}/minimumRingSize`, 'minimumRingSize is deprecated: use ringHash.minimumRingSize');
    if (maglev !== undefined || ringHash !== undefined) {
      report.error(`${pointer}/minimumRingSize`, 'the size is for a ring, and another algorithm is stated besides');
    }
  }
  if (maglev === undefined) return;
  const size = maglev.tableSize ?? 0;
  if (size >= 5_000_011) report.error(`${pointer}/maglev/tableSize`, `${size} is not less than 5000011`);
  else if (!isPrime(size)) report.error(`${pointer}/maglev/tableSize`, `${size} is no prime number`);
}

function isPrime(number: number): boolean {
  if (number < 2 || (number !== 2 && number % 2 === 0)) return number === 1;
  for (let factor = 3; factor * factor <= number; factor += 2) if (number % factor === 0) return false;
  return true;
}

/** istiod stops at the first error of what is shared out. */
function checkLocality(locality: Locality, detectsOutliers: boolean, pointer: string, report: Report): void {
  const { distribute = [], failover = [], failoverPriority = [] } = locality;
  if (distribute.length > 0 && failover.length > 0) {
    report.error(pointer, 'distribute and failover exclude each other');
    return;
  }
  const topology = failover.length === 0 ? undefined : failoverPriority.find((label) => TOPOLOGY.includes(label));
  if (topology !== undefined) {
    report.error(`${pointer}/failoverPriority`, `failover orders regions already, and ${topology} does besides`);
    return;
  }
  for (const [i, { to = {} }] of distribute.entries()) {
    const weights = Object.values(to);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const wrong = weights.find((weight) => weight <= 0 || weight > 100);
    if (wrong !== undefined || total !== 100) {
      const message =
        wrong === undefined ? `the weights sum to ${total}, not 100` : `the weight ${wrong} is not 1 to 100`;
      report.error(`${pointer}/distribute/${i}/to`, message);
      return;
    }
    report.error(`${pointer}/distribute/${i}/to`, localitiesProblem(Object.keys(to)));
  }
  report.error(`${pointer}/distribute`, localitiesProblem(distribute.map(({ from = '' }) => from)));
  if (failover.length + failoverPriority.length > 0 && !detectsOutliers) {
    report.warn(pointer, 'failover needs outlierDetection: without it nobody knows that a region fails');
  }
  for (const [i, { from = '', to = '' }] of failover.entries()) {
    const at = `${pointer}/failover/${i}`;
    if (from === to) report.error(at, `${from} fails over to itself`);
    if (from.includes('/') || to.includes('/')) report.error(at, 'failover is between regions, not zones');
    if (from.includes('*') || to.includes('*')) report.error(at, 'failover is between regions, without wildcards');
  }
}

/** Localities are `region/zone/subzone`, the last of them `*` or left out; none may be within one before it. */
function localitiesProblem(localities: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (const locality of localities) {
    const star = locality.indexOf('*');
    if (star >= 0 && star !== locality.length - 1) return `${locality} has a wildcard that is not at its end`;
    const parts = locality.split('/');
    if (parts.slice(0, 3).includes('')) return `"${locality}" lacks a region, zone or subzone`;
    if (seen.some((other) => overlap(other, locality))) return `${locality} is in another one already`;
    seen.push(locality);
  }
  return undefined;
}

function overlap(before: string, locality: string): boolean {
  if (before === '*') return true;
  const whole = before.replace(/\/\*$/, '');
  return `${locality}/`.startsWith(`${whole}/`) || `${whole}/`.startsWith(`${locality}/`);
}
