import { admits, GatewayView, parseGatewayHost } from '../../src/mesh/gateway';
import { manifestsOf } from '../fixtures/manifests';

test.each([
  ['shop.example.com', { namespace: '*', host: 'shop.example.com' }],
  ['*', { namespace: '*', host: '*' }],
  ['*/shop.example.com', { namespace: '*', host: 'shop.example.com' }],
  ['prod/*.example.com', { namespace: 'prod', host: '*.example.com' }],
  ['./*', { namespace: 'edge', host: '*' }],
])('in the namespace edge, the gateway host %s means %p', (text, pattern) => {
  expect(parseGatewayHost(text, 'edge')).toEqual(pattern);
});

test.each([
  ['*.example.com', 'shop.example.com', 'default', true],
  ['*.example.com', 'example.com', 'default', false],
  ['shop.example.com', '*.example.com', 'default', true],
  ['prod/*.example.com', 'shop.example.com', 'prod', true],
  ['prod/*.example.com', 'shop.example.com', 'default', false],
  ['./*', 'shop.example.com', 'edge', true],
  ['./*', 'shop.example.com', 'default', false],
])('a server with %s serves %s of the namespace %s: %p', (text, host, namespace, serves) => {
  expect(admits(parseGatewayHost(text, 'edge'), host, namespace)).toBe(serves);
});

describe('a gateway', () => {
  const gatewayOf = (spec: string) =>
    new GatewayView(
      manifestsOf(
        `{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: g, namespace: edge }${spec} }`,
      )[0]!,
    );

  test('serves what any of its servers serves', () => {
    const gateway = gatewayOf(', spec: { servers: [{ hosts: [a.com, ./b.com] }, { hosts: [c.com] }] }');
    expect(gateway.serves('c.com', 'default')).toBe(true);
    expect(gateway.serves('b.com', 'edge')).toBe(true);
    expect(gateway.serves('b.com', 'default')).toBe(false);
    expect(gateway.serves('d.com', 'edge')).toBe(false);
  });

  test('has the servers that admit one of several hosts', () => {
    const gateway = gatewayOf(
      ', spec: { servers: [{ hosts: [a.com, ./b.com] }, { hosts: [c.com] }, { hosts: [b.com] }] }',
    );
    const hostsOf = (hosts: readonly string[], namespace: string) =>
      gateway.serversOf(hosts, namespace).map((server) => server.hosts);
    expect(hostsOf(['b.com'], 'edge')).toEqual([['a.com', './b.com'], ['b.com']]);
    expect(hostsOf(['b.com', 'c.com'], 'shop')).toEqual([['c.com'], ['b.com']]);
    expect(hostsOf(['d.com'], 'edge')).toEqual([]);
  });

  test('without servers or without a spec serves nothing', () => {
    expect(gatewayOf(', spec: {}').serves('a.com', 'edge')).toBe(false);
    expect(gatewayOf('').serves('a.com', 'edge')).toBe(false);
  });
});
