import { Testing } from 'cdk8s';
import { Gateway, GatewayServer } from '../../../src/constructs/istio';
import { expectManifests, expectRefusal } from '../golden';

const https = (...hosts: string[]): GatewayServer => ({
  port: { number: 443, name: 'https', protocol: 'HTTPS' },
  hosts,
  tls: { mode: 'SIMPLE', credentialName: 'shop-tls' },
});
const http = (...hosts: string[]): GatewayServer => ({ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts });
const props = { namespace: 'istio-system', selector: { istio: 'ingressgateway' } };

test('a gateway is its selector and its servers', () => {
  expectManifests(
    (chart) =>
      new Gateway(chart, 'main', {
        ...props,
        labels: { team: 'edge' },
        annotations: { note: 'x' },
        servers: [https('*.example.com', 'prod/*.example.org', './*', '*')],
      }),
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: main
  namespace: istio-system
  labels: { team: edge }
  annotations: { note: x }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ["*.example.com", "prod/*.example.org", "./*", "*"]
      tls: { mode: SIMPLE, credentialName: shop-tls }
`,
  );
});

test('it may have another name than its construct, and get servers later', () => {
  expectManifests(
    (chart) =>
      new Gateway(chart, 'main', { ...props, name: 'main-gateway', servers: [https('a.com')] }).addServer(
        http('a.com'),
      ),
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main-gateway, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [a.com], tls: { mode: SIMPLE, credentialName: shop-tls } }
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [a.com] }
`,
  );
});

test('virtual services name it by namespace and name', () => {
  const gateway = new Gateway(Testing.chart(), 'main', { ...props, servers: [http('a.com')] });
  expect(gateway.reference).toBe('istio-system/main');
});

describe('a host of a gateway', () => {
  const gateway = () =>
    new Gateway(Testing.chart(), 'main', { ...props, servers: [https('*.example.com'), http('b.com', 'prod/c.com')] });

  test.each(['shop.example.com', '*.example.com', 'b.com', 'c.com'])(
    'may be %s, which one of its servers serves',
    (host) => {
      const own = gateway();
      expect(own.host(host)).toMatchObject({ gateway: own, host });
    },
  );

  test('may be of a server that was added', () => {
    const own = gateway();
    own.addServer({ ...http('d.com'), port: { number: 8080, name: 'http-alt', protocol: 'HTTP' } });
    expect(own.host('d.com').host).toBe('d.com');
  });

  test('outside of it is refused', () => {
    expectRefusal(
      (chart) =>
        new Gateway(chart, 'main', {
          ...props,
          servers: [https('*.example.com'), http('*.example.com', 'b.com')],
        }).host('example.com'),
      '[test/main] the host example.com is outside of the gateway, which serves *.example.com, b.com: add it to the hosts of the gateway, or expose it on a gateway that serves it',
    );
  });

  test('that is none is refused', () => {
    expectRefusal(
      (chart) => new Gateway(chart, 'main', { ...props, servers: [http('*')] }).host('shop.example.com:443'),
      '[test/main] the host "shop.example.com:443" has a port; ports are stated separately: write a host name such as shop.example.com',
    );
  });
});

describe('a gateway is refused', () => {
  test('without servers', () => {
    expectRefusal(
      (chart) => new Gateway(chart, 'main', { ...props, servers: [] }),
      '[test/main] the gateway has no server: add one to `servers`',
    );
  });

  test('with two servers of one port name, which Istio would merge', () => {
    expectRefusal(
      (chart) => new Gateway(chart, 'main', { ...props, servers: [http('a.com'), http('b.com')] }),
      '[test/main] two servers have the port name "http": give each port its own name',
    );
  });

  test.each(['https://a.com', 'prod/a.*.com', 'a.com:443'])('with the host %s', (host) => {
    expect(() => new Gateway(Testing.chart(), 'main', { ...props, servers: [http(host)] })).toThrow(
      /^\[test\/main\] the host ".*" .*: write shop\.example\.com, \*\.example\.com or \*$/,
    );
  });
});

describe("another repository's gateway", () => {
  const fromName = (hosts?: readonly string[]) =>
    Gateway.fromName(Testing.chart(), 'shared', { name: 'shared', namespace: 'edge', hosts });

  test('makes no object', () => {
    expectManifests((chart) => Gateway.fromName(chart, 'shared', { name: 'shared', namespace: 'edge' }), '');
  });

  test('is named like an own one', () => {
    expect(fromName().reference).toBe('edge/shared');
  });

  test('takes every host where nobody here knows what it serves', () => {
    expect(fromName().host('anything.example').host).toBe('anything.example');
  });

  test('takes its own hosts only, where they are known', () => {
    expect(fromName(['*.example.com']).host('a.example.com').host).toBe('a.example.com');
    expect(() => fromName(['*.example.com']).host('a.example.org')).toThrow(
      '[test/shared] the host a.example.org is outside of the gateway, which serves *.example.com',
    );
  });

  test('takes no host that is none', () => {
    expect(() => fromName().host('a_b')).toThrow('[test/shared] the host "a_b" is not a DNS name');
  });
});
