import type { Chart } from 'cdk8s';
import {
  AuthorizationPolicy,
  Backup,
  BlueGreenApp,
  CanaryService,
  Certificate,
  ConfigMap,
  defineEnvironment,
  defineFleet,
  DestinationRule,
  EgressGateway,
  EndUserAuthentication,
  EnvoyFilter,
  ExternalService,
  Gateway,
  GlobalRateLimits,
  IstioConfigHealth,
  IngressGateway,
  MeshDefaults,
  MeshMonitoring,
  MeshNamespace,
  MeshService,
  Namespace,
  NetworkPolicy,
  OciImage,
  PeerAuthentication,
  percent,
  perMinute,
  perSecond,
  RequestAuthentication,
  seconds,
  Service,
  ServiceAccount,
  ServiceEntry,
  ServiceReference,
  Sidecar,
  Telemetry,
  VirtualService,
  WasmPlugin,
} from '../../src';
import { JSON_WEB_KEYS } from '../fixtures/json-web-keys';

/** A call of something public, with arguments that it takes and that use as much of it as they can. */
export interface Example {
  /** What stands in the line of the call, to which errors have to lead. */
  readonly call: string;
  /** The props of a construct, or the arguments of a function by name. */
  readonly args: (chart: Chart) => object;
  readonly run: (chart: Chart, args: object) => unknown;
}

/** Ties arguments to the call that takes them. */
export function example<Args extends object>(
  call: string,
  args: (chart: Chart) => Args,
  run: (chart: Chart, args: Args) => unknown,
): Example {
  return { call, args, run: run as Example['run'] };
}

const metadata = { name: 'it', namespace: 'shop', labels: { team: 'shop' }, annotations: { 'example.com/note': 'a' } };
const resource = { ...metadata, name: 'it' };
const matchLabels = { app: 'cart' };
const cart = ServiceReference.inCluster('cart', 'shop');
const stock = ServiceReference.inCluster('stock', 'shop');
const caller = { name: 'web', namespace: 'shop' };
const certificate = Certificate.fromSecretName('tls');
const customers = EndUserAuthentication.jwt({
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/keys',
});
const trafficPolicy = { connectionPool: { tcp: { maxConnections: 10 } }, loadBalancer: { simple: 'RANDOM' as const } };
const retries = { attempts: 2, perTryTimeout: seconds(1), on: ['5xx'] };
const endUser = { authentication: customers, paths: ['/orders'], claims: { group: ['staff'] } };
const workload = { namespace: 'edge', labels: { istio: 'edge' }, serviceAccount: 'edge' };
const routing = {
  name: 'rule',
  match: [{ uri: { prefix: '/a' }, headers: { 'x-a': { exact: 'b' } } }],
  route: [
    { destination: cart.destination(80), weight: percent(60), headers: { request: { set: { a: 'b' } } } },
    { destination: stock.destination(80), weight: percent(40) },
  ],
  rewrite: { uri: '/b' },
  timeout: seconds(5),
  retries,
  fault: { abort: { httpStatus: 503, percentage: { value: 1 } } },
  mirrors: [{ destination: stock.destination(80), percentage: percent(5) }],
  corsPolicy: { allowMethods: ['GET'] },
  headers: { response: { remove: ['server'] } },
};
const tlsRoute = { sniHosts: ['shop.example.com'], port: 443, route: [{ destination: cart.destination(443) }] };
const server = {
  port: { number: 443, name: 'https', protocol: 'HTTPS' },
  hosts: ['*.example.com'],
  tls: { mode: 'SIMPLE' as const, credentialName: 'tls' },
};
const application = {
  namespace: 'shop',
  port: 80,
  targetPort: 8080,
  labels: matchLabels,
  serviceAccount: 'robot',
  create: ['Service', 'ServiceAccount'] as const,
  timeout: seconds(3),
  retries,
  rules: [routing],
  paths: { '/v1/search': { name: 'search', timeout: 'none' as const, retries: { attempts: 0 } } },
  rewrite: { uri: '/' },
  fault: { delay: { fixedDelay: '1s', percentage: { value: 1 } } },
  mirrors: [{ destination: stock.destination(80) }],
  corsPolicy: { allowOrigins: [{ exact: 'https://a.example' }] },
  headers: { request: { add: { a: 'b' } } },
  trafficPolicy,
  locality: { failover: { 'us-east-1': 'eu-west-1' } },
  connectionDraining: { minimum: seconds(10) },
  endUser,
  rateLimit: perSecond(100),
};

const edgeOf = (chart: Chart): IngressGateway =>
  new IngressGateway(chart, 'edge', { hosts: ['*.example.com'], tls: { mode: 'SIMPLE', certificate } });
const shopOf = (chart: Chart): MeshService => new MeshService(chart, 'shop', { port: 80, namespace: 'shop' });
const exposed = (chart: Chart): MeshService => {
  const application = shopOf(chart);
  const edge = edgeOf(chart);
  edge.expose(application, { host: 'shop.example.com' });
  edges.set(chart, edge);
  return application;
};
const edges = new WeakMap<Chart, IngressGateway>();
const ruleOf = (chart: Chart): DestinationRule => new DestinationRule(chart, 'r', { namespace: 'shop', service: cart });
const routesOf = (chart: Chart): VirtualService => new VirtualService(chart, 'v', { namespace: 'shop', hosts: [cart] });
const gatewayOf = (chart: Chart): Gateway =>
  new Gateway(chart, 'g', { namespace: 'edge', selector: {}, servers: [server] });
const clusters = [{ name: 'eu', server: 'https://eu.example.com', region: 'eu-west-1' }];

/** One for each of the public constructs and functions. */
export const EXAMPLES: readonly Example[] = [
  example(
    'new AuthorizationPolicy(',
    () => ({
      ...resource,
      action: 'DENY' as const,
      rules: [
        {
          from: [caller],
          requestPrincipals: ['https://id.example.com/*'],
          ipBlocks: ['10.0.0.0/8'],
          to: [{ methods: ['GET'], paths: ['/a'] }],
          when: [{ key: 'request.headers[x-a]', values: ['b'] }],
        },
      ],
      matchLabels,
    }),
    (chart, props) => new AuthorizationPolicy(chart, 'it', props),
  ),
  example(
    '.addRule(',
    () => ({ rule: { from: [caller], to: [{ paths: ['/a'] }] } }),
    (chart, { rule }) => AuthorizationPolicy.denyByDefault(chart, 'a', { namespace: 'shop' }).addRule(rule),
  ),
  example(
    'new DestinationRule(',
    () => ({
      ...resource,
      service: cart,
      trafficPolicy,
      subsets: { v1: { labels: { version: 'v1' }, trafficPolicy } },
      exportTo: ['.'],
    }),
    (chart, props) => new DestinationRule(chart, 'it', props),
  ),
  example(
    '.addSubset(',
    () => ({ name: 'v1', subset: { labels: { version: 'v1' }, trafficPolicy } }),
    (chart, { name, subset }) => ruleOf(chart).addSubset(name, subset),
  ),
  example(
    'new Gateway(',
    () => ({ ...resource, selector: { istio: 'edge' }, servers: [server] }),
    (chart, props) => new Gateway(chart, 'it', props),
  ),
  example(
    '.addServer(',
    () => ({ server: { ...server, port: { ...server.port, name: 'https-2', number: 8443 } } }),
    (chart, args) => gatewayOf(chart).addServer(args.server),
  ),
  example(
    '.host(',
    () => ({ host: 'shop.example.com' }),
    (chart, { host }) => gatewayOf(chart).host(host),
  ),
  example(
    'Gateway.fromName(',
    () => ({ name: 'shared', namespace: 'edge', hosts: ['*.example.com'] }),
    (chart, props) => Gateway.fromName(chart, 'it', props),
  ),
  example(
    'new PeerAuthentication(',
    () => ({ ...resource, mode: 'STRICT' as const, matchLabels, portModes: { 8080: 'PERMISSIVE' as const } }),
    (chart, props) => new PeerAuthentication(chart, 'it', props),
  ),
  example(
    'new RequestAuthentication(',
    () => ({
      ...resource,
      jwtRules: [{ issuer: 'https://id.example.com', jwks: JSON_WEB_KEYS, audiences: ['shop'] }],
      matchLabels,
    }),
    (chart, props) => new RequestAuthentication(chart, 'it', props),
  ),
  example(
    'new ServiceEntry(',
    () => ({
      ...resource,
      hosts: ['api.example.org'],
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      location: 'MESH_EXTERNAL' as const,
      resolution: 'STATIC' as const,
      endpoints: [{ address: '192.0.2.1' }],
      addresses: ['192.0.2.2'],
      exportTo: ['*'],
    }),
    (chart, props) => new ServiceEntry(chart, 'it', props),
  ),
  example(
    'ServiceEntry.fromName(',
    () => ({ name: 'payments', namespace: 'edge' }),
    (chart, props) => ServiceEntry.fromName(chart, 'it', props),
  ),
  example(
    'ServiceReference.fromName(',
    () => ({ name: 'stock', namespace: 'shop' }),
    (chart, props) => ServiceReference.fromName(chart, 'it', props),
  ),
  example(
    'ServiceReference.inCluster(',
    () => ({ name: 'stock', namespace: 'shop' }),
    (_, { name, namespace }) => ServiceReference.inCluster(name, namespace),
  ),
  example(
    'new Sidecar(',
    () => ({
      ...resource,
      matchLabels,
      egress: [cart, ServiceReference.external('api.example.org')],
      rootNamespace: 'istio-system',
      outboundTrafficPolicy: 'REGISTRY_ONLY' as const,
    }),
    (chart, props) => new Sidecar(chart, 'it', props),
  ),
  example(
    'new Telemetry(',
    () => ({
      ...resource,
      matchLabels,
      accessLogging: { provider: 'envoy', filter: 'response.code >= 400' },
      tracing: { provider: 'otel', sampling: percent(1) },
      metrics: [{ providers: [{ name: 'prometheus' }] }],
    }),
    (chart, props) => new Telemetry(chart, 'it', props),
  ),
  example(
    'new VirtualService(',
    (chart) => ({
      ...resource,
      hosts: [cart, gatewayOf(chart).host('shop.example.com')],
      http: [routing, { redirect: { uri: '/c' } }, { directResponse: { status: 404 } }],
      tls: [tlsRoute],
      exportTo: ['*'],
    }),
    (chart, props) => new VirtualService(chart, 'it', props),
  ),
  example(
    '.addHttpRoute(',
    () => ({ rule: routing }),
    (chart, { rule }) => routesOf(chart).addHttpRoute(rule),
  ),
  example(
    '.addTlsRoute(',
    () => ({ route: tlsRoute }),
    (chart, { route }) => routesOf(chart).addTlsRoute(route),
  ),
  example(
    '.delegateTo(',
    (chart) => ({ delegate: VirtualService.fromName(chart, 'd', { name: 'd', namespace: 'shop' }) }),
    (chart, { delegate }) => routesOf(chart).delegateTo(delegate),
  ),
  example(
    'new WasmPlugin(',
    () => ({
      ...resource,
      image: OciImage.withDigest('ghcr.io/acme/filter', `sha256:${'a'.repeat(64)}`),
      phase: 'AUTHN' as const,
      matchLabels,
      config: { key: { nested: ['value'] } },
      imagePullSecret: 'registry',
      failStrategy: 'FAIL_OPEN' as const,
      priority: 10,
    }),
    (chart, props) => new WasmPlugin(chart, 'it', props),
  ),
  example(
    'OciImage.withDigest(',
    () => ({ repository: 'ghcr.io/acme/filter', digest: `sha256:${'a'.repeat(64)}` }),
    (_, { repository, digest }) => OciImage.withDigest(repository, digest),
  ),
  example(
    'new EnvoyFilter(',
    () => ({ metadata, spec: { priority: 10, configPatches: [] } }),
    (chart, props) => new EnvoyFilter(chart, 'it', props),
  ),

  example(
    'new ConfigMap(',
    () => ({ metadata, data: { key: 'value' } }),
    (chart, props) => new ConfigMap(chart, 'it', props),
  ),
  example(
    'new Namespace(',
    () => ({ name: 'shop', labels: { team: 'shop' }, annotations: { a: 'b' } }),
    (chart, props) => new Namespace(chart, 'it', props),
  ),
  example(
    'new NetworkPolicy(',
    () => ({
      metadata,
      spec: {
        podSelector: { matchLabels },
        policyTypes: ['Egress' as const],
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }, { namespaceSelector: {} }] }],
      },
    }),
    (chart, props) => new NetworkPolicy(chart, 'it', props),
  ),
  example(
    'new Service(',
    () => ({
      metadata,
      spec: { selector: matchLabels, ports: [{ name: 'http', port: 80, targetPort: 'web', appProtocol: 'http' }] },
    }),
    (chart, props) => new Service(chart, 'it', props),
  ),
  example(
    'new ServiceAccount(',
    () => ({ metadata }),
    (chart, props) => new ServiceAccount(chart, 'it', props),
  ),

  example(
    'new MeshDefaults(',
    () => ({
      rootNamespace: 'istio-system',
      revision: 'stable',
      mtls: 'STRICT' as const,
      mtlsExceptions: [
        { name: 'old', namespace: 'shop', matchLabels, ports: [80], mode: 'PERMISSIVE' as const, reason: 'legacy' },
      ],
      denyByDefault: true,
      outboundTrafficPolicy: 'REGISTRY_ONLY' as const,
      accessLogging: { provider: 'envoy', filter: 'response.code >= 400' },
      tracing: { provider: 'otel', sampling: percent(1), collector: 'otel.monitoring.svc', port: 4317 },
      meshConfig: { defaultConfig: { concurrency: 2 } },
    }),
    (chart, props) => new MeshDefaults(chart, 'it', props),
  ),
  example(
    'new MeshNamespace(',
    () => ({ name: 'shop', revision: 'stable', labels: { team: 'shop' } }),
    (chart, props) => new MeshNamespace(chart, 'it', props),
  ),
  example(
    'new MeshService(',
    () => ({
      ...application,
      versions: {
        labels: { v1: { version: 'v1' }, v2: { version: 'v2' } },
        default: 'v1',
        headerRoutes: [{ name: 'beta', headers: { 'x-beta': { exact: 'true' } }, subset: 'v2' }],
        mirror: { subset: 'v2', percentage: percent(5) },
      },
    }),
    (chart, props) => new MeshService(chart, 'it', props),
  ),
  example(
    'new CanaryService(',
    () => ({
      ...application,
      locality: { distribute: { 'us-east-1': { 'us-east-1': percent(80), 'eu-west-1': percent(20) } } },
      release: { strategy: 'canary' as const, stable: 'v1', canary: { version: 'v2', weight: 10 } },
      forceHeader: 'x-new',
      canaryFor: [{ name: 'beta', headers: { 'x-beta': { exact: 'true' } } }],
      mirrorToCanary: percent(5),
      versionLabel: 'version',
    }),
    (chart, props) => new CanaryService(chart, 'it', props),
  ),
  example(
    'new BlueGreenApp(',
    () => ({
      ...application,
      release: { strategy: 'blue-green' as const, active: 'green' as const, blue: 'v1', green: 'v2' },
      previewHeader: 'x-idle',
      colourLabel: 'colour',
    }),
    (chart, props) => new BlueGreenApp(chart, 'it', props),
  ),
  example(
    '.mayCall(',
    (chart) => ({ callee: shopOf(chart), call: { methods: ['GET'], paths: ['/v1/*'] } }),
    (chart, { callee, call }) => new MeshService(chart, 'web', { port: 80 }).mayCall(callee, call),
  ),
  example(
    '.admit(',
    () => ({ caller, call: { methods: ['GET'], paths: ['/v1/*'] } }),
    (chart, args) => shopOf(chart).admit(args.caller, args.call),
  ),
  example(
    '.admitPlaintext(',
    () => ({ callers: { name: 'cron', ipBlocks: ['10.0.0.0/8'], reason: 'it has no sidecar yet' } }),
    (chart, { callers }) => shopOf(chart).admitPlaintext(callers),
  ),
  example(
    'new IngressGateway(',
    () => ({
      namespace: 'edge',
      hosts: ['*.example.com'],
      tls: { mode: 'MUTUAL' as const, certificate },
      port: 8443,
      httpsRedirect: false,
      workload,
    }),
    (chart, props) => new IngressGateway(chart, 'it', props),
  ),
  example(
    '.expose(',
    (chart) => ({
      application: shopOf(chart),
      props: { host: 'shop.example.com', path: '/', endUser, rateLimit: perSecond(10) },
    }),
    (chart, args) => edgeOf(chart).expose(args.application, args.props),
  ),
  example(
    '.limit(',
    () => ({ rate: perSecond(10) }),
    (chart, { rate }) => edgeOf(chart).limit(rate),
  ),
  example(
    '.limitRoute(',
    (chart) => ({ application: exposed(chart), route: 'default', rate: perMinute(10) }),
    (chart, args) => edges.get(chart)!.limitRoute(args.application, args.route, args.rate),
  ),
  example(
    'Certificate.fromSecretName(',
    () => ({ secretName: 'tls' }),
    (_, { secretName }) => Certificate.fromSecretName(secretName),
  ),
  example(
    'Certificate.fromExternalSecret(',
    () => ({
      key: 'edge/tls',
      properties: { certificate: 'certificate', privateKey: 'key', clientAuthority: 'authority' },
      name: 'tls',
      refreshInterval: seconds(60),
    }),
    (_, props) => Certificate.fromExternalSecret({ kind: 'ClusterSecretStore', name: 'vault' }, props),
  ),
  example(
    'Certificate.fromIssuer(',
    () => ({
      name: 'tls',
      dnsNames: ['a.example.com'],
      algorithm: 'RSA' as const,
      duration: seconds(7200),
    }),
    (_, props) => Certificate.fromIssuer({ kind: 'ClusterIssuer', name: 'ca' }, props),
  ),
  example(
    'new MeshMonitoring(',
    () => ({
      namespace: 'watch',
      labels: { release: 'prometheus' },
      rootNamespace: 'istio-system',
      scrapeInterval: seconds(30),
      programs: ['argo-cd' as const, 'flux' as const],
      runbooks: 'https://wiki.example.com/alerts#',
      folder: 'Mesh',
    }),
    (chart, props) => new MeshMonitoring(chart, 'it', props),
  ),
  example(
    'new Backup(',
    () => ({
      name: 'it',
      namespace: 'velero',
      cron: '@daily',
      retention: seconds(3600),
      storageLocation: 'default',
      issuedSecrets: true,
      paused: true,
    }),
    (chart, props) => new Backup(chart, 'it', props),
  ),
  example(
    'new EgressGateway(',
    () => ({ workload: { ...workload, service: 'egress' }, confine: ['shop'] }),
    (chart, props) => {
      const via = new EgressGateway(chart, 'it', props);
      new ExternalService(chart, 'payments', { hosts: ['api.example.org'], via });
    },
  ),
  example(
    'new ExternalService(',
    (chart) => ({
      hosts: ['api.example.org', 'api2.example.org'],
      via: new EgressGateway(chart, 'egress'),
      port: 443,
      namespace: 'shop',
      caCertificates: '/etc/ca.pem',
      timeout: seconds(5),
      retries,
      trafficPolicy,
    }),
    (chart, props) => new ExternalService(chart, 'it', props),
  ),
  example(
    'EndUserAuthentication.jwt(',
    () => ({
      issuer: 'https://id.example.com',
      jwks: JSON_WEB_KEYS,
      audiences: ['shop'],
      forwardOriginalToken: true,
    }),
    (_, props) => EndUserAuthentication.jwt(props),
  ),
  example(
    'new GlobalRateLimits(',
    (chart) => ({
      gateway: edgeOf(chart),
      service: ServiceReference.inCluster('ratelimit', 'edge'),
      port: 8081,
      limits: [
        { name: 'all', rate: perSecond(100), host: 'shop.example.com', by: 'client-address' as const },
        { name: 'each', rate: perMinute(10), by: { header: 'x-customer' } },
      ],
      timeout: seconds(1),
      failOpen: false,
    }),
    (chart, props) => new GlobalRateLimits(chart, 'it', props),
  ),
  example(
    'new IstioConfigHealth(',
    () => ({ prometheus: 'http://prometheus:9090', interval: seconds(30), count: 5, convergence: percent(99) }),
    (chart, props) => new IstioConfigHealth(chart, 'it', props),
  ),

  example(
    'defineEnvironment(',
    () => ({
      name: 'production',
      props: { clusters, revision: 'stable', releases: './a.yaml', compose: () => undefined },
    }),
    (_, { name, props }) => defineEnvironment(name, props),
  ),
  example(
    'defineFleet(',
    () => ({
      environments: [defineEnvironment('production', { clusters, compose: () => undefined })],
      compose: () => undefined,
    }),
    (_, props) => defineFleet(props),
  ),
];
