import { isHttp, isTls, parseProtocol } from '../../../mesh/protocol';
import type { SidecarSpec } from '../../../mesh/specs';
import { checkConnectionPool } from './destination-rule';
import { checkDestination } from './destinations';
import { checkFullHost } from './gateway';
import type { Report } from './report';
import { checkServerTls } from './server-tls';
import * as values from './values';

type Ingress = NonNullable<SidecarSpec['ingress']>[number];
type Egress = NonNullable<SidecarSpec['egress']>[number];

export function checkSidecar(spec: SidecarSpec, namespace: string, report: Report): void {
  const { workloadSelector, ingress = [], egress = [], outboundTrafficPolicy, inboundConnectionPool } = spec;
  values.checkSelector(workloadSelector?.labels, '/spec/workloadSelector/labels', report);
  // istiod says nothing else of a Sidecar whose selector is wrong.
  if (report.errors.length > 0) return;
  if (workloadSelector !== undefined && Object.keys(workloadSelector.labels ?? {}).length === 0) {
    report.warn('/spec/workloadSelector', 'the selector has no labels: it is for all of the namespace');
  }
  const says = [outboundTrafficPolicy, inboundConnectionPool].some((field) => field !== undefined);
  if (ingress.length + egress.length === 0 && !says) {
    report.error('/spec', 'a Sidecar says nothing');
    return;
  }
  const ports = new Set<number>();
  for (const [i, listener] of ingress.entries()) checkIngress(listener, `/spec/ingress/${i}`, ports, report);
  checkConnectionPool(inboundConnectionPool, '/spec/inboundConnectionPool', report);
  checkEgressPorts(egress, report);
  for (const [i, { hosts }] of egress.entries()) checkEgressHosts(hosts, `/spec/egress/${i}`, namespace, report);
  checkOutboundPolicy(outboundTrafficPolicy, report);
}

function checkIngress(listener: Ingress, pointer: string, ports: Set<number>, report: Report): void {
  const { port, bind = '', defaultEndpoint = '', tls, connectionPool } = listener;
  const { number = 0 } = port;
  checkPort(port, `${pointer}/port`, report);
  report.error(`${pointer}/port/number`, values.portProblem(number));
  if (bind !== '') report.error(`${pointer}/bind`, values.addressProblem(bind));
  if (ports.has(number)) report.error(`${pointer}/port/number`, `port ${number} is there twice`);
  ports.add(number);
  if (defaultEndpoint !== '') report.error(`${pointer}/defaultEndpoint`, endpointProblem(defaultEndpoint));
  const protocol = parseProtocol(port.protocol ?? '');
  if (tls !== undefined) {
    checkIngressTls(tls, `${pointer}/tls`, report);
    if (!isTls(protocol)) report.error(`${pointer}/tls`, 'tls is for ports of HTTPS or TLS');
  }
  checkConnectionPool(connectionPool, `${pointer}/connectionPool`, report);
  if (connectionPool?.http !== undefined && !isHttp(protocol)) {
    report.warn(`${pointer}/connectionPool/http`, `port ${number} does not speak HTTP: only tcp settings count`);
  }
}

function checkPort(
  { name = '', protocol = '', targetPort = 0 }: Ingress['port'],
  pointer: string,
  report: Report,
): void {
  if (targetPort > 0) report.error(`${pointer}/targetPort`, 'targetPort means nothing in a Sidecar');
  if (name !== '') report.error(`${pointer}/name`, values.portNameProblem(name));
  if (protocol !== '' && parseProtocol(protocol) === undefined) {
    report.error(`${pointer}/protocol`, `"${protocol}" is no protocol`);
  }
}

function checkIngressTls(tls: NonNullable<Ingress['tls']>, pointer: string, report: Report): void {
  const unsupported = {
    subjectAltNames: (tls.subjectAltNames ?? []).length > 0,
    httpsRedirect: tls.httpsRedirect === true,
    credentialName: (tls.credentialName ?? '') !== '',
    credentialNames: (tls.credentialNames ?? []).length > 0,
    tlsCertificates: (tls.tlsCertificates ?? []).length > 0,
  };
  for (const [field, isSet] of Object.entries(unsupported)) {
    if (isSet) report.error(`${pointer}/${field}`, `${field} is for gateways, not for Sidecars`);
  }
  if (tls.mode === 'ISTIO_MUTUAL' || tls.mode === 'AUTO_PASSTHROUGH') {
    report.error(`${pointer}/mode`, `${tls.mode} is for gateways, not for Sidecars`);
  }
  checkServerTls(tls, pointer, report);
}

const OWN_ADDRESSES = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

/** Where the application listens: a port of the pod's own, or a socket. */
function endpointProblem(endpoint: string): string | undefined {
  if (endpoint.startsWith(values.SOCKET)) return values.socketProblem(endpoint);
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(endpoint);
  if (match === null) return `"${endpoint}" is no address with a port`;
  const address = match[1] ?? match[2]!;
  if (!OWN_ADDRESSES.includes(address)) return `${address} is no address of the pod's own`;
  return values.portProblem(Number(match[3]));
}

function checkEgressPorts(egress: readonly Egress[], report: Report): void {
  const ports = new Set<number>();
  const sockets = new Set<string>();
  for (const [i, { port, bind = '', captureMode = 'DEFAULT' }] of egress.entries()) {
    const pointer = `/spec/egress/${i}`;
    if (port === undefined) {
      if (i < egress.length - 1) report.error(pointer, 'a listener without port has to be the last one');
      continue;
    }
    checkPort(port, `${pointer}/port`, report);
    const { number = 0 } = port;
    if (number !== 0) {
      report.error(`${pointer}/port/number`, values.portProblem(number));
      if (bind !== '') report.error(`${pointer}/bind`, values.addressProblem(bind));
      if (ports.has(number)) report.error(`${pointer}/port/number`, `port ${number} is there twice`);
      ports.add(number);
      continue;
    }
    const problem = bind.startsWith(values.SOCKET) ? values.socketProblem(bind) : 'port 0 needs a socket in bind';
    report.error(`${pointer}/bind`, problem);
    if (captureMode === 'IPTABLES') report.error(`${pointer}/captureMode`, 'a socket captures no traffic');
    if (sockets.has(bind)) report.error(`${pointer}/bind`, `the socket ${bind} is there twice`);
    sockets.add(bind);
  }
}

function checkEgressHosts(hosts: readonly string[], pointer: string, namespace: string, report: Report): void {
  if (hosts.length === 0) report.error(pointer, 'a listener needs a host');
  const seen = new Map<string, Set<string>>();
  for (const [i, entry] of hosts.entries()) {
    const at = `${pointer}/hosts/${i}`;
    const slash = entry.indexOf('/');
    if (slash < 0) {
      report.error(at, `"${entry}" has no namespace: write namespace/host`);
      continue;
    }
    const written = entry.slice(0, slash);
    const host = entry.slice(slash + 1);
    const excluded = written.startsWith('~') ? written.slice(1) : written;
    const isNamespace = ['', '*', '.'].includes(excluded) || values.isDnsLabel(excluded);
    if (written === '' || !isNamespace) report.error(at, `"${written}" is no namespace`);
    checkFullHost(host, at, report, false);
    if (written.startsWith('~')) continue;
    const where = written === '.' ? namespace : written;
    const others = seen.get(where) ?? new Set();
    seen.set(where, others);
    const isCovered = host === '*' ? others.size > 0 : others.has(host) || others.has('*');
    if (isCovered) report.warn(at, `${entry} is there already`);
    others.add(host);
  }
  if (seen.get('*')?.has('*') === true && seen.size > 1) {
    report.warn(`${pointer}/hosts`, '*/* imports everything: the other hosts say nothing');
  }
}

function checkOutboundPolicy(policy: SidecarSpec['outboundTrafficPolicy'], report: Report): void {
  if (policy === undefined) return;
  const pointer = '/spec/outboundTrafficPolicy';
  const { egressProxy } = policy;
  // The first of the enumeration is the default.
  const mode: string = policy.mode ?? 'REGISTRY_ONLY';
  if (mode === 'ALLOW_ANY_DYNAMIC_DNS') {
    report.error(`${pointer}/mode`, 'ALLOW_ANY_DYNAMIC_DNS is for the mesh config only');
  } else if (egressProxy !== undefined && mode !== 'ALLOW_ANY') {
    report.error(`${pointer}/egressProxy`, 'egressProxy goes with ALLOW_ANY only');
  } else if (egressProxy !== undefined) {
    const at = `${pointer}/egressProxy`;
    report.error(`${at}/host`, values.nameProblem(egressProxy.host));
    if (egressProxy.port === undefined) report.error(at, 'egressProxy needs a port');
    else checkDestination(egressProxy, at, report);
  }
}
