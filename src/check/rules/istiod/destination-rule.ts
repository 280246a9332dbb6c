import type { DestinationRuleSpec } from '../../../mesh/specs';
import { checkLoadBalancer } from './load-balancer';
import type { Report } from './report';
import * as values from './values';

type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;
type ClientTls = NonNullable<TrafficPolicy['tls']>;
type ConnectionPool = NonNullable<TrafficPolicy['connectionPool']>;

export function checkDestinationRule(spec: DestinationRuleSpec, namespace: string, report: Report): void {
  report.error('/spec/host', values.hostProblem(spec.host ?? ''));
  if (spec.trafficPolicy !== undefined) checkPolicy(spec.trafficPolicy, '/spec/trafficPolicy', namespace, report);
  const names = new Set<string>();
  for (const [i, { name, labels, trafficPolicy }] of (spec.subsets ?? []).entries()) {
    const pointer = `/spec/subsets/${i}`;
    if (names.has(name)) report.error(`${pointer}/name`, `the subset "${name}" is there twice`);
    names.add(name);
    if (!values.isDnsLabel(name)) report.error(`${pointer}/name`, `"${name}" is no name of a subset`);
    values.checkLabels(labels, `${pointer}/labels`, report);
    if (trafficPolicy !== undefined) checkPolicy(trafficPolicy, `${pointer}/trafficPolicy`, namespace, report);
  }
  values.checkExportTo(spec.exportTo, namespace, report);
  checkSelector(spec, namespace, report);
}

function checkSelector(
  { workloadSelector, exportTo = [] }: DestinationRuleSpec,
  namespace: string,
  report: Report,
): void {
  if (workloadSelector === undefined) return;
  const { matchLabels = {} } = workloadSelector;
  values.checkSelector(matchLabels, '/spec/workloadSelector/matchLabels', report);
  if (Object.keys(matchLabels).length === 0) report.warn('/spec/workloadSelector', 'the selector has no labels');
  if (exportTo.length > 0 && !(exportTo.length === 1 && ['.', namespace].includes(exportTo[0]!))) {
    report.error('/spec/exportTo', 'a rule for selected workloads is for its own namespace only');
  }
}

function checkPolicy(policy: TrafficPolicy, pointer: string, namespace: string, report: Report): void {
  if (Object.keys(policy).length === 0) report.error(pointer, 'a traffic policy says nothing');
  if (policy.tunnel !== undefined && policy.proxyProtocol !== undefined) {
    report.error(pointer, 'tunnel and proxyProtocol exclude each other');
    return;
  }
  checkPortPolicy(policy, pointer, namespace, report);
  for (const [i, { port, ...settings }] of (policy.portLevelSettings ?? []).entries()) {
    const at = `${pointer}/portLevelSettings/${i}`;
    if (port === undefined) report.error(at, 'settings of a port name no port');
    if (Object.keys(settings).length === 0) report.error(at, 'settings of a port say nothing');
    else checkPortPolicy(settings, at, namespace, report);
  }
  const { tunnel } = policy;
  if (tunnel === undefined) return;
  if (!['', 'CONNECT', 'POST'].includes(tunnel.protocol ?? '')) {
    report.error(`${pointer}/tunnel/protocol`, `"${tunnel.protocol!}" is neither CONNECT nor POST`);
  }
  if (!values.isIpAddress(tunnel.targetHost)) {
    report.error(`${pointer}/tunnel/targetHost`, values.nameProblem(tunnel.targetHost));
  }
  report.error(`${pointer}/tunnel/targetPort`, values.portProblem(tunnel.targetPort));
}

type PortPolicy = Pick<TrafficPolicy, 'outlierDetection' | 'connectionPool' | 'loadBalancer' | 'tls'>;

function checkPortPolicy(policy: PortPolicy, pointer: string, namespace: string, report: Report): void {
  checkOutlierDetection(policy.outlierDetection, `${pointer}/outlierDetection`, report);
  checkConnectionPool(policy.connectionPool, `${pointer}/connectionPool`, report);
  checkLoadBalancer(policy.loadBalancer, policy.outlierDetection !== undefined, `${pointer}/loadBalancer`, report);
  if (policy.tls !== undefined) checkClientTls(policy.tls, `${pointer}/tls`, namespace, report);
}

function checkOutlierDetection(outlier: TrafficPolicy['outlierDetection'], pointer: string, report: Report): void {
  if (outlier === undefined) return;
  report.error(`${pointer}/baseEjectionTime`, values.durationProblem(outlier.baseEjectionTime));
  report.error(`${pointer}/interval`, values.durationProblem(outlier.interval));
  if ((outlier.consecutiveErrors ?? 0) !== 0) {
    const instead = 'use consecutiveGatewayErrors or consecutive5xxErrors';
    report.warn(`${pointer}/consecutiveErrors`, `consecutiveErrors is deprecated: ${instead}`);
  }
  if (outlier.splitExternalLocalOriginErrors !== true && (outlier.consecutiveLocalOriginFailures ?? 0) > 0) {
    const field = 'consecutiveLocalOriginFailures';
    report.error(`${pointer}/${field}`, `${field} needs splitExternalLocalOriginErrors: true`);
  }
  report.error(`${pointer}/maxEjectionPercent`, values.percentProblem(outlier.maxEjectionPercent));
  report.error(`${pointer}/minHealthPercent`, values.percentProblem(outlier.minHealthPercent));
}

const HTTP_COUNTS = [
  'http1MaxPendingRequests',
  'http2MaxRequests',
  'maxRequestsPerConnection',
  'maxRetries',
  'maxConcurrentStreams',
] as const;

export function checkConnectionPool(pool: ConnectionPool | undefined, pointer: string, report: Report): void {
  if (pool === undefined) return;
  const { http, tcp } = pool;
  if (http === undefined && tcp === undefined) report.error(pointer, 'a connection pool says nothing');
  if (http !== undefined) {
    const at = `${pointer}/http`;
    for (const field of HTTP_COUNTS) {
      const count = http[field] ?? 0;
      if (count < 0) report.error(`${at}/${field}`, `${count} is negative`);
    }
    report.error(`${at}/idleTimeout`, values.durationProblem(http.idleTimeout));
    if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol === true) {
      report.error(`${at}/useClientProtocol`, "h2UpgradePolicy is UPGRADE, so that the protocol is not the client's");
    }
    checkHttp2KeepAlive(http, at, report);
  }
  if (tcp === undefined) return;
  const at = `${pointer}/tcp`;
  if ((tcp.maxConnections ?? 0) < 0) report.error(`${at}/maxConnections`, `${tcp.maxConnections!} is negative`);
  report.error(`${at}/connectTimeout`, values.durationProblem(tcp.connectTimeout));
  report.error(`${at}/maxConnectionDuration`, values.durationProblem(tcp.maxConnectionDuration));
  // 0 turns it off.
  if (tcp.idleTimeout !== undefined && !values.isZeroDuration(tcp.idleTimeout)) {
    report.error(`${at}/idleTimeout`, values.durationProblem(tcp.idleTimeout));
  }
  report.error(`${at}/tcpKeepalive/time`, values.durationProblem(tcp.tcpKeepalive?.time));
  report.error(`${at}/tcpKeepalive/interval`, values.durationProblem(tcp.tcpKeepalive?.interval));
}

/** A field that newer CRDs have. */
function checkHttp2KeepAlive(http: object, pointer: string, report: Report): void {
  const { http2KeepAlive } = http as {
    readonly http2KeepAlive?: { readonly interval?: string; readonly timeout?: string };
  };
  if (http2KeepAlive === undefined) return;
  for (const field of ['interval', 'timeout'] as const) {
    const duration = http2KeepAlive[field];
    const missing = duration === undefined ? `http2KeepAlive needs ${field}` : undefined;
    report.error(`${pointer}/http2KeepAlive`, missing ?? values.durationProblem(duration));
  }
}

function checkClientTls(tls: ClientTls, pointer: string, namespace: string, report: Report): void {
  const { mode, credentialName = '', caCertificates = '', clientCertificate = '', privateKey = '', caCrl = '' } = tls;
  const configMap = /^configmap:\/\/(?:([^/]*)\/)?(.*)$/.exec(credentialName);
  if (configMap !== null && (configMap[1] ?? namespace) !== namespace) {
    report.error(`${pointer}/credentialName`, `the ConfigMap has to be in ${namespace}`);
  }
  const isOriginated = mode === 'SIMPLE' || mode === 'MUTUAL';
  if (tls.insecureSkipVerify === true && isOriginated) {
    const isVerified = caCertificates !== '' || tls.subjectAltNames !== undefined;
    if (isVerified || (mode === 'SIMPLE' && credentialName !== '')) {
      report.error(`${pointer}/insecureSkipVerify`, 'it says how to verify the server, and not to');
    }
  }
  if (isOriginated && credentialName !== '') {
    if ([clientCertificate, caCertificates, privateKey, caCrl].some((file) => file !== '')) {
      report.error(`${pointer}/credentialName`, 'certificates are in the secret or in files, not in both');
    }
    return;
  }
  if (mode !== 'MUTUAL') return;
  if (clientCertificate === '') report.error(pointer, 'MUTUAL needs clientCertificate or credentialName');
  if (privateKey === '') report.error(pointer, 'MUTUAL needs privateKey or credentialName');
}
