import { isRoutingClaim } from '../../../mesh/http';
import type { VirtualServiceSpec } from '../../../mesh/specs';
import { MESH, RouteShare } from '../../../mesh/virtual-service';
import { checkDestination, checkGateways, checkWeights } from './destinations';
import { checkHttpRule } from './http-rule';
import type { Report } from './report';
import * as values from './values';

type TlsRule = NonNullable<VirtualServiceSpec['tls']>[number];
type TcpRule = NonNullable<VirtualServiceSpec['tcp']>[number];
type L4Match = NonNullable<TcpRule['match']>[number];

export function checkVirtualService(spec: VirtualServiceSpec, namespace: string, report: Report): void {
  const { hosts = [], gateways = [], http = [], tls = [], tcp = [] } = spec;
  const isDelegate = hosts.length === 0;
  if (isDelegate) checkDelegate(spec, report);
  checkGateways(gateways, '/spec/gateways', report);
  checkHosts(spec, report);
  if (http.length + tls.length + tcp.length === 0) report.error('/spec', 'it has no http, tls or tcp rule');
  for (const [i, rule] of http.entries()) checkHttpRule(rule, `/spec/http/${i}`, isDelegate, report);
  for (const [i, rule] of tls.entries()) checkTlsRule(rule, `/spec/tls/${i}`, spec, report);
  for (const [i, rule] of tcp.entries()) checkTcpRule(rule, `/spec/tcp/${i}`, report);
  values.checkExportTo(spec.exportTo, namespace, report);
  if (!isForGatewaysOnly(spec)) checkClaims(spec, report);
}

function checkDelegate({ gateways = [], tls = [], tcp = [] }: VirtualServiceSpec, report: Report): void {
  const why = 'a virtual service without hosts is a delegate, which has';
  if (gateways.length > 0) report.error('/spec/gateways', `${why} no gateways of its own`);
  if (tls.length > 0) report.error('/spec/tls', `${why} http rules only`);
  if (tcp.length > 0) report.error('/spec/tcp', `${why} http rules only`);
}

function isForGatewaysOnly({ gateways = [] }: VirtualServiceSpec): boolean {
  return gateways.length > 0 && !gateways.includes(MESH);
}

function checkHosts(spec: VirtualServiceSpec, report: Report): void {
  const { hosts = [] } = spec;
  const isForGateways = isForGatewaysOnly(spec);
  const hasSni = (spec.tls ?? []).some(({ match }) => match.some(({ sniHosts }) => sniHosts.length > 0));
  let areValid = true;
  for (const [i, host] of hosts.entries()) {
    const problem = sniProblem(host, isForGateways && hasSni);
    if (problem !== undefined && values.isIpAddress(host)) continue;
    const isAll = problem === undefined && !isForGateways && host === '*';
    const message = isAll ? 'the host * is for gateways only' : problem;
    if (message === undefined) continue;
    report.error(`/spec/hosts/${i}`, message);
    areValid = false;
  }
  if (!areValid) return;
  checkOverlaps(hosts, report);
}

/** Each with the first one before it, in time linear in hosts that are no wildcards. */
function checkOverlaps(hosts: readonly string[], report: Report): void {
  const exact = new Map<string, number>();
  const wild: number[] = [];
  for (const [i, host] of hosts.entries()) {
    const isWild = host.startsWith('*');
    const ofWild = wild.find((j) => overlap(hosts[j]!, host)) ?? i;
    const ofExact = isWild ? hosts.findIndex((other) => overlap(other, host)) : (exact.get(host) ?? i);
    const first = Math.min(ofWild, ofExact);
    if (first < i) report.error(`/spec/hosts/${i}`, `${host} is in ${hosts[first]!} already`);
    if (isWild) wild.push(i);
    else if (!exact.has(host)) exact.set(host, i);
  }
}

/** Partial wildcards, too, stand for all that ends so. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [one.startsWith('*'), other.startsWith('*')];
  if (!a && !b) return one === other;
  if (a && b) return one.slice(1).endsWith(other.slice(1)) || other.slice(1).endsWith(one.slice(1));
  return a ? other.endsWith(one.slice(1)) : one.endsWith(other.slice(1));
}

/** Names that istiod makes up for clusters, as `outbound_.80_._.reviews.shop.svc.cluster.local`. */
function sniProblem(host: string, mayBeMadeUp: boolean): string | undefined {
  if (!mayBeMadeUp || !host.startsWith('outbound_')) return values.hostProblem(host);
  const [direction, port = '', , name = ''] = host.split('_');
  const isMadeUp = direction === 'outbound' && /\d/.test(port) && /[a-zA-Z]/.test(name);
  return isMadeUp ? undefined : `"${host}" is no name that istiod gives to a cluster`;
}

function checkTlsRule(rule: TlsRule, pointer: string, spec: VirtualServiceSpec, report: Report): void {
  if (rule.match.length === 0) report.error(pointer, 'a tls rule needs a match');
  for (const [i, match] of rule.match.entries()) {
    const at = `${pointer}/match/${i}`;
    if (match.sniHosts.length === 0) report.error(at, 'a tls match needs sniHosts');
    for (const [j, host] of match.sniHosts.entries()) checkSniHost(host, `${at}/sniHosts/${j}`, spec, report);
    checkL4Match(match, at, report);
  }
  checkShares(rule.route, pointer, 'tls', report);
}

function checkSniHost(host: string, pointer: string, spec: VirtualServiceSpec, report: Report): void {
  const problem = sniProblem(host, isForGatewaysOnly(spec));
  if (problem !== undefined) {
    if (values.isIpAddress(host))
      report.warn(pointer, `${host} is an address, which clients do not send as server name`);
    else report.error(pointer, problem);
    return;
  }
  const { hosts = [] } = spec;
  if (!hosts.some((outer) => isWithin(host, outer))) {
    report.error(pointer, `${host} is none of the hosts ${hosts.join(', ')}`);
  }
}

/** Whether all that one host stands for is of another one. */
function isWithin(host: string, outer: string): boolean {
  if (!outer.startsWith('*')) return host === outer;
  const isNarrower = !host.startsWith('*') || host.length >= outer.length;
  return isNarrower && (host.startsWith('*') ? host.slice(1) : host).endsWith(outer.slice(1));
}

function checkTcpRule(rule: TcpRule, pointer: string, report: Report): void {
  for (const [i, match] of (rule.match ?? []).entries()) checkL4Match(match, `${pointer}/match/${i}`, report);
  checkShares(rule.route, pointer, 'tcp', report);
}

function checkL4Match(match: L4Match, pointer: string, report: Report): void {
  for (const [i, subnet] of (match.destinationSubnets ?? []).entries()) {
    report.error(`${pointer}/destinationSubnets/${i}`, values.subnetProblem(subnet));
  }
  if ((match.port ?? 0) !== 0) report.error(`${pointer}/port`, values.portProblem(match.port));
  values.checkLabels(match.sourceLabels, `${pointer}/sourceLabels`, report);
  checkGateways(match.gateways, `${pointer}/gateways`, report);
}

function checkShares(route: readonly RouteShare[] = [], pointer: string, protocol: string, report: Report): void {
  if (route.length === 0) report.error(pointer, `a ${protocol} rule needs a route`);
  checkWeights(route, `${pointer}/route`, report);
  for (const [i, { destination }] of route.entries()) {
    if (destination !== undefined) checkDestination(destination, `${pointer}/route/${i}/destination`, report);
  }
}

function checkClaims({ http = [] }: VirtualServiceSpec, report: Report): void {
  for (const [i, { match = [] }] of http.entries()) {
    for (const [j, { headers = {}, withoutHeaders = {} }] of match.entries()) {
      const name = [...Object.keys(headers), ...Object.keys(withoutHeaders)].find(isRoutingClaim);
      if (name === undefined) continue;
      report.error(`/spec/http/${i}/match/${j}`, `${name} is known at gateways only, and it is for the mesh, too`);
    }
  }
}
