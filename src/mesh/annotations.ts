import { checkIpBlock } from '../model/ip-block';

/**
 * The annotations of Istio with the kinds that they are for; `Any` is every kind.
 *
 * @see https://istio.io/latest/docs/reference/config/annotations/
 */
export const ANNOTATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['alpha.istio.io/canonical-serviceaccounts', ['Service']],
  ['alpha.istio.io/kubernetes-serviceaccounts', ['Service']],
  ['ambient.istio.io/bypass-inbound-capture', ['Pod']],
  ['ambient.istio.io/dns-capture', ['Pod']],
  ['ambient.istio.io/redirection', ['Pod']],
  ['ambient.istio.io/waypoint-inbound-binding', ['GatewayClass', 'Gateway']],
  ['galley.istio.io/analyze-suppress', ['Any']],
  ['gateway.istio.io/controller-version', ['Any']],
  ['gateway.istio.io/name-override', ['Gateway']],
  ['gateway.istio.io/service-account', ['Gateway']],
  ['inject.istio.io/templates', ['Pod']],
  ['istio.io/autoRegistrationGroup', ['WorkloadEntry']],
  ['istio.io/connectedAt', ['WorkloadEntry']],
  ['istio.io/disconnectedAt', ['WorkloadEntry']],
  ['istio.io/dry-run', ['AuthorizationPolicy']],
  ['istio.io/reroute-virtual-interfaces', ['Pod']],
  ['istio.io/rev', ['Pod']],
  ['istio.io/use-waypoint-canary-weight', ['Service', 'ServiceEntry', 'Namespace']],
  ['istio.io/workloadController', ['WorkloadEntry']],
  ['kubernetes.io/ingress.class', ['Ingress']],
  ['networking.istio.io/exportTo', ['Service']],
  ['networking.istio.io/service-type', ['Gateway']],
  ['networking.istio.io/traffic-distribution', ['Namespace', 'Service', 'ServiceEntry']],
  ['prometheus.istio.io/merge-metrics', ['Pod']],
  ['proxy.istio.io/config', ['Pod']],
  ['proxy.istio.io/overrides', ['Pod']],
  ['readiness.status.sidecar.istio.io/applicationPorts', ['Pod']],
  ['readiness.status.sidecar.istio.io/failureThreshold', ['Pod']],
  ['readiness.status.sidecar.istio.io/initialDelaySeconds', ['Pod']],
  ['readiness.status.sidecar.istio.io/periodSeconds', ['Pod']],
  ['sidecar.istio.io/agentLogLevel', ['Pod']],
  ['sidecar.istio.io/bootstrapOverride', ['Pod']],
  ['sidecar.istio.io/componentLogLevel', ['Pod']],
  ['sidecar.istio.io/discoveryAddress', ['Pod']],
  ['sidecar.istio.io/extraStatTags', ['Pod']],
  ['sidecar.istio.io/inject', ['Pod']],
  ['sidecar.istio.io/interceptionMode', ['Pod']],
  ['sidecar.istio.io/logLevel', ['Pod']],
  ['sidecar.istio.io/nativeSidecar', ['Pod']],
  ['sidecar.istio.io/proxyCPU', ['Pod']],
  ['sidecar.istio.io/proxyCPULimit', ['Pod']],
  ['sidecar.istio.io/proxyImage', ['Pod']],
  ['sidecar.istio.io/proxyImageType', ['Pod']],
  ['sidecar.istio.io/proxyMemory', ['Pod']],
  ['sidecar.istio.io/proxyMemoryLimit', ['Pod']],
  ['sidecar.istio.io/rewriteAppHTTPProbers', ['Pod']],
  ['sidecar.istio.io/statsCompression', ['Pod']],
  ['sidecar.istio.io/statsEvictionInterval', ['Pod']],
  ['sidecar.istio.io/statsFlushInterval', ['Pod']],
  ['sidecar.istio.io/statsHistogramBins', ['Pod']],
  ['sidecar.istio.io/statsHistogramBuckets', ['Pod']],
  ['sidecar.istio.io/statsInclusionPrefixes', ['Pod']],
  ['sidecar.istio.io/statsInclusionRegexps', ['Pod']],
  ['sidecar.istio.io/statsInclusionSuffixes', ['Pod']],
  ['sidecar.istio.io/status', ['Pod']],
  ['sidecar.istio.io/userVolume', ['Pod']],
  ['sidecar.istio.io/userVolumeMount', ['Pod']],
  ['status.sidecar.istio.io/port', ['Pod']],
  ['topology.istio.io/controlPlaneClusters', ['Namespace']],
  ['traffic.istio.io/nodeSelector', ['Service']],
  ['traffic.sidecar.istio.io/excludeInboundPorts', ['Pod']],
  ['traffic.sidecar.istio.io/excludeInterfaces', ['Pod']],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', ['Pod']],
  ['traffic.sidecar.istio.io/excludeOutboundPorts', ['Pod']],
  ['traffic.sidecar.istio.io/includeInboundPorts', ['Pod']],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', ['Pod']],
  ['traffic.sidecar.istio.io/includeOutboundPorts', ['Pod']],
  ['traffic.sidecar.istio.io/kubevirtInterfaces', ['Pod']],
]);

/** Those that are on their way out. */
export const DEPRECATED_ANNOTATIONS: ReadonlySet<string> = new Set([
  'alpha.istio.io/canonical-serviceaccounts',
  'alpha.istio.io/kubernetes-serviceaccounts',
  'sidecar.istio.io/discoveryAddress',
  'sidecar.istio.io/extraStatTags',
  'sidecar.istio.io/inject',
  'sidecar.istio.io/statsCompression',
  'sidecar.istio.io/statsInclusionPrefixes',
  'sidecar.istio.io/statsInclusionRegexps',
  'sidecar.istio.io/statsInclusionSuffixes',
  'traffic.sidecar.istio.io/kubevirtInterfaces',
]);

/** Why a value cannot be that of an annotation, in words that can end a sentence; undefined when it can. */
export function annotationProblem(name: string, value: string): string | undefined {
  return VALUES[name]?.(value);
}

type Validate = (value: string) => string | undefined;

/** Whole numbers of 16 bits, as ports are. */
function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535;
}

const ports: Validate = (value) => {
  const wrong = value
    .trim()
    .split(',')
    .find((port) => !isPort(port.trim()));
  return wrong === undefined || value.trim() === '' ? undefined : `is no list of ports: "${wrong}" is none`;
};
const blocks: Validate = (value) => {
  const wrong = value === '' ? undefined : value.split(',').find((block) => !isIpBlock(block));
  return wrong === undefined ? undefined : `is no list of address blocks: "${wrong}" is none`;
};
const orAll =
  (validate: Validate): Validate =>
  (value) =>
    value === '*' ? undefined : validate(value);
const uint32: Validate = (value) =>
  /^\d{1,10}$/.test(value) && Number(value) < 2 ** 32 ? undefined : 'is no whole number';
const boolean: Validate = (value) =>
  /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value) ? undefined : 'is neither true nor false';
/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity: Validate = (value) =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?\d+)?$/.test(value) ? undefined : 'is no quantity';
const interfaces: Validate = (value) => {
  const names = value.split(',').map((name) => name.trim());
  const wrong = value === '' ? undefined : names.find((name) => !/^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/.test(name));
  return wrong === undefined ? undefined : `is no list of network interfaces: "${wrong}" is none`;
};

const VALUES: Readonly<Partial<Record<string, Validate>>> = {
  'prometheus.istio.io/merge-metrics': boolean,
  'sidecar.istio.io/interceptionMode': (value) =>
    ['REDIRECT', 'TPROXY', 'NONE'].includes(value) ? undefined : 'is none of REDIRECT, TPROXY, NONE',
  'sidecar.istio.io/proxyCPU': quantity,
  'sidecar.istio.io/proxyCPULimit': quantity,
  'sidecar.istio.io/proxyMemory': quantity,
  'sidecar.istio.io/proxyMemoryLimit': quantity,
  'status.sidecar.istio.io/port': (value) => (isPort(value.trim()) ? undefined : 'is no port'),
  'readiness.status.sidecar.istio.io/failureThreshold': uint32,
  'readiness.status.sidecar.istio.io/initialDelaySeconds': uint32,
  'readiness.status.sidecar.istio.io/periodSeconds': uint32,
  'istio.io/reroute-virtual-interfaces': interfaces,
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeInterfaces': interfaces,
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': blocks,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'traffic.sidecar.istio.io/includeInboundPorts': orAll(ports),
  'traffic.sidecar.istio.io/includeOutboundIPRanges': orAll(blocks),
  'traffic.sidecar.istio.io/kubevirtInterfaces': interfaces,
};

/** A block with its prefix length. */
function isIpBlock(text: string): boolean {
  try {
    return checkIpBlock(text).includes('/');
  } catch {
    return false;
  }
}
