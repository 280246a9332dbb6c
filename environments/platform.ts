import {
  BlueGreenApp,
  CanaryService,
  Certificate,
  Cluster,
  Environment,
  IngressGateway,
  MeshDefaults,
  MeshDefaultsProps,
  MeshNamespace,
  MeshService,
} from 'istio-gitops';

export const clusters = {
  development: { name: 'dev', region: 'us-west-2' },
  staging: { name: 'staging', server: 'https://staging.k8s.example.com', region: 'us-west-2' },
  usEast: { name: 'prod-us-east', server: 'https://prod-us-east.k8s.example.com', region: 'us-east-1' },
  euWest: { name: 'prod-eu-west', server: 'https://prod-eu-west.k8s.example.com', region: 'eu-west-1' },
} as const satisfies Record<string, Cluster>;

/** What all environments have: the mesh, the way in, and the four applications. */
export function platform(env: Environment, { mesh }: { readonly mesh: Omit<MeshDefaultsProps, 'revision'> }) {
  new MeshDefaults(env, 'mesh', { revision: env.revision, ...mesh });
  new MeshNamespace(env, 'default', { revision: env.revision });

  const edge = new IngressGateway(env, 'main-gateway', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('istio-gateway-tls') },
  });

  const frontend = new MeshService(env, 'frontend', { port: 80 });
  const backend = new MeshService(env, 'backend', { port: 80 });
  const apiService = new CanaryService(env, 'api-service', { port: 80, release: env.release('api-service') });
  const webApp = new BlueGreenApp(env, 'web-app', { port: 80, release: env.release('web-app') });

  edge.expose(frontend, { host: 'frontend.example.com' });
  edge.expose(apiService, { host: 'api-service.example.com' });
  edge.expose(webApp, { host: 'web-app.example.com' });

  return { edge, frontend, backend, apiService, webApp };
}
