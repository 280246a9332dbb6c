import { App } from 'cdk8s';
import fc from 'fast-check';
import {
  BlueGreenApp,
  BlueGreenAppProps,
  CanaryService,
  CanaryServiceProps,
  Certificate,
  defineEnvironment,
  EgressGateway,
  EgressGatewayProps,
  EndUserAuthentication,
  EndUserProps,
  Environment,
  EnvironmentDefinition,
  ExternalService,
  ExternalServiceProps,
  GlobalRateLimit,
  GlobalRateLimits,
  IngressGateway,
  MeshApplication,
  MeshApplicationProps,
  MeshDefaults,
  MeshDefaultsProps,
  MeshNamespace,
  MeshService,
  MeshServiceProps,
  milliseconds,
  OciImage,
  percent,
  perDay,
  perHour,
  perMinute,
  perSecond,
  Retries,
  RoutingProps,
  seconds,
  ServiceReference,
  WasmPlugin,
  WasmPluginProps,
} from '../../src';
import { JSON_WEB_KEYS } from '../fixtures/json-web-keys';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize, Synthesis } from '../../src/synth/synthesize';

/**
 * Random fleets that are valid: several environments of one composition, as teams have them, which differ a little.
 * They are plans first, plain data that fast-check prints and shrinks, and environments after.
 */
export interface FleetPlan {
  readonly services: readonly ServicePlan[];
  readonly externals: readonly ExternalPlan[];
  readonly plugins: readonly PluginPlan[];
  readonly environments: readonly EnvironmentPlan[];
  readonly gateways: GatewaysPlan;
}

/** A service, in all environments that it is not left out of. */
export interface ServicePlan {
  readonly kind: 'one version' | 'versions' | 'canary' | 'blue-green';
  readonly namespace: (typeof NAMESPACES)[number];
  readonly port: number;
  readonly targetPort: number | undefined;
  /** Where it is exposed; what a passthrough gateway has, no other gateway can have. */
  readonly exposure: readonly ('own host' | 'shared host' | 'deep path' | 'partners')[] | 'passthrough';
  /** On its own host. */
  readonly hostLimit: number | undefined;
  readonly hostNeedsToken: 'everywhere' | 'on a path' | undefined;
  readonly routeLimit: number | undefined;
  /** Numbers of services and external services that it calls, counted round the list; itself is left out. */
  readonly calls: readonly number[];
  readonly externalCalls: readonly number[];
  readonly methods: readonly string[] | undefined;
  readonly callPaths: readonly string[] | undefined;
  readonly takesPlaintext: boolean;
  readonly timeout: number | 'none' | undefined;
  readonly attempts: number | undefined;
  readonly limit: number | undefined;
  readonly locality: 'nearest' | 'failover' | 'distribute' | undefined;
  readonly needsToken: 'everywhere' | 'on a path' | 'with claims' | undefined;
  /** Fields of routes that are passed on as they are. */
  readonly handling: readonly (keyof typeof HANDLING)[];
  readonly trafficPolicy: 'consistent hash' | 'pool' | 'TLS' | undefined;
  readonly hasSearch: boolean;
  readonly drains: boolean;
  readonly creates: readonly ('Service' | 'ServiceAccount')[];
  /** Whether it states what it is called in other places: labels, service account, headers and labels of versions. */
  readonly hasOwnNames: boolean;
  /** Whether a version gets requests by their headers, and copies of others. */
  readonly choosesByHeader: boolean;
  readonly mirrors: boolean;
}

export interface ExternalPlan {
  readonly hosts: number;
  readonly viaEgress: boolean;
  readonly port: number | undefined;
  readonly namespace: (typeof NAMESPACES)[number] | undefined;
  readonly hasOwnAuthority: boolean;
  readonly timeout: number | undefined;
  readonly attempts: number | undefined;
  readonly poolSize: number | undefined;
}

export interface PluginPlan {
  readonly namespace: (typeof NAMESPACES)[number];
  readonly phase: WasmPluginProps['phase'];
  readonly chosenBy: 'labels' | 'targets' | undefined;
  readonly isConfigured: boolean;
  readonly needsSecret: boolean;
  readonly failStrategy: WasmPluginProps['failStrategy'];
  readonly priority: number | undefined;
}

export interface GatewaysPlan {
  /** Requests per second that the gateway takes. */
  readonly limit: number | undefined;
  readonly globalLimits: readonly GlobalLimitPlan[];
  readonly waits: number | undefined;
  readonly failsOpen: boolean | undefined;
  /** Whether the egress gateway is somebody's own, with names of its own. */
  readonly hasOwnEgress: boolean;
  readonly confines: readonly (typeof NAMESPACES)[number][];
}

export interface GlobalLimitPlan {
  readonly requests: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
  readonly by: 'client-address' | 'header' | undefined;
  /** Number of the host that it is for, counted round those that are exposed. */
  readonly host: number | undefined;
}

/** What one environment has other than the next. */
export interface EnvironmentPlan {
  readonly mtls: 'STRICT' | 'PERMISSIVE' | undefined;
  /** Only where the mesh is STRICT. */
  readonly exceptions: readonly ('namespace' | 'pods' | 'port')[];
  readonly deniesByDefault: boolean | undefined;
  readonly outbound: MeshDefaultsProps['outboundTrafficPolicy'];
  readonly logs: 'none' | 'failures' | undefined;
  readonly traces: boolean;
  readonly revision: 'stable' | undefined;
  readonly hasMeshConfig: boolean;
  /** Share of canaries, in percent; none where it is undefined. */
  readonly canary: number | undefined;
  readonly active: 'blue' | 'green';
  /** Added to the timeouts that services state. */
  readonly patience: number;
  /** Leaves out every service whose number it divides. */
  readonly leavesOut: number | undefined;
}

/** Props of which none is forgotten: a new one does not compile until it is generated too. */
type Complete<Props> = Props & { readonly [Key in keyof Props]-?: unknown };

const NAMESPACES = ['default', 'shop', 'team-a'] as const;

const stock = ServiceReference.inCluster('stock', 'warehouse');

const HANDLING = {
  rules: [{ name: 'old', match: [{ uri: { prefix: '/old' } }], redirect: { uri: '/new' } }],
  rewrite: { uri: '/app' },
  fault: { abort: { httpStatus: 503, percentage: { value: 1 } } },
  mirrors: [{ destination: stock.destination(80), percentage: percent(2) }],
  corsPolicy: { allowOrigins: [{ exact: 'https://www.example.com' }], allowMethods: ['GET'], maxAge: '1h' },
  headers: { request: { set: { 'x-mesh': 'a' } }, response: { remove: ['server'] } },
} satisfies RoutingProps;

const TRAFFIC_POLICIES = {
  'consistent hash': { loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } } },
  pool: { connectionPool: { tcp: { maxConnections: 7 } } },
  TLS: { tls: { mode: 'ISTIO_MUTUAL' } },
} satisfies Record<string, MeshApplicationProps['trafficPolicy']>;

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const port = fc.integer({ min: 1, max: 65535 });
const requests = fc.integer({ min: 1, max: 10_000 });

const service: fc.Arbitrary<ServicePlan> = fc.record({
  kind: fc.constantFrom('one version', 'versions', 'canary', 'blue-green'),
  namespace: fc.constantFrom(...NAMESPACES),
  port,
  targetPort: maybe(port),
  exposure: fc.oneof(
    { weight: 9, arbitrary: fc.subarray(['own host', 'shared host', 'deep path', 'partners'] as const) },
    { weight: 1, arbitrary: fc.constant('passthrough' as const) },
  ),
  hostLimit: maybe(requests),
  hostNeedsToken: maybe(fc.constantFrom('everywhere', 'on a path')),
  routeLimit: maybe(requests),
  calls: fc.array(fc.nat(), { maxLength: 4 }),
  externalCalls: fc.array(fc.nat(), { maxLength: 2 }),
  methods: maybe(fc.subarray(['GET', 'POST', 'DELETE'], { minLength: 1 })),
  callPaths: maybe(fc.subarray(['/v1', '/v1/*', '*.json', '/{*}/items'], { minLength: 1 })),
  takesPlaintext: fc.boolean(),
  timeout: maybe(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant('none' as const))),
  attempts: maybe(fc.nat(5)),
  limit: maybe(requests),
  locality: maybe(fc.constantFrom('nearest', 'failover', 'distribute')),
  needsToken: maybe(fc.constantFrom('everywhere', 'on a path', 'with claims')),
  handling: fc.subarray(Object.keys(HANDLING) as (keyof typeof HANDLING)[]),
  trafficPolicy: maybe(fc.constantFrom(...(Object.keys(TRAFFIC_POLICIES) as (keyof typeof TRAFFIC_POLICIES)[]))),
  hasSearch: fc.boolean(),
  drains: fc.boolean(),
  creates: fc.subarray(['Service', 'ServiceAccount'] as const),
  hasOwnNames: fc.boolean(),
  choosesByHeader: fc.boolean(),
  mirrors: fc.boolean(),
});

const external: fc.Arbitrary<ExternalPlan> = fc.record({
  hosts: fc.integer({ min: 1, max: 3 }),
  viaEgress: fc.boolean(),
  port: maybe(port),
  namespace: maybe(fc.constantFrom(...NAMESPACES)),
  hasOwnAuthority: fc.boolean(),
  timeout: maybe(fc.integer({ min: 1, max: 60 })),
  attempts: maybe(fc.nat(5)),
  poolSize: maybe(fc.integer({ min: 1, max: 100 })),
});

const plugin: fc.Arbitrary<PluginPlan> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  phase: maybe(fc.constantFrom('AUTHN', 'AUTHZ', 'STATS')),
  chosenBy: maybe(fc.constantFrom('labels', 'targets')),
  isConfigured: fc.boolean(),
  needsSecret: fc.boolean(),
  failStrategy: maybe(fc.constantFrom('FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD')),
  priority: maybe(fc.integer({ min: -10, max: 10 })),
});

const gateways: fc.Arbitrary<GatewaysPlan> = fc.record({
  limit: maybe(requests),
  globalLimits: fc.array(
    fc.record({
      requests,
      unit: fc.constantFrom('second', 'minute', 'hour', 'day'),
      by: maybe(fc.constantFrom('client-address', 'header')),
      host: maybe(fc.nat()),
    }),
    { maxLength: 3, size: 'max' },
  ),
  waits: maybe(fc.integer({ min: 1, max: 1000 })),
  failsOpen: maybe(fc.boolean()),
  hasOwnEgress: fc.boolean(),
  confines: fc.subarray([...NAMESPACES]),
});

const environment: fc.Arbitrary<EnvironmentPlan> = fc.record({
  mtls: maybe(fc.constantFrom('STRICT', 'PERMISSIVE')),
  exceptions: fc.subarray(['namespace', 'pods', 'port'] as const),
  deniesByDefault: maybe(fc.boolean()),
  outbound: maybe(fc.constantFrom('ALLOW_ANY', 'REGISTRY_ONLY')),
  logs: maybe(fc.constantFrom('none', 'failures')),
  traces: fc.boolean(),
  revision: maybe(fc.constant('stable')),
  hasMeshConfig: fc.boolean(),
  canary: maybe(fc.integer({ min: 0, max: 100 })),
  active: fc.constantFrom('blue', 'green'),
  patience: fc.nat(5),
  leavesOut: maybe(fc.integer({ min: 2, max: 9 })),
});

/** How large fleets are. */
export interface FleetSize {
  readonly minServices: number;
  readonly maxServices: number;
  readonly maxEnvironments: number;
}

export function fleets({ minServices, maxServices, maxEnvironments }: FleetSize): fc.Arbitrary<FleetPlan> {
  // Otherwise fast-check keeps lists short, whatever they may hold.
  const size = 'max';
  return fc.record({
    services: fc.array(service, { minLength: minServices, maxLength: maxServices, size }),
    externals: fc.array(external, { maxLength: 5, size }),
    plugins: fc.array(plugin, { maxLength: 3, size }),
    environments: fc.array(environment, { minLength: 1, maxLength: maxEnvironments, size }),
    gateways,
  });
}

export interface SynthesizedEnvironment extends Synthesis {
  /** Those that all its objects have. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What becomes of a fleet, environment by environment. */
export function synthesized(plan: FleetPlan): SynthesizedEnvironment[] {
  return environmentsOf(plan).map((definition) => {
    const composed = composeEnvironment(new App(), definition, () => '');
    return { ...synthesize(composed, definition.name, composed.labels), labels: composed.labels };
  });
}

export function environmentsOf(plan: FleetPlan): EnvironmentDefinition[] {
  return plan.environments.map((settings, i) =>
    defineEnvironment(`environment-${i}`, {
      clusters: [{ name: `cluster-${i}` }],
      revision: settings.revision,
      compose: (env) => compose(env, plan, settings),
    }),
  );
}

const customers = EndUserAuthentication.jwt({
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/keys',
});

const visitors = EndUserAuthentication.jwt({
  issuer: 'https://visitors.example.com',
  jwks: JSON_WEB_KEYS,
  audiences: ['shop', 'market'],
  forwardOriginalToken: true,
});

function compose(env: Environment, plan: FleetPlan, settings: EnvironmentPlan): void {
  const { services, externals, plugins } = plan;
  new MeshDefaults(env, 'mesh', meshDefaults(settings, env.revision));
  for (const name of new Set(services.map(({ namespace }) => namespace))) {
    new MeshNamespace(env, `namespace-${name}`, { name, revision: env.revision, labels: { team: name } });
  }
  ServiceReference.fromName(env, 'stock', { name: 'stock', namespace: 'warehouse' });
  for (const [i, each] of plugins.entries()) new WasmPlugin(env, `plugin-${i}`, pluginProps(each));

  const egress = new EgressGateway(env, 'egress', egressProps(plan.gateways));
  const outside = externals.map((each, i) => new ExternalService(env, `partner-${i}`, externalProps(each, i, egress)));
  const isLeftOut = (i: number): boolean => settings.leavesOut !== undefined && i % settings.leavesOut === 1;
  const applications = services.map((each, i) =>
    isLeftOut(i) ? undefined : applicationOf(env, `service-${i}`, each, settings),
  );

  const ways = new WaysIn(env, plan.gateways);
  for (const [i, application] of applications.entries()) {
    if (application === undefined) continue;
    const each = services[i]!;
    ways.expose(application, each, i);
    if (each.takesPlaintext) {
      application.admitPlaintext({
        name: 'old',
        ipBlocks: ['10.1.0.0/16', '2001:db8::/32'],
        reason: 'not in the mesh',
      });
    }
    const { calls, externalCalls, methods, callPaths: paths } = each;
    for (const callee of new Set(calls.map((number) => applications[number % services.length]))) {
      if (callee !== undefined && callee !== application) application.mayCall(callee, { methods, paths });
    }
    for (const number of new Set(externalCalls.map((call) => call % Math.max(1, outside.length)))) {
      const callee = outside[number];
      const isDirect = externals[number]?.viaEgress === false;
      const isShutOut = isDirect && egress.confines(application.namespace);
      if (callee !== undefined && !isShutOut) application.mayCall(callee, isDirect ? {} : { methods, paths });
    }
  }
  ways.limit();
}

function meshDefaults(settings: EnvironmentPlan, revision: string): Complete<MeshDefaultsProps> {
  const { mtls, exceptions, deniesByDefault, outbound, logs, traces, hasMeshConfig } = settings;
  const exception = { namespace: 'legacy', mode: 'PERMISSIVE', reason: 'it joins the mesh in spring' } as const;
  const all = {
    namespace: { ...exception, name: 'legacy' },
    pods: { ...exception, name: 'old-pods', matchLabels: { app: 'old' } },
    port: { ...exception, name: 'metrics', matchLabels: { app: 'new' }, ports: [9090], mode: 'DISABLE' },
  } as const;
  return {
    rootNamespace: undefined,
    revision,
    mtls,
    mtlsExceptions: mtls === 'PERMISSIVE' ? undefined : exceptions.map((name) => all[name]),
    denyByDefault: deniesByDefault,
    outboundTrafficPolicy: outbound,
    accessLogging: logs === 'failures' ? { filter: 'response.code >= 400' } : logs,
    tracing: traces ? { sampling: percent(1), collector: 'otel.monitoring.svc.cluster.local' } : undefined,
    meshConfig: hasMeshConfig ? { defaultConfig: { concurrency: 2 } } : undefined,
  };
}

function pluginProps(plan: PluginPlan): Complete<WasmPluginProps> {
  const { namespace, phase, chosenBy, isConfigured, needsSecret, failStrategy, priority } = plan;
  return {
    name: undefined,
    namespace,
    labels: { team: 'security' },
    annotations: { 'example.com/owner': 'security' },
    image: OciImage.withDigest('ghcr.io/acme/filter', `sha256:${'0f'.repeat(32)}`),
    phase,
    matchLabels: chosenBy === 'labels' ? { app: 'service-0' } : undefined,
    targetRefs: chosenBy === 'targets' ? [{ group: '', kind: 'Service', name: 'service-0' }] : undefined,
    config: isConfigured ? { rules: [{ header: 'x-a', values: [1, true, 'b'] }] } : undefined,
    imagePullSecret: needsSecret ? 'registry' : undefined,
    failStrategy,
    priority,
  };
}

function egressProps({ hasOwnEgress, confines }: GatewaysPlan): Complete<EgressGatewayProps> {
  const own = { namespace: 'egress', labels: { app: 'out' }, serviceAccount: 'out', service: 'out' };
  return { workload: hasOwnEgress ? own : undefined, confine: confines };
}

function externalProps(plan: ExternalPlan, number: number, egress: EgressGateway): Complete<ExternalServiceProps> {
  const { hosts, viaEgress, port, namespace, hasOwnAuthority, timeout, attempts, poolSize } = plan;
  return {
    hosts: Array.from({ length: hosts }, (_, i) => `api-${i}.partner-${number}.example`),
    via: viaEgress ? egress : undefined,
    port,
    namespace,
    caCertificates: hasOwnAuthority ? '/etc/partner/ca.pem' : undefined,
    timeout: timeout === undefined ? undefined : seconds(timeout),
    retries: retriesOf(attempts, { on: ['connect-failure'] }),
    trafficPolicy: poolSize === undefined ? undefined : { connectionPool: { tcp: { maxConnections: poolSize } } },
  };
}

function retriesOf(attempts: number | undefined, details: Omit<Retries, 'attempts'>): Retries | undefined {
  if (attempts === undefined) return undefined;
  return attempts === 0 ? { attempts } : { attempts, ...details };
}

/** A gateway of each kind, and the limits of the first. */
class WaysIn {
  private readonly edge: IngressGateway;
  private readonly partners: IngressGateway;
  private readonly passthrough: IngressGateway;
  private readonly hosts = new Set<string>();

  constructor(
    private readonly env: Environment,
    private readonly plan: GatewaysPlan,
  ) {
    const certificate = Certificate.fromSecretName('edge-tls');
    const workload = (name: string) => ({ namespace: name, labels: { app: name }, serviceAccount: name });
    this.edge = new IngressGateway(env, 'edge', { hosts: ['*.example.com'], tls: { mode: 'SIMPLE', certificate } });
    this.partners = new IngressGateway(env, 'partners', {
      namespace: 'shop',
      hosts: ['*.partners.example.org'],
      tls: { mode: 'MUTUAL', certificate },
      port: 8443,
      httpsRedirect: false,
      workload: workload('partners'),
    });
    this.passthrough = new IngressGateway(env, 'passthrough', {
      hosts: ['*.secret.example.net'],
      tls: { mode: 'PASSTHROUGH' },
      workload: workload('passthrough'),
    });
  }

  /** Shared hosts have eight services each, on paths of which none is below another. */
  expose(application: MeshApplication, plan: ServicePlan, number: number): void {
    const { name } = application;
    const { exposure, hostLimit, hostNeedsToken, routeLimit, hasSearch } = plan;
    if (exposure === 'passthrough') {
      this.passthrough.expose(application, { host: `${name}.secret.example.net` });
      return;
    }
    const endUser = hostNeedsToken === undefined ? undefined : guarded(hostNeedsToken);
    const shared = `shared-${number % 8}.example.com`;
    for (const way of exposure) {
      if (way === 'partners') this.partners.expose(application, { host: `${name}.partners.example.org`, endUser });
      else {
        const host = way === 'own host' ? `${name}.example.com` : shared;
        this.hosts.add(host);
        if (way !== 'own host') {
          this.edge.expose(application, { host, path: way === 'shared host' ? `/${name}` : `/v1/${name}` });
          continue;
        }
        const rateLimit = hostLimit === undefined ? undefined : perMinute(hostLimit);
        this.edge.expose(application, { host, endUser, rateLimit });
      }
    }
    const isOnEdge = exposure.some((way) => way !== 'partners');
    if (routeLimit === undefined || !isOnEdge) return;
    this.edge.limitRoute(application, hasSearch ? 'search' : 'default', perHour(routeLimit));
  }

  /** Once all is exposed, for only then it is known which hosts there are. */
  limit(): void {
    const { limit, globalLimits, waits, failsOpen } = this.plan;
    if (limit !== undefined) this.edge.limit(perSecond(limit));
    if (globalLimits.length === 0) return;
    const hosts = [...this.hosts];
    new GlobalRateLimits(this.env, 'global-limits', {
      gateway: this.edge,
      service: ServiceReference.fromName(this.env, 'rate-limits', { name: 'rate-limits', namespace: 'limits' }),
      port: undefined,
      limits: globalLimits.map((each, i) => globalLimit(each, `limit-${i}`, hosts)),
      timeout: waits === undefined ? undefined : milliseconds(waits),
      failOpen: failsOpen,
    });
  }
}

const RATES = { second: perSecond, minute: perMinute, hour: perHour, day: perDay };

function globalLimit(plan: GlobalLimitPlan, name: string, hosts: readonly string[]): Complete<GlobalRateLimit> {
  const { requests, unit, by, host } = plan;
  return {
    name,
    rate: RATES[unit](requests),
    host: host === undefined ? undefined : hosts[host % hosts.length],
    by: by === 'header' ? { header: 'x-customer' } : by,
  };
}

function guarded(what: 'everywhere' | 'on a path'): Complete<EndUserProps> {
  return { authentication: visitors, paths: what === 'on a path' ? ['/orders', '/me'] : undefined, claims: undefined };
}

function applicationOf(env: Environment, id: string, plan: ServicePlan, settings: EnvironmentPlan): MeshApplication {
  const props = { ...applicationProps(id, plan, settings), port: plan.port };
  const { choosesByHeader, hasOwnNames, mirrors } = plan;
  const headers = { 'x-beta': { exact: 'true' } };
  const headerRoutes = choosesByHeader ? [{ name: 'beta', headers }] : [];
  switch (plan.kind) {
    case 'one version':
      return new MeshService(env, id, props);
    case 'versions': {
      const versions: Complete<NonNullable<MeshServiceProps['versions']>> = {
        labels: { v1: { version: 'v1' }, v2: { version: 'v2' } },
        default: 'v1',
        headerRoutes: headerRoutes.map((route) => ({ ...route, subset: 'v2' })),
        mirror: mirrors ? { subset: 'v2', percentage: percent(5) } : undefined,
      };
      return new MeshService(env, id, { ...props, versions });
    }
    case 'canary': {
      const own: Omit<Complete<CanaryServiceProps>, keyof MeshApplicationProps | 'release' | 'progressiveDelivery'> = {
        forceHeader: hasOwnNames ? 'x-new' : undefined,
        canaryFor: headerRoutes,
        mirrorToCanary: mirrors ? percent(5) : undefined,
        versionLabel: hasOwnNames ? 'release' : undefined,
      };
      const canary = settings.canary === undefined ? undefined : { version: 'v2', weight: settings.canary };
      return new CanaryService(env, id, { ...props, ...own, release: { strategy: 'canary', stable: 'v1', canary } });
    }
    case 'blue-green': {
      const own: Omit<Complete<BlueGreenAppProps>, keyof MeshApplicationProps | 'release'> = {
        previewHeader: hasOwnNames ? 'x-idle' : undefined,
        colourLabel: hasOwnNames ? 'colour' : undefined,
      };
      return new BlueGreenApp(env, id, {
        ...props,
        ...own,
        release: { strategy: 'blue-green', active: settings.active },
      });
    }
  }
}

function applicationProps(
  id: string,
  plan: ServicePlan,
  { patience }: EnvironmentPlan,
): Omit<Complete<MeshApplicationProps>, 'port'> {
  const { namespace, targetPort, timeout, attempts, limit, locality, needsToken, handling, trafficPolicy } = plan;
  const handled: RoutingProps = Object.fromEntries(handling.map((field) => [field, HANDLING[field]]));
  return {
    namespace,
    targetPort,
    labels: plan.hasOwnNames ? { app: `${id}-pods`, tier: 'gold' } : undefined,
    serviceAccount: plan.hasOwnNames ? `${id}-robot` : undefined,
    create: plan.creates,
    timeout: typeof timeout === 'number' ? seconds(timeout + patience) : timeout,
    retries: retriesOf(attempts, { perTryTimeout: milliseconds(500), on: ['5xx'] }),
    rules: handled.rules,
    rewrite: handled.rewrite,
    fault: handled.fault,
    mirrors: handled.mirrors,
    corsPolicy: handled.corsPolicy,
    headers: handled.headers,
    trafficPolicy: trafficPolicy === undefined ? undefined : TRAFFIC_POLICIES[trafficPolicy],
    rateLimit: limit === undefined ? undefined : perSecond(limit),
    locality: {
      nearest: {},
      failover: { failover: { 'us-east-1': 'eu-west-1' } },
      distribute: { distribute: { 'us-east-1/*': { 'us-east-1/*': percent(80), 'eu-west-1/*': percent(20) } } },
      none: undefined,
    }[locality ?? 'none'],
    endUser:
      needsToken === undefined
        ? undefined
        : {
            authentication: customers,
            paths: needsToken === 'on a path' ? ['/orders'] : undefined,
            claims: needsToken === 'with claims' ? { groups: ['staff', 'admin'] } : undefined,
          },
    paths: plan.hasSearch ? { '/search': { name: 'search', timeout: seconds(3) } } : undefined,
    connectionDraining: plan.drains ? { minimum: seconds(10) } : undefined,
  };
}
