import type { Kind } from '../model/identity';
import { ListMeaning, ListMeanings, UNKNOWN } from './list-meaning';

/** Items without a name, in any order. */
const SET: ListMeaning = { isOrdered: false, key: [] };
/** The first that matches wins. */
const FIRST_WINS: ListMeaning = { isOrdered: true, key: ['name'] };
const NAMED = keyed('name');
const WEIGHTED = keyed('destination.host', 'destination.subset', 'destination.port.number');
const WEIGHTED_BACKENDS = keyed('kind', 'namespace', 'name', 'port');

type Lists = Readonly<Record<string, ListMeaning>>;

/**
 * Lists whose order does not matter, and those whose items have other keys than a name; all others are
 * {@link UNKNOWN}. Each line follows what the reference of the kind says of the field: a list of alternatives or of
 * conditions that must all hold is a set, a list of which the first match wins, or the later overrides the former, is
 * not.
 *
 * @see https://istio.io/latest/docs/reference/config/
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 */
const KNOWN: Readonly<Record<string, Lists>> = {
  'networking.istio.io/VirtualService': {
    'spec.hosts': SET,
    'spec.gateways': SET,
    'spec.exportTo': SET,
    'spec.http': FIRST_WINS,
    'spec.tls': FIRST_WINS,
    'spec.tcp': FIRST_WINS,
    ...below('spec.http', {
      // Blocks of a match are alternatives.
      match: NAMED,
      'match.gateways': SET,
      route: WEIGHTED,
      mirrors: WEIGHTED,
      ...below('route', headers()),
      ...headers(),
      'corsPolicy.allowOrigins': SET,
      'corsPolicy.allowMethods': SET,
      'corsPolicy.allowHeaders': SET,
      'corsPolicy.exposeHeaders': SET,
    }),
    ...below('spec.tls', {
      match: SET,
      'match.sniHosts': SET,
      'match.destinationSubnets': SET,
      'match.gateways': SET,
      route: WEIGHTED,
    }),
    ...below('spec.tcp', { match: SET, 'match.destinationSubnets': SET, 'match.gateways': SET, route: WEIGHTED }),
  },
  'networking.istio.io/DestinationRule': {
    'spec.exportTo': SET,
    'spec.subsets': NAMED,
    ...below('spec', trafficPolicy()),
    ...below('spec.subsets', trafficPolicy()),
  },
  'networking.istio.io/Gateway': {
    'spec.servers': keyed('port.name'),
    'spec.servers.hosts': SET,
    ...below('spec.servers', serverTls()),
  },
  'networking.istio.io/ServiceEntry': {
    'spec.hosts': SET,
    'spec.addresses': SET,
    'spec.ports': NAMED,
    'spec.endpoints': keyed('address'),
    'spec.exportTo': SET,
    'spec.subjectAltNames': SET,
  },
  'networking.istio.io/Sidecar': {
    // A listener without a port has to be the last one.
    'spec.egress': { isOrdered: true, key: ['port.number', 'bind'] },
    'spec.egress.hosts': SET,
    'spec.ingress': keyed('port.number'),
    ...below('spec.ingress', serverTls()),
  },
  // Patches are applied one after the other, and have no name of their own.
  'networking.istio.io/EnvoyFilter': { 'spec.configPatches': { isOrdered: true, key: [] }, 'spec.targetRefs': SET },
  'security.istio.io/AuthorizationPolicy': {
    'spec.rules': SET,
    'spec.rules.from': SET,
    'spec.rules.to': SET,
    'spec.rules.when': keyed('key'),
    'spec.rules.when.values': SET,
    'spec.rules.when.notValues': SET,
    'spec.targetRefs': SET,
    ...all('spec.rules.from.source', [
      ...negatable('principals', 'requestPrincipals', 'namespaces', 'ipBlocks', 'remoteIpBlocks'),
      ...negatable('serviceAccounts', 'trustDomains'),
    ]),
    ...all('spec.rules.to.operation', negatable('hosts', 'ports', 'methods', 'paths')),
  },
  'security.istio.io/RequestAuthentication': {
    'spec.jwtRules': keyed('issuer'),
    'spec.targetRefs': SET,
    ...below('spec.jwtRules', {
      audiences: SET,
      fromHeaders: SET,
      fromParams: SET,
      fromCookies: SET,
      outputClaimToHeaders: keyed('header'),
    }),
  },
  'telemetry.istio.io/Telemetry': {
    'spec.targetRefs': SET,
    'spec.accessLogging.providers': NAMED,
    'spec.metrics.providers': NAMED,
    'spec.tracing.providers': NAMED,
  },
  'extensions.istio.io/WasmPlugin': proxyExtension('spec.vmConfig.env'),
  'extensions.istio.io/TrafficExtension': proxyExtension('spec.wasm.vmConfig.env'),

  'gateway.networking.k8s.io/Gateway': { 'spec.listeners': NAMED },
  'gateway.networking.k8s.io/HTTPRoute': gatewayRoute(),
  'gateway.networking.k8s.io/GRPCRoute': gatewayRoute(),
  'gateway.networking.k8s.io/TLSRoute': gatewayRoute(),
  'gateway.networking.k8s.io/TCPRoute': gatewayRoute(),
  'gateway.networking.k8s.io/ReferenceGrant': { 'spec.from': SET, 'spec.to': SET },

  'networking.k8s.io/NetworkPolicy': {
    'spec.policyTypes': SET,
    'spec.ingress': SET,
    'spec.ingress.from': SET,
    'spec.ingress.from.ipBlock.except': SET,
    'spec.ingress.ports': SET,
    'spec.egress': SET,
    'spec.egress.to': SET,
    'spec.egress.to.ipBlock.except': SET,
    'spec.egress.ports': SET,
  },
  'rbac.authorization.k8s.io/Role': {
    rules: SET,
    ...all('rules', ['apiGroups', 'resources', 'resourceNames', 'verbs']),
  },
  'rbac.authorization.k8s.io/ClusterRole': {
    rules: SET,
    ...all('rules', ['apiGroups', 'resources', 'resourceNames', 'verbs', 'nonResourceURLs']),
  },
  'rbac.authorization.k8s.io/RoleBinding': { subjects: keyed('kind', 'namespace', 'name') },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { subjects: keyed('kind', 'namespace', 'name') },
  '/Service': { 'spec.ports': NAMED },

  'argoproj.io/AppProject': {
    ...all('spec', ['sourceRepos', 'sourceNamespaces', 'destinations']),
    ...all('spec', ['clusterResourceWhitelist', 'clusterResourceBlacklist']),
    ...all('spec', ['namespaceResourceWhitelist', 'namespaceResourceBlacklist']),
    'spec.roles': NAMED,
    'spec.roles.policies': SET,
    'spec.roles.groups': SET,
  },
  'argoproj.io/Application': below('spec', applicationSpec()),
  'argoproj.io/ApplicationSet': below('spec.template.spec', applicationSpec()),
  'kustomize.toolkit.fluxcd.io/Kustomization': {
    'spec.dependsOn': keyed('namespace', 'name'),
    'spec.healthChecks': keyed('apiVersion', 'kind', 'namespace', 'name'),
    'spec.healthCheckExprs': keyed('apiVersion', 'kind'),
  },
  'notification.toolkit.fluxcd.io/Alert': { 'spec.eventSources': keyed('kind', 'namespace', 'name') },
  'notification.toolkit.fluxcd.io/Receiver': {
    'spec.resources': keyed('kind', 'namespace', 'name'),
    'spec.events': SET,
  },
  'cert-manager.io/Certificate': all('spec', ['dnsNames', 'ipAddresses', 'uris', 'emailAddresses', 'usages']),
};

const OF_ALL_KINDS: Lists = { 'metadata.finalizers': SET };

export function listsOf({ group, kind }: Kind): ListMeanings {
  const known = KNOWN[`${group}/${kind}`] ?? {};
  return (field) => known[field] ?? OF_ALL_KINDS[field] ?? UNKNOWN;
}

/** In any order, each item known by these fields. */
function keyed(...key: string[]): ListMeaning {
  return { isOrdered: false, key };
}

function below(parent: string, lists: Lists): Lists {
  return Object.fromEntries(Object.entries(lists).map(([field, meaning]) => [`${parent}.${field}`, meaning]));
}

function all(parent: string, fields: readonly string[]): Lists {
  return Object.fromEntries(fields.map((field) => [`${parent}.${field}`, SET]));
}

function negatable(...fields: string[]): string[] {
  return fields.flatMap((field) => [field, `not${field[0]!.toUpperCase()}${field.slice(1)}`]);
}

function headers(): Lists {
  return { 'headers.request.remove': SET, 'headers.response.remove': SET };
}

function serverTls(): Lists {
  // Not the cipher suites, of which the first ones are preferred.
  return all('tls', ['subjectAltNames', 'verifyCertificateSpki', 'verifyCertificateHash']);
}

function trafficPolicy(): Lists {
  const settings: Lists = {
    'tls.subjectAltNames': SET,
    // Not `failoverPriority`, whose labels are tried one after the other.
    'loadBalancer.localityLbSetting.distribute': keyed('from'),
    'loadBalancer.localityLbSetting.failover': keyed('from'),
  };
  return below('trafficPolicy', {
    ...settings,
    portLevelSettings: keyed('port.number'),
    ...below('portLevelSettings', settings),
  });
}

function proxyExtension(env: string): Lists {
  return { 'spec.targetRefs': SET, 'spec.match': SET, 'spec.match.ports': keyed('number'), [env]: NAMED };
}

function gatewayRoute(): Lists {
  return {
    'spec.hostnames': SET,
    'spec.parentRefs': keyed('kind', 'namespace', 'name', 'sectionName', 'port'),
    // Of rules that match equally well, the first one wins.
    'spec.rules': FIRST_WINS,
    'spec.rules.matches': SET,
    'spec.rules.backendRefs': WEIGHTED_BACKENDS,
  };
}

function applicationSpec(): Lists {
  return {
    'syncPolicy.syncOptions': SET,
    ignoreDifferences: keyed('group', 'kind', 'namespace', 'name'),
    ...all('ignoreDifferences', ['jsonPointers', 'jqPathExpressions', 'managedFieldsManagers']),
  };
}
