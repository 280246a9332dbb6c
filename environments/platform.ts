import {
  argoCd,
  BlueGreenApp,
  CanaryService,
  Certificate,
  Cluster,
  EgressGateway,
  EndUserAuthentication,
  Environment,
  ExternalService,
  flux,
  IngressGateway,
  LocalitySettings,
  MeshDefaults,
  MeshDefaultsProps,
  MeshNamespace,
  MeshService,
  perMinute,
  perSecond,
  ProgressiveDelivery,
  seconds,
  WasmPlugin,
} from 'istio-gitops';

export const clusters = {
  development: { name: 'dev', region: 'us-west-2', variables: {} },
  staging: { name: 'staging', server: 'https://staging.k8s.example.com', region: 'us-west-2' },
  usEast: { name: 'prod-us-east', server: 'https://prod-us-east.k8s.example.com', region: 'us-east-1' },
  euWest: { name: 'prod-eu-west', server: 'https://prod-eu-west.k8s.example.com', region: 'eu-west-1' },
} as const satisfies Record<string, Cluster>;

/** One Argo CD that reaches the clusters of staging and production. */
export const centralArgoCd = argoCd({
  subscriptions: [
    { triggers: ['on-sync-failed', 'on-health-degraded'], service: 'slack', recipients: ['istio-alerts'] },
  ],
});

/** A Flux in the cluster itself. */
export const localFlux = flux({
  source: { kind: 'GitRepository', secretRef: { name: 'github-credentials' } },
  notifications: [{ type: 'slack', channel: 'istio-alerts', secretRef: { name: 'slack-webhook' } }],
});

const customers = EndUserAuthentication.jwt({
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/.well-known/jwks.json',
  audiences: ['shop'],
});

export interface PlatformProps {
  readonly mesh: Omit<MeshDefaultsProps, 'revision'>;
  /** Of the gateway, for all hosts of example.com. */
  readonly certificate: Certificate;
  /** Where requests for the API go when a region fails. @default nearest first */
  readonly locality?: LocalitySettings;
  /** Which controller rolls out the API. @default none: people do, by the release state */
  readonly apiRollout?: ProgressiveDelivery;
}

/** What all environments have: the mesh, the ways in and out, the four applications, and who calls whom. */
export function platform(env: Environment, { mesh, certificate, locality, apiRollout }: PlatformProps): void {
  new MeshDefaults(env, 'mesh', { revision: env.revision, outboundTrafficPolicy: 'REGISTRY_ONLY', ...mesh });
  new MeshNamespace(env, 'default', { revision: env.revision });

  const edge = new IngressGateway(env, 'main-gateway', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate },
  });
  const egress = new EgressGateway(env, 'egress-gateway', { confine: ['default'] });

  const frontend = new MeshService(env, 'frontend', { port: 80 });
  const backend = new MeshService(env, 'backend', { port: 80 });
  const apiService = new CanaryService(env, 'api-service', {
    port: 80,
    locality,
    ...(apiRollout === undefined
      ? {
          release: env.release('api-service'),
          paths: { '/v1/search': { name: 'search', timeout: seconds(3) } },
        }
      : { progressiveDelivery: apiRollout, labels: { 'example.com/application': 'api-service' } }),
  });
  const webApp = new BlueGreenApp(env, 'web-app', { port: 80, release: env.release('web-app') });
  const payments = new ExternalService(env, 'payments', { hosts: ['api.payments.example'], via: egress });

  edge.expose(frontend, { host: 'frontend.example.com' });
  edge.expose(apiService, {
    host: 'api-service.example.com',
    endUser: { authentication: customers, paths: ['/v1/orders'] },
  });
  edge.expose(webApp, { host: 'web-app.example.com' });

  frontend.mayCall(backend, { methods: ['GET'] });
  frontend.mayCall(apiService);
  webApp.mayCall(apiService, { methods: ['GET', 'POST'], paths: ['/v1/*'] });
  apiService.mayCall(payments, { methods: ['POST'], paths: ['/v1/charges'] });

  edge.limit(perSecond(1000));
  if (apiRollout === undefined) edge.limitRoute(apiService, 'search', perMinute(60));

  new WasmPlugin(env, 'security-headers', {
    namespace: edge.workload.namespace,
    image: env.image('security-headers'),
    matchLabels: edge.workload.labels,
    config: { 'strict-transport-security': 'max-age=31536000' },
  });
}
