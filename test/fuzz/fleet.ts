import { App } from 'cdk8s';
import fc from 'fast-check';
import {
  BlueGreenApp,
  CanaryService,
  Certificate,
  defineEnvironment,
  EgressGateway,
  EndUserAuthentication,
  Environment,
  EnvironmentDefinition,
  ExternalService,
  IngressGateway,
  MeshApplication,
  MeshApplicationProps,
  MeshDefaults,
  MeshNamespace,
  MeshService,
  percent,
  perSecond,
  seconds,
} from '../../src';
import { composeEnvironment } from '../../src/synth/compose';
import { synthesize, Synthesis } from '../../src/synth/synthesize';

/**
 * Random fleets that are valid: several environments of one composition, as teams have them, which differ a little.
 * They are plans first, plain data that fast-check prints and shrinks, and environments after.
 */
export interface FleetPlan {
  readonly services: readonly ServicePlan[];
  readonly externals: readonly ExternalPlan[];
  readonly environments: readonly EnvironmentPlan[];
  /** Requests per second that the gateway takes. */
  readonly limit: number | undefined;
}

/** A service, in all environments that it is not left out of. */
export interface ServicePlan {
  readonly kind: 'one version' | 'versions' | 'canary' | 'blue-green';
  readonly namespace: string;
  readonly port: number;
  readonly exposure: readonly ('own host' | 'shared host' | 'deep path')[];
  /** Numbers of services and external services that it calls, counted round the list; itself is left out. */
  readonly calls: readonly number[];
  readonly externalCalls: readonly number[];
  readonly methods: readonly string[] | undefined;
  readonly timeout: number | 'none' | undefined;
  readonly attempts: number | undefined;
  readonly limit: number | undefined;
  readonly locality: 'failover' | 'distribute' | undefined;
  readonly needsToken: 'everywhere' | 'on a path' | undefined;
  readonly hasSearch: boolean;
  readonly drains: boolean;
  readonly isCreated: boolean;
}

export interface ExternalPlan {
  readonly hosts: number;
  readonly viaEgress: boolean;
}

/** What one environment has other than the next. */
export interface EnvironmentPlan {
  readonly mtls: 'STRICT' | 'PERMISSIVE';
  /** Share of canaries, in percent; none where it is undefined. */
  readonly canary: number | undefined;
  readonly active: 'blue' | 'green';
  /** Added to the timeouts that services state. */
  readonly patience: number;
  /** Leaves out every service whose number it divides. */
  readonly leavesOut: number | undefined;
  readonly traces: boolean;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const service: fc.Arbitrary<ServicePlan> = fc.record({
  kind: fc.constantFrom('one version', 'versions', 'canary', 'blue-green'),
  namespace: fc.constantFrom('default', 'shop', 'team-a'),
  port: fc.integer({ min: 1, max: 65535 }),
  exposure: fc.subarray(['own host', 'shared host', 'deep path'] as const),
  calls: fc.array(fc.nat(), { maxLength: 4 }),
  externalCalls: fc.array(fc.nat(), { maxLength: 2 }),
  methods: maybe(fc.subarray(['GET', 'POST', 'DELETE'], { minLength: 1 })),
  timeout: maybe(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant('none' as const))),
  attempts: maybe(fc.nat(5)),
  limit: maybe(fc.integer({ min: 1, max: 10_000 })),
  locality: maybe(fc.constantFrom('failover', 'distribute')),
  needsToken: maybe(fc.constantFrom('everywhere', 'on a path')),
  hasSearch: fc.boolean(),
  drains: fc.boolean(),
  isCreated: fc.boolean(),
});

const external: fc.Arbitrary<ExternalPlan> = fc.record({
  hosts: fc.integer({ min: 1, max: 3 }),
  viaEgress: fc.boolean(),
});

const environment: fc.Arbitrary<EnvironmentPlan> = fc.record({
  mtls: fc.constantFrom('STRICT', 'PERMISSIVE'),
  canary: maybe(fc.integer({ min: 0, max: 100 })),
  active: fc.constantFrom('blue', 'green'),
  patience: fc.nat(5),
  leavesOut: maybe(fc.integer({ min: 2, max: 9 })),
  traces: fc.boolean(),
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
    environments: fc.array(environment, { minLength: 1, maxLength: maxEnvironments, size }),
    limit: maybe(fc.integer({ min: 1, max: 10_000 })),
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
      compose: (env) => compose(env, plan, settings),
    }),
  );
}

const customers = EndUserAuthentication.jwt({
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/keys',
});

function compose(env: Environment, { services, externals, limit }: FleetPlan, settings: EnvironmentPlan): void {
  new MeshDefaults(env, 'mesh', {
    mtls: settings.mtls,
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    tracing: settings.traces ? { sampling: percent(1), collector: 'otel.monitoring.svc.cluster.local' } : undefined,
  });
  for (const name of new Set(services.map(({ namespace }) => namespace))) {
    new MeshNamespace(env, `namespace-${name}`, { name, revision: env.revision });
  }
  const edge = new IngressGateway(env, 'edge', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('edge-tls') },
  });
  if (limit !== undefined) edge.limit(perSecond(limit));
  const egress = new EgressGateway(env, 'egress', { confine: ['shop'] });
  const outside = externals.map((plan, i) => {
    const hosts = Array.from({ length: plan.hosts }, (_, k) => `api-${k}.partner-${i}.example`);
    return new ExternalService(env, `partner-${i}`, { hosts, via: plan.viaEgress ? egress : undefined });
  });

  const isLeftOut = (i: number): boolean => settings.leavesOut !== undefined && i % settings.leavesOut === 1;
  const applications = services.map((plan, i) =>
    isLeftOut(i) ? undefined : applicationOf(env, `service-${i}`, plan, settings),
  );
  for (const [i, application] of applications.entries()) {
    if (application === undefined) continue;
    const { exposure, calls, externalCalls, methods } = services[i]!;
    for (const way of exposure) expose(edge, application, way, i);
    const callees = [
      ...calls.map((number) => applications[number % services.length]),
      ...externalCalls.map((number) => outside[number % Math.max(1, outside.length)]),
    ];
    for (const callee of new Set(callees)) {
      if (callee !== undefined && callee !== application) application.mayCall(callee, { methods });
    }
  }
}

/** Shared hosts have eight services each, on paths of which none is below another. */
function expose(
  edge: IngressGateway,
  application: MeshApplication,
  way: ServicePlan['exposure'][number],
  number: number,
): void {
  const host = way === 'own host' ? `${application.name}.example.com` : `shared-${number % 8}.example.com`;
  const path = { 'own host': undefined, 'shared host': `/${application.name}`, 'deep path': `/v1/${application.name}` }[
    way
  ];
  edge.expose(application, { host, path });
}

function applicationOf(env: Environment, id: string, plan: ServicePlan, settings: EnvironmentPlan): MeshApplication {
  const props = propsOf(plan, settings);
  switch (plan.kind) {
    case 'one version':
      return new MeshService(env, id, props);
    case 'versions':
      return new MeshService(env, id, {
        ...props,
        versions: {
          labels: { v1: { version: 'v1' }, v2: { version: 'v2' } },
          default: 'v1',
          headerRoutes: [{ name: 'beta', headers: { 'x-beta': { exact: 'true' } }, subset: 'v2' }],
          mirror: { subset: 'v2', percentage: percent(5) },
        },
      });
    case 'canary': {
      const canary = settings.canary === undefined ? undefined : { version: 'v2', weight: settings.canary };
      return new CanaryService(env, id, { ...props, release: { strategy: 'canary', stable: 'v1', canary } });
    }
    case 'blue-green':
      return new BlueGreenApp(env, id, { ...props, release: { strategy: 'blue-green', active: settings.active } });
  }
}

function propsOf(plan: ServicePlan, { patience }: EnvironmentPlan): MeshApplicationProps {
  const { namespace, port, timeout, attempts, limit, locality, needsToken } = plan;
  return {
    namespace,
    port,
    timeout: typeof timeout === 'number' ? seconds(timeout + patience) : timeout,
    retries: attempts === undefined ? undefined : { attempts },
    rateLimit: limit === undefined ? undefined : perSecond(limit),
    locality: {
      failover: { failover: { 'us-east-1': 'eu-west-1' } },
      distribute: { distribute: { 'us-east-1': { 'us-east-1': percent(80), 'eu-west-1': percent(20) } } },
      none: undefined,
    }[locality ?? 'none'],
    endUser:
      needsToken === undefined
        ? undefined
        : { authentication: customers, paths: needsToken === 'on a path' ? ['/orders'] : undefined },
    paths: plan.hasSearch ? { '/search': { name: 'search', timeout: seconds(3) } } : undefined,
    connectionDraining: plan.drains ? { minimum: seconds(10) } : undefined,
    create: plan.isCreated ? ['Service', 'ServiceAccount'] : undefined,
  };
}
