import { Testing } from 'cdk8s';
import { DestinationRule, Gateway, HttpRoute, ServiceReference, VirtualService } from '../../../src/constructs/istio';
import { milliseconds, seconds } from '../../../src/model/duration';
import { percent } from '../../../src/model/percent';
import { expectManifests, expectRefusal } from '../golden';

const reviews = ServiceReference.inCluster('reviews', 'shop');
const ratings = ServiceReference.inCluster('ratings', 'shop');
const props = { namespace: 'shop', hosts: [reviews] };
const toReviews = { route: [{ destination: reviews.destination() }] };

function expectSpec(http: readonly HttpRoute[], yaml: string): void {
  expectManifests(
    (chart) => new VirtualService(chart, 'reviews', { ...props, http }),
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews.shop.svc.cluster.local]
  http:
${yaml.trim().replace(/^/gm, '    ')}
`,
  );
}

const REVIEWS = 'reviews.shop.svc.cluster.local';
const RATINGS = 'ratings.shop.svc.cluster.local';

describe('a rule', () => {
  test('sends to its only destination, without saying that it gets all', () => {
    expectSpec(
      [{ name: 'default', ...toReviews }],
      `- { name: default, route: [{ destination: { host: ${REVIEWS} } }] }`,
    );
    expectSpec(
      [{ route: [{ destination: reviews.destination(), weight: percent(100) }] }],
      `- { route: [{ destination: { host: ${REVIEWS} } }] }`,
    );
  });

  test('shares requests by weights, subsets, ports and headers', () => {
    const chart = Testing.chart();
    const rule = new DestinationRule(chart, 'rule', {
      namespace: 'shop',
      service: reviews,
      subsets: { stable: { labels: { version: 'v1' } } },
    });
    expectSpec(
      [
        {
          route: [
            { destination: rule.subset('stable').onPort(8080), weight: percent(90) },
            { destination: ratings.destination(9080), weight: percent(10), headers: { response: { set: { a: 'b' } } } },
            { destination: ratings.destination(), weight: percent(0) },
          ],
        },
      ],
      `
- route:
    - { destination: { host: ${REVIEWS}, subset: stable, port: { number: 8080 } }, weight: 90 }
    - { destination: { host: ${RATINGS}, port: { number: 9080 } }, weight: 10, headers: { response: { set: { a: b } } } }
    - { destination: { host: ${RATINGS} }, weight: 0 }
`,
    );
  });

  test('may redirect, answer itself or delegate', () => {
    expectSpec(
      [
        { match: [{ uri: { prefix: '/old' } }], redirect: { uri: '/new' } },
        { match: [{ uri: { exact: '/robots.txt' } }], directResponse: { status: 404 } },
        { delegate: { name: 'routes', namespace: 'other' } },
      ],
      `
- { match: [{ uri: { prefix: /old } }], redirect: { uri: /new } }
- { match: [{ uri: { exact: /robots.txt } }], directResponse: { status: 404 } }
- { delegate: { name: routes, namespace: other } }
`,
    );
  });

  test('carries everything that can be done to a request', () => {
    expectSpec(
      [
        {
          ...toReviews,
          match: [],
          timeout: milliseconds(1500),
          retries: { attempts: 3, perTryTimeout: milliseconds(500), on: ['connect-failure', '503'] },
          mirrors: [
            { destination: ratings.destination() },
            { destination: ratings.destination(80), percentage: percent(0.5) },
          ],
          rewrite: { uri: '/' },
          fault: { delay: { fixedDelay: '1s', percentage: { value: 1 } } },
          corsPolicy: { allowOrigins: [{ exact: 'https://example.com' }] },
          headers: { request: { remove: ['x-internal'] } },
        },
        { ...toReviews, timeout: seconds(10), retries: { attempts: 0 } },
      ],
      `
- route: [{ destination: { host: ${REVIEWS} } }]
  timeout: 1.5s
  retries: { attempts: 3, perTryTimeout: 500ms, retryOn: "connect-failure,503" }
  mirrors:
    - { destination: { host: ${RATINGS} } }
    - { destination: { host: ${RATINGS}, port: { number: 80 } }, percentage: { value: 0.5 } }
  rewrite: { uri: / }
  fault: { delay: { fixedDelay: 1s, percentage: { value: 1 } } }
  corsPolicy: { allowOrigins: [{ exact: "https://example.com" }] }
  headers: { request: { remove: [x-internal] } }
- { route: [{ destination: { host: ${REVIEWS} } }], timeout: 10s, retries: { attempts: 0 } }
`,
    );
  });

  test.each<[HttpRoute, string]>([
    [{ name: 'empty' }, 'the rule empty sets none of route, redirect, directResponse and delegate'],
    [
      { ...toReviews, redirect: { uri: '/' } },
      'the rule http[0] sets route and redirect of route, redirect, directResponse and delegate',
    ],
    [
      { directResponse: { status: 200 }, delegate: { name: 'a', namespace: 'b' } },
      'the rule http[0] sets directResponse and delegate of route, redirect, directResponse and delegate',
    ],
  ])('that does not say one thing to do is refused: %#', (rule, what) => {
    expectRefusal(
      (chart) => new VirtualService(chart, 'v', { ...props, http: [rule] }),
      `[test/v] ${what}: set exactly one of them`,
    );
  });

  test('with no destination is refused', () => {
    expectRefusal(
      (chart) => new VirtualService(chart, 'v', { ...props, http: [{ route: [] }] }),
      '[test/v] a route has no destination: add one',
    );
  });

  test.each([
    [
      [70, 70],
      '[test/v] weights sum to 140, not 100, so that Envoy would serve other shares than they say: lower one of 70, 70',
    ],
    [
      [50, 49],
      '[test/v] weights sum to 99, not 100, so that Envoy would serve other shares than they say: raise one of 50, 49',
    ],
    [
      [50, undefined],
      '[test/v] weights sum to 50, not 100, so that Envoy would serve other shares than they say: raise one of 50, 0',
    ],
  ])('with the weights %p is refused', (weights, message) => {
    const route = weights.map((weight) => ({
      destination: reviews.destination(),
      weight: weight === undefined ? undefined : percent(weight),
    }));
    expectRefusal((chart) => new VirtualService(chart, 'v', { ...props, http: [{ route }] }), message);
    expectRefusal((chart) => {
      new VirtualService(chart, 'v', props).addHttpRoute({ route });
    }, message);
    expectRefusal(
      (chart) => new VirtualService(chart, 'v', { ...props, tls: [{ sniHosts: ['a.com'], route }] }),
      message,
    );
  });

  test.each([-1, 1.5])('that tries %d times is refused', (attempts) => {
    expect(
      () => new VirtualService(Testing.chart(), 'v', { ...props, http: [{ ...toReviews, retries: { attempts } }] }),
    ).toThrow(`http[0].retries.attempts: ${attempts} is no number of times: pass a whole number such as 2`);
  });

  test.each([{ on: ['503'] }, { perTryTimeout: seconds(1) }])(
    'that tries nothing again is refused, where it says how: %j',
    (details) => {
      const retries = { attempts: 0, ...details };
      expect(() => new VirtualService(Testing.chart(), 'v', { ...props, http: [{ ...toReviews, retries }] })).toThrow(
        /the rule http\[0\] tries nothing again, but says when or how long/,
      );
    },
  );

  test('with a weight that is no whole percentage is refused', () => {
    const route = [33.4, 66.6].map((weight) => ({ destination: reviews.destination(), weight: percent(weight) }));
    expect(() => new VirtualService(Testing.chart(), 'v', { ...props, http: [{ route }] })).toThrow(
      'percent(33.4): route weights are whole percentages; round it to 33',
    );
  });
});

describe('hosts', () => {
  const gatewayOf = (chart: ReturnType<typeof Testing.chart>, name: string) =>
    Gateway.fromName(chart, name, { name, namespace: 'edge' });

  test('on gateways bind it to the gateways, and to the mesh only where a service is among them', () => {
    expectManifests(
      (chart) => {
        const [main, other] = [gatewayOf(chart, 'main'), gatewayOf(chart, 'other')];
        new VirtualService(chart, 'edge', {
          namespace: 'shop',
          hosts: [main.host('a.com'), main.host('b.com'), other.host('a.com')],
        });
        new VirtualService(chart, 'both', { namespace: 'shop', hosts: [reviews, main.host('a.com')], exportTo: ['.'] });
      },
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: edge, namespace: shop }
spec: { hosts: [a.com, b.com], gateways: [edge/main, edge/other] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: both, namespace: shop }
spec: { hosts: [reviews.shop.svc.cluster.local, a.com], gateways: [edge/main, mesh], exportTo: [.] }
`,
    );
  });

  test('and rules may be added until the manifest is made', () => {
    expectManifests(
      (chart) => {
        const routes = new VirtualService(chart, 'routes', props);
        routes.addHost(gatewayOf(chart, 'main').host('a.com'));
        routes.addHttpRoute({ match: [{ uri: { exact: '/' } }], redirect: { uri: '/home' } });
        routes.addHttpRoute(toReviews);
        routes.addTlsRoute({ sniHosts: ['a.com'], port: 443, route: [{ destination: reviews.destination(8443) }] });
      },
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: routes, namespace: shop }
spec:
  hosts: [${REVIEWS}, a.com]
  gateways: [edge/main, mesh]
  http:
    - { match: [{ uri: { exact: / } }], redirect: { uri: /home } }
    - { route: [{ destination: { host: ${REVIEWS} } }] }
  tls:
    - match: [{ sniHosts: [a.com], port: 443 }]
      route: [{ destination: { host: ${REVIEWS}, port: { number: 8443 } } }]
`,
    );
  });

  test('that are none make it a delegate', () => {
    expectManifests(
      (chart) => new VirtualService(chart, 'routes', { namespace: 'shop', hosts: [], http: [toReviews] }),
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: routes, namespace: shop }
spec: { http: [{ route: [{ destination: { host: ${REVIEWS} } }] }] }
`,
    );
  });
});

test('it can hand all requests to a delegate, in place of its own rules', () => {
  expectManifests(
    (chart) => {
      const external = VirtualService.fromName(chart, 'external', { name: 'routes', namespace: 'other' });
      new VirtualService(chart, 'root', { ...props, http: [toReviews] }).delegateTo(external);
    },
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root, namespace: shop }
spec: { hosts: [${REVIEWS}], http: [{ delegate: { name: routes, namespace: other } }] }
`,
  );
});
