import { Chart, Testing } from 'cdk8s';
import type { VirtualServiceSpec } from '../../imports/networking.istio.io';
import type { KubernetesObject } from '../../src/model/identity';
import {
  CanaryService,
  Certificate,
  GatewayTls,
  IngressGateway,
  IngressGatewayProps,
  MeshService,
} from '../../src/patterns';
import { chartOf, objectsOf } from '../fixtures/trees';
import { httpRules, routing } from './applications';

const certificate = Certificate.fromSecretName('shop-tls');
const simple: IngressGatewayProps = { hosts: ['*.example.com'], tls: { mode: 'SIMPLE', certificate } };

interface Parts {
  readonly edge: IngressGateway;
  readonly api: MeshService;
  readonly web: CanaryService;
}

/** A gateway with two applications beside it. */
function composed(build: (parts: Parts) => void, props: IngressGatewayProps = simple): Chart {
  return chartOf((chart) => {
    const edge = new IngressGateway(chart, 'main', props);
    const api = new MeshService(chart, 'api', { namespace: 'shop', port: 8080 });
    const release = { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: 10 } } as const;
    const web = new CanaryService(chart, 'web', { namespace: 'shop', port: 80, release });
    build({ edge, api, web });
  });
}

const made = (build: (parts: Parts) => void, props?: IngressGatewayProps) => objectsOf(composed(build, props));
const specOf = (object: KubernetesObject | undefined) => object?.['spec'] as VirtualServiceSpec;

const API_HOST = 'api.shop.svc.cluster.local';

describe('the gateway', () => {
  const serversOf = (props: IngressGatewayProps) =>
    (made(() => undefined, props).get('Gateway istio-system/main')?.['spec'] as { servers: unknown[] }).servers;

  test('ends TLS with a certificate, and redirects plain HTTP', () => {
    expect(made(() => undefined).get('Gateway istio-system/main')?.['spec']).toEqual({
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['*.example.com'],
          tls: { mode: 'SIMPLE', credentialName: 'shop-tls', minProtocolVersion: 'TLSV1_2' },
        },
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['*.example.com'],
          tls: { httpsRedirect: true },
        },
      ],
    });
  });

  test('may ask clients for a certificate', () => {
    expect(serversOf({ ...simple, tls: { mode: 'MUTUAL', certificate } })[0]).toMatchObject({
      tls: { mode: 'MUTUAL', credentialName: 'shop-tls' },
    });
  });

  test('may pass TLS through, and then redirects nothing', () => {
    expect(serversOf({ ...simple, tls: { mode: 'PASSTHROUGH' } })).toEqual([
      { port: { number: 443, name: 'tls', protocol: 'TLS' }, hosts: ['*.example.com'], tls: { mode: 'PASSTHROUGH' } },
    ]);
  });

  test('may be on another port, without a redirect', () => {
    expect(serversOf({ ...simple, port: 8443, httpsRedirect: false })).toMatchObject([{ port: { number: 8443 } }]);
  });

  test('may be of other pods, in their namespace or another', () => {
    const workload = { namespace: 'edge', labels: { app: 'edge' }, serviceAccount: 'edge' };
    expect(made(() => undefined, { ...simple, workload }).get('Gateway edge/main')?.['spec']).toMatchObject({
      selector: { app: 'edge' },
    });
    expect(made(() => undefined, { ...simple, workload, namespace: 'routes' }).has('Gateway routes/main')).toBe(true);
  });
});

describe('an application with a whole host', () => {
  test('has the same routes there and in the mesh', () => {
    const objects = made(({ edge, web }) => {
      edge.expose(web, { host: 'web.example.com' });
    });
    const routes = objects.get('VirtualService shop/web');
    expect(specOf(routes)).toMatchObject({
      hosts: ['web.shop.svc.cluster.local', 'web.example.com'],
      gateways: ['istio-system/main', 'mesh'],
    });
    expect(routing(routes)).toMatchObject([
      { name: 'canary-header' },
      { name: 'default', to: ['stable 90', 'canary 10'] },
    ]);
  });

  test('may have several', () => {
    const objects = made(({ edge, api }) => {
      edge.expose(api, { host: 'api.example.com' });
      edge.expose(api, { host: 'api-v1.example.com' });
    });
    expect(specOf(objects.get('VirtualService shop/api')).hosts).toEqual([
      API_HOST,
      'api.example.com',
      'api-v1.example.com',
    ]);
  });
});

describe('applications that share a host by paths', () => {
  const build = ({ edge, api, web }: Parts) => {
    edge.expose(api, { host: 'shop.example.com', path: '/api' });
    edge.expose(web, { host: 'shop.example.com', path: '/apis' });
  };

  test('are delegated to by one root, each for its path and all below it', () => {
    const objects = made(build);
    const root = objects.get('VirtualService istio-system/main-shop.example.com');
    expect(specOf(root)).toMatchObject({ hosts: ['shop.example.com'], gateways: ['istio-system/main'] });
    expect(httpRules(root).map(({ match, delegate }) => ({ match, delegate }))).toEqual([
      {
        match: [{ uri: { exact: '/api' } }, { uri: { prefix: '/api/' } }],
        delegate: { name: 'api-routes', namespace: 'shop' },
      },
      {
        match: [{ uri: { exact: '/apis' } }, { uri: { prefix: '/apis/' } }],
        delegate: { name: 'web-routes', namespace: 'shop' },
      },
    ]);
  });

  test('have one owner of their routes: in the mesh, too, they delegate to it', () => {
    const objects = made(build);
    expect(specOf(objects.get('VirtualService shop/web-routes'))).not.toHaveProperty('hosts');
    expect(routing(objects.get('VirtualService shop/web-routes'))).toMatchObject([
      { name: 'canary-header' },
      { name: 'default', to: ['stable 90', 'canary 10'] },
    ]);
    expect(specOf(objects.get('VirtualService shop/web'))).toEqual({
      hosts: ['web.shop.svc.cluster.local'],
      http: [{ delegate: { name: 'web-routes', namespace: 'shop' } }],
    });
  });

  test('may have several paths and hosts of it, all by the same routes', () => {
    const objects = made(({ edge, api, web }) => {
      edge.expose(web, { host: 'web.example.com' });
      build({ edge, api, web });
      edge.expose(web, { host: 'shop.example.com', path: '/web' });
      edge.expose(web, { host: 'other.example.com', path: '/web' });
    });
    expect(httpRules(objects.get('VirtualService istio-system/main-shop.example.com'))).toHaveLength(3);
    expect(httpRules(objects.get('VirtualService istio-system/main-other.example.com'))).toHaveLength(1);
    expect(specOf(objects.get('VirtualService shop/web'))).toEqual({
      hosts: ['web.shop.svc.cluster.local', 'web.example.com'],
      gateways: ['istio-system/main', 'mesh'],
      http: [{ delegate: { name: 'web-routes', namespace: 'shop' } }],
    });
  });
});

describe('refused is', () => {
  const refuses = (build: (parts: Parts) => void, message: string, props?: IngressGatewayProps) => {
    expect(() => composed(build, props)).toThrow(expect.objectContaining({ name: 'PropsError', message }) as Error);
  };
  const overlap = (taken: string) =>
    `[chart/main] ${taken} overlaps with what chart/api has of the host, and either could get the requests: give each application paths that are not below those of another`;

  test.each<[string, string | undefined, string | undefined, string]>([
    ['the same path', '/api', '/api', overlap('shop.example.com/api')],
    ['a path below another', '/api', '/api/v1', overlap('shop.example.com/api/v1')],
    ['a path above another', '/api/v1', '/api', overlap('shop.example.com/api')],
    ['a path of a host that is taken whole', undefined, '/api', overlap('shop.example.com/api')],
    ['a whole host of which a path is taken', '/api', undefined, overlap('shop.example.com/')],
    ['the same host', undefined, undefined, overlap('shop.example.com/')],
  ])('%s', (_, first, second, message) => {
    refuses(({ edge, api, web }) => {
      edge.expose(api, { host: 'shop.example.com', path: first });
      edge.expose(web, { host: 'shop.example.com', path: second });
    }, message);
  });

  test('a host outside of the gateway', () => {
    refuses(({ edge, api }) => {
      edge.expose(api, { host: 'shop.example.org' });
    }, '[chart/main/gateway] the host shop.example.org is outside of the gateway, which serves *.example.com: add it to the hosts of the gateway, or expose it on a gateway that serves it');
  });

  test.each([
    ['api', 'does not start with a slash'],
    ['/api/', 'ends with a slash; it covers all below it anyway'],
    ['/api?x', 'has a query or fragment, which routes do not see in the path'],
  ])('the path %s', (path, problem) => {
    refuses(({ edge, api }) => {
      edge.expose(api, { host: 'shop.example.com', path });
    }, `[chart/main] the path "${path}" ${problem}: write a path such as /api`);
  });

  test('a path of a host that is passed through', () => {
    expect(() =>
      composed(
        ({ edge, api }) => {
          edge.expose(api, { host: 'shop.example.com', path: '/api' });
        },
        { ...simple, tls: { mode: 'PASSTHROUGH' } },
      ),
    ).toThrow(/^\[chart\/main\] a passthrough gateway sees no .*path/);
  });
});

describe('through the default deny', () => {
  const rulesOf = (object: KubernetesObject | undefined) => (object?.['spec'] as { rules: unknown[] }).rules;

  test('the gateway is admitted to what it exposes, once, and nobody else', () => {
    const objects = made(({ edge, api }) => {
      edge.expose(api, { host: 'api.example.com' });
      edge.expose(api, { host: 'shop.example.com', path: '/api' });
    });
    expect(objects.get('AuthorizationPolicy shop/api')?.['spec']).toEqual({
      selector: { matchLabels: { app: 'api' } },
      action: 'ALLOW',
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account'] } }],
        },
      ],
    });
    expect(objects.has('AuthorizationPolicy shop/web')).toBe(false);
  });

  test('the identity is that of the pods of the gateway', () => {
    const workload = { namespace: 'edge', labels: { app: 'edge' }, serviceAccount: 'edge-account' };
    const objects = made(({ edge, api }) => edge.expose(api, { host: 'api.example.com' }), { ...simple, workload });
    expect(rulesOf(objects.get('AuthorizationPolicy shop/api'))).toEqual([
      { from: [{ source: { principals: ['cluster.local/ns/edge/sa/edge-account'] } }] },
    ]);
    expect(objects.get('AuthorizationPolicy edge/main-hosts')?.['spec']).toMatchObject({
      selector: { matchLabels: { app: 'edge' } },
    });
  });

  test('requests are admitted to the gateway for exactly what is exposed', () => {
    const objects = made(({ edge, api, web }) => {
      edge.expose(api, { host: 'api.example.com' });
      edge.expose(web, { host: 'shop.example.com', path: '/web' });
    });
    expect(objects.get('AuthorizationPolicy istio-system/main-hosts')?.['spec']).toMatchObject({
      selector: { matchLabels: { istio: 'ingressgateway' } },
      action: 'ALLOW',
      rules: [
        { to: [{ operation: { hosts: ['api.example.com', 'api.example.com:*'] } }] },
        { to: [{ operation: { hosts: ['shop.example.com', 'shop.example.com:*'] } }] },
      ],
    });
  });

  test('connections that are passed through are admitted by their server name', () => {
    const objects = made(({ edge, api }) => edge.expose(api, { host: 'api.example.com' }), {
      ...simple,
      tls: { mode: 'PASSTHROUGH' },
    });
    expect(rulesOf(objects.get('AuthorizationPolicy istio-system/main-hosts'))).toEqual([
      { when: [{ key: 'connection.sni', values: ['api.example.com'] }] },
    ]);
  });

  test('a gateway that exposes nothing admits nothing', () => {
    expect([...made(() => undefined).keys()].filter((name) => name.startsWith('AuthorizationPolicy'))).toEqual([]);
  });
});

test('what is passed through is routed by its server name to the port of the application', () => {
  const objects = made(({ edge, web }) => edge.expose(web, { host: 'web.example.com' }), {
    ...simple,
    tls: { mode: 'PASSTHROUGH' },
  });
  const destination = (subset: string, weight: number) => ({
    destination: { host: 'web.shop.svc.cluster.local', subset, port: { number: 80 } },
    weight,
  });
  expect(specOf(objects.get('VirtualService shop/web'))).toMatchObject({
    hosts: ['web.shop.svc.cluster.local', 'web.example.com'],
    gateways: ['istio-system/main', 'mesh'],
    tls: [
      {
        match: [{ sniHosts: ['web.example.com'], port: 443 }],
        route: [destination('stable', 90), destination('canary', 10)],
      },
    ],
  });
});

test.each<GatewayTls['mode']>(['SIMPLE', 'MUTUAL', 'PASSTHROUGH'])(
  'a gateway with TLS %s works in a plain cdk8s chart',
  (mode) => {
    const chart = Testing.chart();
    const tls: GatewayTls = mode === 'PASSTHROUGH' ? { mode } : { mode, certificate };
    new IngressGateway(chart, 'main', { hosts: ['a.com'], tls }).expose(new MeshService(chart, 'api', { port: 80 }), {
      host: 'a.com',
    });
    const kinds = (Testing.synth(chart) as KubernetesObject[]).map(({ kind }) => kind).sort();
    expect(kinds).toEqual([
      'AuthorizationPolicy',
      'AuthorizationPolicy',
      'DestinationRule',
      'Gateway',
      'VirtualService',
    ]);
  },
);
