import { parseRequest } from '../../../src/mesh/traffic/parse-request';
import { answer, istio } from './meshes';

const BUCKET = `filter_enabled: { default_value: { numerator: 100 } }
            filter_enforced: { default_value: { numerator: 100 } }`;
const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit';
const filter = (name: string, config: string): string => `
    - applyTo: HTTP_FILTER
      match: { context: GATEWAY }
      patch:
        operation: INSERT_FIRST
        value:
          name: ${name}
          typed_config:
            "@type": ${TYPE}
            ${config}`;
const override = (name: string, applyTo: string, routeConfiguration: string, tokens: number): string => `
    - applyTo: ${applyTo}
      match: { context: GATEWAY, routeConfiguration: ${routeConfiguration} }
      patch:
        operation: MERGE
        value:
          typed_per_filter_config:
            ${name}: { "@type": ${TYPE}, token_bucket: { max_tokens: ${tokens}, tokens_per_fill: ${tokens}, fill_interval: 60s }, filter_enabled: { default_value: { numerator: 100 } }, filter_enforced: { default_value: { numerator: 100 } } }`;
const bucket = (tokens: number, enabled = BUCKET): string =>
  `token_bucket: { max_tokens: ${tokens}, tokens_per_fill: ${tokens}, fill_interval: 1s }
            ${enabled}`;

const MESH = [
  istio(
    'Gateway',
    'istio-system/edge',
    '{ selector: { istio: ingressgateway }, servers: [{ hosts: ["*"], port: { name: http, number: 80, protocol: HTTP } }] }',
  ),
  istio(
    'VirtualService',
    'shop/web',
    `{ hosts: [a.test, longer.test], gateways: [istio-system/edge], http: [{ name: search, match: [{ name: exact, uri: { prefix: /s } }], route: [{ destination: { host: web } }] }, { name: rest, route: [{ destination: { host: web } }] }] }`,
  ),
];

function limits(url: string, patches: readonly string[], more = ''): readonly string[] {
  const envoyFilter = istio('EnvoyFilter', 'istio-system/limits', `\n  configPatches:${patches.join('')}\n  ${more}`);
  const { applied } = answer(parseRequest({ url }), [...MESH, envoyFilter]);
  return (applied.rateLimits ?? []).map(({ limit }) => limit);
}

test.each<[string, string[], string, string[]]>([
  ['a filter limits all', ['10 per 1s'], 'http://a.test/', [filter('f', bucket(10))]],
  ['one that is not enabled limits nobody', [], 'http://a.test/', [filter('f', bucket(10, ''))]],
  [
    'a route has a limit of its own',
    ['60 per 60s'],
    'http://a.test/s',
    [filter('f', bucket(10)), override('f', 'HTTP_ROUTE', '{ vhost: { route: { name: search.exact } } }', 60)],
  ],
  [
    'which is not that of others',
    ['10 per 1s'],
    'http://a.test/',
    [filter('f', bucket(10)), override('f', 'HTTP_ROUTE', '{ vhost: { route: { name: search.exact } } }', 60)],
  ],
  [
    'filters of two names both count',
    ['10 per 1s', '60 per 60s'],
    'http://a.test/',
    [filter('f', bucket(10)), filter('g', 'stat_prefix: g'), override('g', 'VIRTUAL_HOST', '{}', 60)],
  ],
  [
    'hosts with the same routes have the name of the longest',
    ['60 per 60s'],
    'http://a.test/',
    [filter('f', 'stat_prefix: f'), override('f', 'VIRTUAL_HOST', '{ vhost: { name: "longer.test:80" } }', 60)],
  ],
  [
    'so that a patch of the other one is for nobody',
    [],
    'http://a.test/',
    [filter('f', 'stat_prefix: f'), override('f', 'VIRTUAL_HOST', '{ vhost: { name: "a.test:80" } }', 60)],
  ],
  ['a limit of a filter that is not there is none', [], 'http://a.test/', [override('f', 'VIRTUAL_HOST', '{}', 60)]],
])('%s: %j', (_, expected, url, patches) => {
  expect(limits(url, patches)).toEqual(expected);
});

test('a filter for other pods does not limit these', () => {
  expect(limits('http://a.test/', [filter('f', bucket(10))], 'workloadSelector: { labels: { istio: other } }')).toEqual(
    [],
  );
  expect(
    limits('http://a.test/', [filter('f', bucket(10))], 'workloadSelector: { labels: { istio: ingressgateway } }'),
  ).toEqual(['10 per 1s']);
});

test('what a patch of routes does beside is nobody’s to know, and the answer says so', () => {
  const patch = `
    - applyTo: HTTP_ROUTE
      match: { context: GATEWAY }
      patch: { operation: MERGE, value: { route: { timeout: 1s } } }`;
  const envoyFilter = istio('EnvoyFilter', 'istio-system/other', `\n  configPatches:${patch}`);
  expect(answer(parseRequest({ url: 'http://a.test/' }), [...MESH, envoyFilter]).doubts).toContain('Envoy filters');
});
