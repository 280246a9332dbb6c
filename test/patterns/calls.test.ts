import type { AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { EgressGateway, ExternalService, MeshDefaults, MeshService } from '../../src/patterns';
import { synthesize } from '../../src/synth/synthesize';
import { chartOf, objectsOf } from '../fixtures/trees';

const PRINCIPAL = 'cluster.local/ns/shop/sa';

function made(
  build: (parts: { a: MeshService; b: MeshService; payments: ExternalService; direct: ExternalService }) => void,
) {
  return chartOf((chart) => {
    const egress = new EgressGateway(chart, 'egress', { confine: ['shop'] });
    const hosts = ['api.payments.example', 'eu.payments.example'];
    build({
      a: new MeshService(chart, 'a', { namespace: 'shop', port: 80 }),
      b: new MeshService(chart, 'b', { namespace: 'shop', port: 80 }),
      payments: new ExternalService(chart, 'payments', { namespace: 'shop', hosts, via: egress }),
      direct: new ExternalService(chart, 'direct', { namespace: 'shop', hosts: ['api.direct.example'], port: 8443 }),
    });
  });
}

/** An application that calls a host of the internet without a gateway. */
function directCaller(confine: readonly string[]) {
  return chartOf((chart) => {
    const direct = new ExternalService(chart, 'direct', { namespace: 'shop', hosts: ['api.direct.example'] });
    new MeshService(chart, 'a', { namespace: 'shop', port: 80 }).mayCall(direct);
    new EgressGateway(chart, 'egress', { confine });
  });
}

const rulesOf = (object: unknown): unknown => (object as { spec: AuthorizationPolicySpec } | undefined)?.spec.rules;

describe('a declared call', () => {
  test('admits the caller to the callee, for what it declares', () => {
    const objects = objectsOf(made(({ a, b }) => a.mayCall(b, { methods: ['GET'], paths: ['/v1/*'] })));
    expect(rulesOf(objects.get('AuthorizationPolicy shop/b'))).toEqual([
      {
        from: [{ source: { principals: [`${PRINCIPAL}/a`] } }],
        to: [{ operation: { methods: ['GET'], paths: ['/v1/*'] } }],
      },
    ]);
  });

  test('without limits admits the caller to everything', () => {
    const objects = objectsOf(made(({ a, b }) => a.mayCall(b)));
    expect(rulesOf(objects.get('AuthorizationPolicy shop/b'))).toEqual([
      { from: [{ source: { principals: [`${PRINCIPAL}/a`] } }] },
    ]);
  });

  test('tells the proxies of the caller of the callee, and of nothing else', () => {
    const objects = objectsOf(
      made(({ a, b, payments }) => {
        a.mayCall(b);
        a.mayCall(payments);
      }),
    );
    expect(objects.get('Sidecar shop/a')?.['spec']).toEqual({
      workloadSelector: { labels: { app: 'a' } },
      egress: [
        {
          hosts: ['istio-system/*', 'shop/b.shop.svc.cluster.local', '*/api.payments.example', '*/eu.payments.example'],
        },
      ],
    });
  });

  test('leaves the proxies of applications that declare none as they are', () => {
    const objects = objectsOf(made(({ a, b }) => a.mayCall(b)));
    expect(objects.has('Sidecar shop/b')).toBe(false);
  });

  test('to an external service admits the caller to the egress gateway, for its hosts', () => {
    const objects = objectsOf(made(({ a, payments }) => a.mayCall(payments, { methods: ['POST'] })));
    expect(objects.get('AuthorizationPolicy istio-system/egress-callers')?.['spec']).toEqual({
      action: 'ALLOW',
      selector: { matchLabels: { istio: 'egressgateway' } },
      rules: [
        {
          from: [{ source: { principals: [`${PRINCIPAL}/a`] } }],
          to: [
            {
              operation: {
                hosts: [
                  'api.payments.example',
                  'api.payments.example:*',
                  'eu.payments.example',
                  'eu.payments.example:*',
                ],
                methods: ['POST'],
              },
            },
          ],
        },
      ],
    });
  });

  test('to an external service that no gateway leads to needs no policy', () => {
    const objects = objectsOf(directCaller([]));
    expect([...objects.keys()].filter((name) => name.startsWith('AuthorizationPolicy'))).toEqual([]);
  });

  test.each([
    [{ methods: ['POST'] }, 'methods'],
    [{ paths: ['/v1/*'] }, 'paths'],
    [{ methods: ['POST'], paths: ['/v1/*'] }, 'methods and paths'],
  ])(
    'of %j to an external service that no gateway leads to is refused, because nobody would check it',
    (call, limits) => {
      expect(() => made(({ a, direct }) => a.mayCall(direct, call))).toThrow(
        `[chart/direct] its callers cannot be limited by ${limits}: they leave the mesh by their own sidecars, which ` +
          'check no policy of what goes out: pass an EgressGateway as `via` of the external service, which checks them, ' +
          'or declare the call without them',
      );
    },
  );

  test('to an external service that no gateway leads to is refused where the caller is confined to one', () => {
    const { refused } = synthesize(directCaller(['shop']), 'test');
    expect(refused.map(({ message }) => message)).toEqual([
      '[chart/direct/service-entry] its callers in shop can leave by chart/egress only: pass that as `via`',
    ]);
  });

  test.each([
    [{ methods: ['get'] }, /"get" is no HTTP method: write it in capital letters, such as GET/],
    [{ paths: ['v1/orders'] }, /no request has the path "v1\/orders": start it with a slash/],
    [{ paths: ['/v1/*/items'] }, /has a \* that stands for itself: use {\*} for one segment/],
    [{ paths: ['/v1?all'] }, /has a query or fragment: leave it out/],
  ])('of %j is refused, because it would admit nobody', (call, message) => {
    expect(() => made(({ a, b }) => a.mayCall(b, call))).toThrow(message);
  });

  test('takes all that policies know of methods and paths', () => {
    const call = { methods: ['GET', 'M-SEARCH'], paths: ['/v1/*', '*/orders', '/v1/{*}/items', '*'] };
    const objects = objectsOf(made(({ a, b }) => a.mayCall(b, call)));
    expect(rulesOf(objects.get('AuthorizationPolicy shop/b'))).toMatchObject([{ to: [{ operation: call }] }]);
  });
});

describe('a caller without an identity', () => {
  const exception = { name: 'batch', ipBlocks: ['10.1.0.0/16'], reason: 'the batch host joins the mesh in spring' };

  test('is let in by its address', () => {
    const objects = objectsOf(made(({ a }) => a.admitPlaintext(exception)));
    expect(objects.get('AuthorizationPolicy shop/a-plaintext-batch')?.['spec']).toEqual({
      action: 'ALLOW',
      selector: { matchLabels: { app: 'a' } },
      rules: [{ from: [{ source: { ipBlocks: ['10.1.0.0/16'] } }] }],
    });
  });

  test.each([
    ['PERMISSIVE', undefined],
    ['STRICT', 'none: mutual TLS is STRICT there, so that they get no connection'],
  ] as const)('is reported with its reason, and with what comes of it, where the mesh is %s', (mtls, effect) => {
    const tree = chartOf((chart) => {
      new MeshDefaults(chart, 'mesh', { mtls });
      new MeshService(chart, 'a', { port: 80 }).admitPlaintext(exception);
    });
    expect(synthesize(tree, 'test').reported).toEqual([
      expect.objectContaining({
        code: 'IGO0202',
        message: 'callers without an identity are let in: the batch host joins the mesh in spring',
        ...(effect !== undefined && { effect }),
      }),
    ]);
  });

  test.each(['everywhere', '10.0.0.0/33', '10.0.0', '2001:db8::/129', '10.0.0.0/8/8'])(
    'is nobody at the address %s',
    (block) => {
      expect(() => made(({ a }) => a.admitPlaintext({ ...exception, ipBlocks: [block] }))).toThrow(
        `callers.ipBlocks[0]: "${block}" is no block of addresses`,
      );
    },
  );

  test.each(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'])('may be at the address %s', (block) => {
    expect(() => made(({ a }) => a.admitPlaintext({ ...exception, ipBlocks: [block] }))).not.toThrow();
  });

  test('needs a reason', () => {
    expect(() => made(({ a }) => a.admitPlaintext({ ...exception, reason: ' ' }))).toThrow(/"batch" has no reason/);
  });
});

describe('an external service by the egress gateway', () => {
  const objects = objectsOf(made(() => undefined));
  const routes = objects.get('VirtualService shop/payments-api-payments-example')?.['spec'] as { http: unknown[] };

  test('is known to the mesh by a port for plain HTTP alone, so that nobody gets past the routes', () => {
    expect(objects.get('ServiceEntry shop/payments')?.['spec']).toEqual({
      hosts: ['api.payments.example', 'eu.payments.example'],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }],
    });
  });

  test('is a server of the gateway for each host, by the mesh’s own TLS', () => {
    const { servers } = objects.get('Gateway istio-system/egress')?.['spec'] as { servers: unknown[] };
    expect(servers).toEqual(
      ['api', 'eu'].map((region) => ({
        hosts: [`${region}.payments.example`],
        port: { number: 443, name: `https-${region}-payments-example`, protocol: 'HTTPS' },
        tls: { mode: 'ISTIO_MUTUAL' },
      })),
    );
  });

  test('is routed to the gateway in the mesh, and to the host at the gateway', () => {
    expect(routes).toMatchObject({
      hosts: ['api.payments.example'],
      gateways: ['istio-system/egress', 'mesh'],
      http: [
        {
          name: 'to-egress-gateway',
          match: [{ gateways: ['mesh'], port: 80 }],
          route: [
            {
              destination: {
                host: 'istio-egressgateway.istio-system.svc.cluster.local',
                port: { number: 443 },
                subset: 'api-payments-example',
              },
            },
          ],
          retries: { attempts: 0 },
        },
        {
          name: 'to-host',
          match: [{ gateways: ['istio-system/egress'], port: 443 }],
          route: [{ destination: { host: 'api.payments.example', port: { number: 80 } } }],
        },
      ],
    });
  });

  test('is told nothing of the mesh', () => {
    const [, toHost] = routes.http as [unknown, { headers: { request: { remove: string[] } } }];
    expect(toHost.headers.request.remove).toContain('x-forwarded-client-cert');
  });

  test('is called by TLS whose certificate is checked, host by host', () => {
    for (const region of ['api', 'eu']) {
      const host = `${region}.payments.example`;
      expect(objects.get(`DestinationRule shop/payments-${region}-payments-example`)?.['spec']).toMatchObject({
        host,
        trafficPolicy: {
          tls: { mode: 'SIMPLE', sni: host, subjectAltNames: [host], caCertificates: 'system' },
          outlierDetection: { consecutive5xxErrors: 5 },
        },
      });
    }
  });

  test('has sidecars name the host to the gateway', () => {
    const { subsets } = objects.get('DestinationRule istio-system/egress')?.['spec'] as { subsets: unknown[] };
    expect(subsets).toEqual(
      ['api', 'eu'].map((region) => ({
        name: `${region}-payments-example`,
        trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', sni: `${region}.payments.example` } },
      })),
    );
  });
});

test('an external service without a gateway is called by sidecars themselves, on its own port', () => {
  const objects = objectsOf(made(() => undefined));
  expect(objects.get('ServiceEntry shop/direct')?.['spec']).toMatchObject({
    ports: [{ number: 80, targetPort: 8443 }],
  });
  expect(objects.get('VirtualService shop/direct')?.['spec']).toMatchObject({
    hosts: ['api.direct.example'],
    http: [{ name: 'direct', route: [{ destination: { host: 'api.direct.example', port: { number: 80 } } }] }],
  });
});

test('the namespace of the egress gateway itself cannot be confined', () => {
  expect(() => chartOf((chart) => new EgressGateway(chart, 'egress', { confine: ['istio-system'] }))).toThrow(
    /could not leave the cluster either: leave its namespace out of `confine`/,
  );
});

test('a confined namespace reaches pods of the cluster only', () => {
  expect(objectsOf(made(() => undefined)).get('NetworkPolicy shop/egress-only')?.['spec']).toEqual({
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: {} }] }],
  });
});
