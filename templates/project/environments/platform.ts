import {
  CanaryService,
  Certificate,
  Environment,
  ExternalService,
  IngressGateway,
  MeshDefaults,
  MeshDefaultsProps,
  MeshNamespace,
  perSecond,
  seconds,
} from 'istio-gitops';

/** What all environments have. What differs between them is a prop here, and a value in the file of each. */
export function platform(env: Environment, { mtls }: Pick<MeshDefaultsProps, 'mtls'>): void {
  // Nobody may call anybody until it is said below, and nothing outside of the mesh is reached unless it is declared.
  new MeshDefaults(env, 'mesh', { mtls, revision: env.revision, outboundTrafficPolicy: 'REGISTRY_ONLY' });
  new MeshNamespace(env, 'default', { revision: env.revision });

  const edge = new IngressGateway(env, 'main-gateway', {
    hosts: ['*.example.com'],
    // A Secret of type kubernetes.io/tls in the namespace of the gateway.
    tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('gateway-tls') },
  });
  const payments = new ExternalService(env, 'payments', { hosts: ['api.payments.example'] });
  const api = new CanaryService(env, 'api-service', {
    port: 80,
    timeout: seconds(10),
    // Which versions serve, and how much of the traffic, is data of each environment: rollouts edit it.
    release: env.release('api-service'),
  });

  // The route, and the policy that admits requests for this host from the gateway to the service.
  edge.expose(api, { host: 'api-service.example.com' });
  // For each pod of the gateway, so that no caller can wear it out.
  edge.limit(perSecond(1000));
  // Proxies of the service learn of the host; an EgressGateway, as `via` of it, also limits what they may ask.
  api.mayCall(payments);
}
