import { parseRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, fate, istio } from './meshes';

const core = (kind: string, name: string, spec: string): string => {
  const [namespace, own] = name.split('/');
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
  return `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${own!}, namespace: ${namespace!} }, spec: ${spec} }\n`;
};
const deployment = (name: string, account: string, labels = ''): string =>
  core(
    'Deployment',
    name,
    `{ template: { metadata: { labels: { app: ${name.split('/')[1]!}${labels} } }, spec: { serviceAccountName: ${account} } } }`,
  );
const service = (name: string): string =>
  core('Service', name, `{ selector: { app: ${name.split('/')[1]!} }, ports: [{ port: 80, name: http }] }`);

const MESH = [
  istio(
    'Gateway',
    'istio-system/edge',
    "{ selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }] }",
  ),
  deployment('shop/web', 'bookinfo-web'),
  service('shop/web'),
  service('shop/ratings'),
  deployment('legacy/old', 'old', ', security.istio.io/tlsMode: disabled'),
];
const NO_PODS = [MESH[0]!, service('shop/web'), service('shop/ratings')];

function ask(url: string, from: string, objects: readonly string[] = MESH, as?: string): readonly unknown[] {
  const { doubts, ...rest } = answer(parseRequest({ url, from, ...(as !== undefined && { as }) }), objects);
  return [fate({ doubts, ...rest }), ...doubts];
}

test.each(['shop/web', 'shop/bookinfo-web'])('a workload may be called by its name or its account: %s', (from) => {
  expect(ask('http://web/', from)).toEqual(['web 100']);
});

test('the pods of gateways may be called as explanations call them', () => {
  expect(ask('http://x.example/', 'istio-system/ingressgateway')[0]).toBe('404 not-found');
});

test('who is not there is told with who is, and with what else would do', () => {
  expect(() => ask('http://web/', 'elsewhere/nothing')).toThrow(
    'there is no gateway or workload "elsewhere/nothing"; there are ingress, istio-system/edge, shop/web, legacy/old, and whoever has an identity (as)',
  );
  expect(ask('http://web/', 'elsewhere/nothing', MESH, 'cluster.local/ns/a/sa/b')).toContain('assumed workload');
});

describe('a service that no pods of the set are behind', () => {
  test('has none, and sends nothing, where the set makes pods in its namespace', () => {
    expect(ask('http://ratings/', 'shop/web')).toEqual(['503 unavailable']);
    expect(() => ask('http://web/', 'shop/ratings')).toThrow('there is no gateway or workload "shop/ratings"');
  });

  test('is taken to have some, with a doubt, where the set makes none there', () => {
    expect(ask('http://ratings/', 'shop/web', NO_PODS)).toEqual(['ratings 100', 'assumed workload']);
    expect(ask('http://web/', 'shop/ratings', NO_PODS)).toEqual(['web 100', 'assumed workload']);
  });
});

test('a name of no service leads nowhere, where the set makes the pods of the namespace', () => {
  const { outcome, status, trace } = answer(parseRequest({ url: 'http://web/', from: 'legacy/old' }), MESH);
  expect([outcome, status]).toEqual(['unavailable', undefined]);
  expect(trace.at(-1)!.because).toBe('there is no service web in legacy, so that the name leads nowhere');
});
