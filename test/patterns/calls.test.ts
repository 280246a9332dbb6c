import type { AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { EgressGateway, ExternalService, MeshService } from '../../src/patterns';
import { RULES } from '../../src/check/rules';
import { check } from '../../src/check/check';
import { Mesh } from '../../src/mesh/mesh';
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
          to: [{ operation: { hosts: ['api.payments.example', 'eu.payments.example'], methods: ['POST'] } }],
        },
      ],
    });
  });

  test('to an external service that no gateway leads to needs no policy', () => {
    const objects = objectsOf(made(({ a, direct }) => a.mayCall(direct)));
    expect([...objects.keys()].filter((name) => name.startsWith('AuthorizationPolicy'))).toEqual([]);
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

  test('is reported with its reason', () => {
    const { set } = synthesize(
      made(({ a }) => a.admitPlaintext(exception)),
      'test',
    );
    const found = check(
      new Mesh(set),
      RULES.filter(({ name }) => name === 'PlaintextCaller'),
    );
    expect(found.map(({ message }) => message)).toEqual([
      'callers without an identity are let in: the batch host joins the mesh in spring',
    ]);
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
        trafficPolicy: {
          portLevelSettings: [
            { port: { number: 443 }, tls: { mode: 'ISTIO_MUTUAL', sni: `${region}.payments.example` } },
          ],
        },
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

test('a confined namespace reaches pods of the cluster only', () => {
  expect(objectsOf(made(() => undefined)).get('NetworkPolicy shop/egress-only')?.['spec']).toEqual({
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: {} }] }],
  });
});
