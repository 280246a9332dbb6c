import {
  Certificate,
  defineEnvironment,
  EgressGateway,
  EndUserAuthentication,
  ExternalService,
  GlobalRateLimits,
  IngressGateway,
  MeshDefaults,
  MeshService,
  percent,
  perMinute,
  seconds,
  ServiceReference,
} from '../../../src';

const issuer = {
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/.well-known/jwks.json',
};
const atGateway = EndUserAuthentication.jwt({ ...issuer, forwardOriginalToken: true });
const atApplication = EndUserAuthentication.jwt(issuer);

/** Uses of patterns that the sample does not have. */
export default defineEnvironment('patterns', {
  clusters: [{ name: 'patterns' }],

  compose(env) {
    new MeshDefaults(env, 'mesh', { mtls: 'PERMISSIVE', outboundTrafficPolicy: 'REGISTRY_ONLY' });
    const edge = new IngressGateway(env, 'edge', {
      hosts: ['*.example.com'],
      tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('edge-tls') },
    });
    const egress = new EgressGateway(env, 'egress');

    const shop = new MeshService(env, 'shop', { port: 80 });
    const stock = new MeshService(env, 'stock', { port: 80, rateLimit: perMinute(5) });
    const catalog = new MeshService(env, 'catalog', {
      port: 80,
      versions: {
        labels: { v1: { version: 'v1' }, v2: { version: 'v2' } },
        default: 'v1',
        headerRoutes: [{ name: 'new', headers: { 'x-version': { exact: '2' } }, subset: 'v2' }],
        mirror: { subset: 'v2', percentage: percent(100) },
      },
    });
    const orders = new MeshService(env, 'orders', {
      port: 80,
      endUser: { authentication: atApplication, claims: { groups: ['staff', 'admin'] } },
    });
    const accounts = new MeshService(env, 'accounts', { port: 80 });
    const reports = new MeshService(env, 'reports', { port: 80 });
    const partners = new ExternalService(env, 'partners', {
      hosts: ['eu.partner.example', 'us.partner.example'],
      via: egress,
    });

    edge.expose(shop, { host: 'shop.example.com', rateLimit: perMinute(30) });
    edge.expose(catalog, { host: 'catalog.example.com' });
    edge.expose(catalog, { host: 'market.example.com', path: '/catalog' });
    edge.expose(stock, { host: 'market.example.com', path: '/stock' });
    edge.expose(orders, { host: 'orders.example.com' });
    edge.expose(accounts, { host: 'accounts.example.com', endUser: { authentication: atGateway } });
    edge.expose(reports, { host: 'reports.example.com' });
    edge.limitRoute(catalog, 'default', perMinute(4));
    new GlobalRateLimits(env, 'global', {
      gateway: edge,
      service: ServiceReference.fromName(env, 'rate-limits', { name: 'rate-limits', namespace: 'limits' }),
      limits: [
        { name: 'customer', rate: perMinute(3), host: 'reports.example.com', by: { header: 'x-customer' } },
        { name: 'client', rate: perMinute(1000), by: 'client-address' },
      ],
      timeout: seconds(1), // on a busy machine, too
    });

    shop.mayCall(stock);
    shop.mayCall(catalog);
    shop.mayCall(partners, { methods: ['POST'] });
    reports.admitPlaintext({
      name: 'batch',
      ipBlocks: ['10.244.0.0/16'],
      reason: 'the batch host joins the mesh in spring',
    });
  },
});
