import {
  BlueGreenApp,
  CanaryService,
  Certificate,
  Cluster,
  EgressGateway,
  EndUserAuthentication,
  Environment,
  ExternalService,
  IngressGateway,
  LocalitySettings,
  MeshDefaults,
  MeshDefaultsProps,
  MeshNamespace,
  MeshService,
  OciImage,
  perMinute,
  perSecond,
  seconds,
  WasmPlugin,
} from 'istio-gitops';

export const clusters = {
  development: { name: 'dev', region: 'us-west-2' },
  staging: { name: 'staging', server: 'https://staging.k8s.example.com', region: 'us-west-2' },
  usEast: { name: 'prod-us-east', server: 'https://prod-us-east.k8s.example.com', region: 'us-east-1' },
  euWest: { name: 'prod-eu-west', server: 'https://prod-eu-west.k8s.example.com', region: 'eu-west-1' },
} as const satisfies Record<string, Cluster>;

const customers = EndUserAuthentication.jwt({
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/.well-known/jwks.json',
  audiences: ['shop'],
});

export interface PlatformProps {
  readonly mesh: Omit<MeshDefaultsProps, 'revision'>;
  /** Where requests for the API go when a region fails. @default nearest first */
  readonly locality?: LocalitySettings;
}

/** What all environments have: the mesh, the ways in and out, the four applications, and who calls whom. */
export function platform(env: Environment, { mesh, locality }: PlatformProps): void {
  new MeshDefaults(env, 'mesh', { revision: env.revision, outboundTrafficPolicy: 'REGISTRY_ONLY', ...mesh });
  new MeshNamespace(env, 'default', { revision: env.revision });

  const edge = new IngressGateway(env, 'main-gateway', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('istio-gateway-tls') },
  });
  const egress = new EgressGateway(env, 'egress-gateway', { confine: ['default'] });

  const frontend = new MeshService(env, 'frontend', { port: 80 });
  const backend = new MeshService(env, 'backend', { port: 80 });
  const apiService = new CanaryService(env, 'api-service', {
    port: 80,
    release: env.release('api-service'),
    paths: { '/v1/search': { name: 'search', timeout: seconds(3) } },
    locality,
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
  edge.limitRoute(apiService, 'search', perMinute(60));

  new WasmPlugin(env, 'security-headers', {
    namespace: edge.workload.namespace,
    image: OciImage.withDigest(
      'ghcr.io/your-org/security-headers',
      'sha256:5c1f0f5a1d3c5d8f2a7b9e4c6d8f0a1b3c5d7e9f1a2b4c6d8e0f2a4b6c8d0e1f',
    ),
    matchLabels: edge.workload.labels,
    config: { 'strict-transport-security': 'max-age=31536000' },
  });
}
