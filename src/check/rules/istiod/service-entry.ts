import { isHttp, isTls, parseProtocol } from '../../../mesh/protocol';
import type { ServiceEntrySpec } from '../../../mesh/specs';
import { escapeSegment } from '../../../model/json-pointer';
import type { ObjectMeta } from '../../../model/identity';
import type { Report } from './report';
import * as values from './values';

type Endpoint = NonNullable<ServiceEntrySpec['endpoints']>[number];
type Resolution = NonNullable<ServiceEntrySpec['resolution']>;

export function checkServiceEntry(spec: ServiceEntrySpec, metadata: ObjectMeta, report: Report): void {
  const { hosts = [], endpoints = [], workloadSelector } = spec;
  const resolution: Resolution = spec.resolution ?? 'NONE';
  if (workloadSelector !== undefined) {
    values.checkSelector(workloadSelector.labels, '/spec/workloadSelector/labels', report);
    // istiod says nothing else of an entry whose selector is wrong.
    if (report.errors.length > 0) return;
    if (Object.keys(workloadSelector.labels ?? {}).length === 0) {
      report.warn('/spec/workloadSelector', 'the selector has no labels: it selects all of the namespace');
    }
    if (endpoints.length > 0) report.error('/spec/endpoints', 'workloadSelector and endpoints exclude each other');
  }
  checkHosts(hosts, resolution, report);
  checkAddresses(spec.addresses ?? [], resolution, report);
  checkPorts(spec, resolution, metadata, report);
  checkResolution(spec, resolution, metadata, report);
  const isOfOne = resolution === 'NONE' || hosts.length < 2;
  const plain = (spec.ports ?? []).findIndex(({ protocol = '' }) => !isNamed(protocol));
  if (!isOfOne && plain >= 0) {
    report.error(`/spec/ports/${plain}`, 'several hosts are told apart by HTTP or TLS only');
  }
  for (const [i, endpoint] of endpoints.entries()) {
    if (resolution === 'NONE' || resolution === 'DYNAMIC_DNS') break;
    checkEndpoint(endpoint, `/spec/endpoints/${i}`, spec, resolution, report);
  }
  values.checkExportTo(spec.exportTo, metadata.namespace ?? '', report, true);
}

function isNamed(protocol: string): boolean {
  return isHttp(parseProtocol(protocol)) || isTls(parseProtocol(protocol));
}

function checkHosts(hosts: readonly string[], resolution: Resolution, report: Report): void {
  if (hosts.length === 0) report.error('/spec/hosts', 'a service entry needs a host');
  for (const [i, host] of hosts.entries()) {
    const pointer = `/spec/hosts/${i}`;
    if (host === '*') {
      report.error(pointer, 'a service entry cannot be for all hosts');
      continue;
    }
    report.error(pointer, values.hostProblem(host));
    if (resolution !== 'DYNAMIC_DNS' && values.isPartialWildcard(host)) {
      report.warn(pointer, `the wildcard of "${host}" is not its whole first label`);
    }
  }
}

function checkAddresses(addresses: readonly string[], resolution: Resolution, report: Report): void {
  for (const [i, address] of addresses.entries()) report.error(`/spec/addresses/${i}`, values.subnetProblem(address));
  const block = addresses.findIndex((address) => address.includes('/'));
  if (block >= 0 && resolution !== 'NONE' && resolution !== 'STATIC') {
    report.error(`/spec/addresses/${block}`, `a block of addresses does not go with ${resolution}`);
  }
}

function checkPorts(spec: ServiceEntrySpec, resolution: Resolution, { labels = {} }: ObjectMeta, report: Report): void {
  const names = new Set<string>();
  const numbers = new Set<number>();
  const optsOut = labels['networking.istio.io/enable-autoallocate-ip']?.toLowerCase() === 'false';
  const getsAddress = resolution !== 'NONE' && !optsOut;
  for (const [i, { name, number, protocol = '', targetPort = 0 }] of (spec.ports ?? []).entries()) {
    const pointer = `/spec/ports/${i}`;
    if (names.has(name)) report.error(`${pointer}/name`, `the port name "${name}" is there twice`);
    if (numbers.has(number)) report.error(`${pointer}/number`, `port ${number} is there twice`);
    names.add(name);
    numbers.add(number);
    if (targetPort !== 0) report.error(`${pointer}/targetPort`, values.portProblem(targetPort));
    if ((spec.addresses ?? []).length === 0 && !getsAddress && (protocol === '' || protocol === 'TCP')) {
      report.warn(pointer, 'connections of TCP are told apart by address, and the entry has none');
    }
    report.error(`${pointer}/name`, values.portNameProblem(name));
    report.error(`${pointer}/number`, values.portProblem(number));
    if (protocol !== '' && parseProtocol(protocol) === undefined) {
      report.error(`${pointer}/protocol`, `"${protocol}" is no protocol`);
    }
  }
}

function checkResolution(spec: ServiceEntrySpec, resolution: Resolution, metadata: ObjectMeta, report: Report): void {
  const { hosts = [], endpoints = [], addresses = [], ports = [] } = spec;
  switch (resolution) {
    case 'NONE':
      if (endpoints.length > 0) report.error('/spec/endpoints', 'resolution NONE has no endpoints');
      if (spec.workloadSelector !== undefined)
        report.warn('/spec/workloadSelector', 'resolution NONE has no endpoints');
      break;
    case 'STATIC':
      break;
    case 'DNS':
    case 'DNS_ROUND_ROBIN': {
      const wild = endpoints.length > 0 ? -1 : hosts.findIndex((host) => values.nameProblem(host) !== undefined);
      if (wild >= 0)
        report.error(`/spec/hosts/${wild}`, `${hosts[wild]!} cannot be looked up: ${resolution} needs endpoints`);
      if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
        report.error('/spec/endpoints', 'DNS_ROUND_ROBIN has one endpoint at most');
      }
      const tcp = ports.findIndex(({ protocol = '' }) => isOverTcp(protocol));
      if (addresses.length > 0 && tcp >= 0 && hosts.length > 1) {
        report.warn('/spec/hosts', 'several hosts share the addresses of a TCP port');
      }
      break;
    }
    default:
      checkDynamicDns(spec, metadata, report);
  }
}

function isOverTcp(protocol: string): boolean {
  return ['TCP', 'HTTPS', 'TLS', 'Mongo', 'Redis', 'MySQL'].includes(parseProtocol(protocol) ?? '');
}

/** A resolution that newer CRDs have. */
function checkDynamicDns(spec: ServiceEntrySpec, { labels = {} }: ObjectMeta, report: Report): void {
  const { hosts = [], endpoints = [], addresses = [], ports = [] } = spec;
  for (const [i, host] of hosts.entries()) {
    if (!host.startsWith('*')) report.error(`/spec/hosts/${i}`, 'DYNAMIC_DNS is for wildcards');
  }
  if (addresses.length > 0) report.error('/spec/addresses', 'DYNAMIC_DNS has no addresses');
  if (endpoints.length > 0) report.error('/spec/endpoints', 'DYNAMIC_DNS has no endpoints');
  for (const [i, { protocol = '' }] of ports.entries()) {
    if (['HTTP', 'TLS', 'GRPC', 'HTTP2'].includes(parseProtocol(protocol) ?? '')) continue;
    report.error(`/spec/ports/${i}/protocol`, 'DYNAMIC_DNS is for HTTP, HTTP2, GRPC and TLS');
  }
  const waypoint = labels['istio.io/use-waypoint'] ?? '';
  if (spec.location === 'MESH_INTERNAL' && waypoint !== '' && waypoint.toLowerCase() !== 'none') {
    report.error('/spec/location', 'DYNAMIC_DNS at a waypoint is for MESH_EXTERNAL');
  }
}

function checkEndpoint(
  endpoint: Endpoint,
  pointer: string,
  { ports = [] }: ServiceEntrySpec,
  resolution: Resolution,
  report: Report,
): void {
  const portNames = new Set(ports.map(({ name }) => name));
  if (resolution === 'STATIC') {
    checkWorkloadEntry(endpoint, pointer, false, report);
    if ((endpoint.address ?? '').startsWith(values.SOCKET) && portNames.size !== 1) {
      report.error(`${pointer}/address`, 'a socket of the file system has one port');
    }
  } else {
    const { address = '' } = endpoint;
    const problem = values.isIpAddress(address) ? undefined : values.nameProblem(address);
    report.error(`${pointer}/address`, problem);
    values.checkLabels(endpoint.labels, `${pointer}/labels`, report);
    checkPortNumbers(endpoint.ports, pointer, report);
  }
  for (const name of Object.keys(endpoint.ports ?? {})) {
    if (!portNames.has(name)) report.error(`${pointer}/ports/${escapeSegment(name)}`, `the entry has no port ${name}`);
  }
}

/** @param mayBeName whether the address may be a DNS name */
export function checkWorkloadEntry(entry: Endpoint, pointer: string, mayBeName: boolean, report: Report): void {
  const { address = '', network = '', ports = {} } = entry;
  if (address === '' && network === '') {
    report.error(pointer, 'an address is missing');
    return;
  }
  if (address === '') report.warn(pointer, `it states the network ${network} and no address`);
  else if (address.startsWith(values.SOCKET)) {
    report.error(`${pointer}/address`, values.socketProblem(address));
    if (Object.keys(ports).length > 0) report.error(`${pointer}/ports`, 'a socket of the file system has no ports');
  } else if (!values.isIpAddress(address)) {
    const problem = mayBeName ? values.nameProblem(address) : `"${address}" is no IP address`;
    report.error(`${pointer}/address`, problem);
  }
  checkPortNumbers(ports, pointer, report);
  values.checkLabels(entry.labels, `${pointer}/labels`, report);
}

function checkPortNumbers(ports: Endpoint['ports'], pointer: string, report: Report): void {
  for (const [name, port] of Object.entries(ports ?? {})) {
    const at = `${pointer}/ports/${escapeSegment(name)}`;
    report.error(at, values.portNameProblem(name));
    report.error(at, values.portProblem(port));
  }
}
