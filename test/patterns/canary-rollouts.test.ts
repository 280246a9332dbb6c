import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, Testing } from 'cdk8s';
import { FieldOwnership } from '../../src/constructs/field-ownership';
import { milliseconds, minutes, seconds } from '../../src/model/duration';
import { locateInStack } from '../../src/model/call-site';
import { percent } from '../../src/model/percent';
import { perSecond } from '../../src/model/rate';
import {
  argoRollouts,
  ArgoRolloutsProps,
  CanaryService,
  CanaryServiceProps,
  Certificate,
  ControlledCanaryProps,
  IngressGateway,
} from '../../src/patterns';
import { synthesize } from '../../src/synth/synthesize';
import { expectManifests, expectRefusal } from '../constructs/golden';
import { documents } from '../fixtures/manifests';
import { lineFinder } from '../fixtures/source-lines';
import { chartOf, objectsOf } from '../fixtures/trees';
import { routing } from './applications';
import { controlledShop, PROMETHEUS, rolloutsDelivery } from './canary-controllers';

const lineOf = lineFinder(__filename);

const shop = (scope: Chart, props: Partial<ControlledCanaryProps> = {}): CanaryService =>
  new CanaryService(scope, 'shop', { port: 80, progressiveDelivery: rolloutsDelivery, ...props });

const gatewayOf = (scope: Chart, id = 'edge', mode: 'SIMPLE' | 'PASSTHROUGH' = 'SIMPLE'): IngressGateway =>
  new IngressGateway(scope, id, {
    hosts: ['*.example.com'],
    tls: mode === 'SIMPLE' ? { mode, certificate: Certificate.fromSecretName('tls') } : { mode },
  });

const requests = 'reporter="destination",destination_workload_namespace="default",pod=~"shop-{{args.canary-hash}}-.*"';

test('the weights that Argo Rollouts moves are in a virtual service of their own, and all else stays Git’s', () => {
  expectManifests(
    (chart) => shop(chart, { paths: { '/v1/search': { name: 'search', timeout: seconds(3) } } }),
    `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop, namespace: default, labels: { app.kubernetes.io/name: shop } }
spec:
  host: shop.default.svc.cluster.local
  trafficPolicy:
    connectionPool:
      tcp: { connectTimeout: 3s, maxConnections: 100 }
      http: { http1MaxPendingRequests: 100, http2MaxRequests: 1000 }
    loadBalancer: { simple: LEAST_REQUEST }
    outlierDetection: { consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s, maxEjectionPercent: 50 }
  subsets:
    - { name: stable, labels: { app: shop } }
    - { name: canary, labels: { app: shop } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop-weights, namespace: default, labels: { app.kubernetes.io/name: shop } }
spec:
  http:
    - name: weighted
      route:
        - destination: { host: shop.default.svc.cluster.local, subset: stable, port: { number: 80 } }
          weight: 100
        - destination: { host: shop.default.svc.cluster.local, subset: canary, port: { number: 80 } }
          weight: 0
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: default, labels: { app.kubernetes.io/name: shop } }
spec:
  hosts: [shop.default.svc.cluster.local]
  http:
    - name: search-canary-header
      match:
        - { uri: { exact: /v1/search }, headers: { x-canary: { exact: "true" } } }
        - { uri: { prefix: /v1/search/ }, headers: { x-canary: { exact: "true" } } }
      route: [{ destination: { host: shop.default.svc.cluster.local, subset: canary, port: { number: 80 } } }]
      timeout: 3s
      retries: &retries { attempts: 2, retryOn: "connect-failure,refused-stream,reset-before-request" }
    - name: search
      match: [{ uri: { exact: /v1/search } }, { uri: { prefix: /v1/search/ } }]
      delegate: { name: shop-weights, namespace: default }
      timeout: 3s
      retries: *retries
    - name: canary-header
      match: [{ headers: { x-canary: { exact: "true" } } }]
      route: [{ destination: { host: shop.default.svc.cluster.local, subset: canary, port: { number: 80 } } }]
      timeout: 15s
      retries: *retries
    - name: default
      delegate: { name: shop-weights, namespace: default }
      timeout: 15s
      retries: *retries
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: shop-analysis, namespace: default, labels: { app.kubernetes.io/name: shop } }
spec:
  args: [{ name: canary-hash }]
  metrics:
    - &checked
      name: request-success-rate
      interval: 60s
      initialDelay: 60s
      failureLimit: 2
      inconclusiveLimit: 3
      successCondition: "len(result) > 0 && all(result, {# >= 99})"
      failureCondition: "any(result, {# < 99})"
      provider:
        prometheus:
          address: http://prometheus.istio-system:9090
          query: '100 * (1 - (sum(rate(istio_requests_total{${requests},response_code=~"5.*"}[60s])) or vector(0)) / sum(rate(istio_requests_total{${requests}}[60s])))'
    - name: request-duration
      interval: 60s
      initialDelay: 60s
      failureLimit: 2
      inconclusiveLimit: 3
      successCondition: "len(result) > 0 && all(result, {# <= 500})"
      failureCondition: "any(result, {# > 500})"
      provider:
        prometheus:
          address: http://prometheus.istio-system:9090
          query: histogram_quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${requests}}[60s])))
`,
  );
});

test('the analysis may be a step of the Rollout, and have metrics of one’s own', () => {
  const props: ArgoRolloutsProps = {
    prometheus: PROMETHEUS,
    rollout: 'shop-v2',
    failedChecks: 1,
    successRate: percent(95.5),
    interval: seconds(30),
    count: 2,
    args: [{ name: 'topic', value: 'orders' }],
    metrics: [{ name: 'lag', query: 'lag{topic="{{args.topic}}"}', max: 7, whenEmpty: 'failure' }],
  };
  const made = objectsOf(chartOf((chart) => shop(chart, { progressiveDelivery: argoRollouts(props) })));
  expect(made.get('AnalysisTemplate default/shop-analysis')?.['spec']).toMatchObject({
    args: [{ name: 'canary-hash' }, { name: 'topic', value: 'orders' }],
    metrics: [
      {
        name: 'request-success-rate',
        interval: '30s',
        count: 2,
        failureLimit: 0,
        inconclusiveLimit: 2,
        successCondition: 'len(result) > 0 && all(result, {# >= 95.5})',
        provider: {
          prometheus: { query: expect.stringContaining('pod=~"shop-v2-{{args.canary-hash}}-.*"') as string },
        },
      },
      { name: 'lag', successCondition: 'len(result) > 0 && all(result, {# <= 7})' },
    ],
  });
});

describe('who owns which field', () => {
  const owned = (build: (chart: Chart) => void) => synthesize(chartOf(build), 'test');

  test('is declared: the two weights, and the hash of each subset', () => {
    const { set, refused } = owned((chart) => shop(chart));
    expect(refused).toEqual([]);
    expect(
      set.ownedFields.map(({ identity, pointers, owner }) => [identity.kind, identity.name, owner, pointers]),
    ).toEqual([
      [
        'VirtualService',
        'shop-weights',
        'rollouts-controller',
        ['/spec/http/0/route/0/weight', '/spec/http/0/route/1/weight'],
      ],
      [
        'DestinationRule',
        'shop',
        'rollouts-controller',
        ['/spec/subsets/0/labels/rollouts-pod-template-hash', '/spec/subsets/1/labels/rollouts-pod-template-hash'],
      ],
    ]);
  });

  test('and nobody can own it besides', () => {
    const { refused } = owned((chart) => {
      const { weights } = shop(chart);
      const pointers = ['/spec/http/0/route/1/weight'];
      new FieldOwnership(chart, 'rival', { resource: weights!.resource, pointers, owner: 'flagger' });
    });
    expect(refused.map(({ code, pointer, message }) => [code, pointer, message])).toEqual([
      ['IGO0111', '/spec/http/0/route/1/weight', 'rollouts-controller and flagger both own the field'],
    ]);
  });
});

describe('exposed on a gateway', () => {
  test('its hosts, and the header before the weights, are those of the virtual service that delegates', () => {
    const objects = objectsOf(chartOf((chart) => void controlledShop(chart)));
    const virtualService = objects.get('VirtualService default/shop');
    expect(virtualService?.['spec']).toMatchObject({
      hosts: ['shop.default.svc.cluster.local', 'shop.example.com'],
      gateways: ['istio-system/main-gateway', 'mesh'],
    });
    const delegate = { name: 'shop-weights', namespace: 'default' };
    expect(routing(virtualService)).toMatchObject([
      { name: 'search-canary-header', to: ['canary'] },
      { name: 'search', delegate },
      { name: 'canary-header', to: ['canary'] },
      { name: 'default', delegate },
    ]);
    expect(routing(objects.get('VirtualService default/shop-weights'))).toEqual([
      { name: 'weighted', to: ['stable 100', 'canary 0'] },
    ]);
  });

  test('its routes are limited by the names that Istio gives them: of both virtual services', () => {
    const objects = objectsOf(
      chartOf((chart) => {
        const { edge, shop: application } = controlledShop(chart);
        edge.limitRoute(application, 'search', perSecond(10));
      }),
    );
    const text = JSON.stringify(objects.get('EnvoyFilter istio-system/main-gateway-rate-limits'));
    expect(text).toContain('"search-weighted"');
    expect(text).toContain('"search-canary-header"');
    expect(text).not.toContain('"search"');
  });
});

describe('refused is', () => {
  test.each<[string, (chart: Chart) => void]>([
    [
      'a path of a host',
      (chart) => {
        gatewayOf(chart).expose(shop(chart), { host: 'all.example.com', path: '/shop' });
      },
    ],
    [
      'a second gateway',
      (chart) => {
        const application = shop(chart);
        gatewayOf(chart).expose(application, { host: 'shop.example.com' });
        gatewayOf(chart, 'other').expose(application, { host: 'shop.example.com' });
      },
    ],
  ])('%s, whose root would delegate to a virtual service that delegates', (_, build) => {
    expectRefusal(
      build,
      '[test/shop] its routes delegate to shop-weights already, and Istio follows one level: expose it on whole hosts of one gateway, or leave its weights to Git or Flagger',
    );
  });

  test('a passthrough gateway', () => {
    expectRefusal((chart) => {
      gatewayOf(chart, 'tls', 'PASSTHROUGH').expose(shop(chart), { host: 'shop.example.com' });
    }, '[test/shop] a passthrough gateway would need a route of its own for shop.example.com, whose weights no controller moves: expose it on a gateway that ends TLS, or leave its weights to Git');
  });

  test.each<[string, Partial<ControlledCanaryProps>, string]>([
    [
      'copies to the canary',
      { mirrorToCanary: percent(10) },
      'mirrorToCanary would copy requests to the stable version, which is what the canary is between rollouts: leave it out: a step `setMirrorRoute` of the Rollout copies them while there is a canary',
    ],
    [
      'a version label',
      { versionLabel: 'track' },
      'versionLabel has no meaning: Argo Rollouts tells pods apart by hash: leave it out',
    ],
    [
      'weights in Git as well',
      { release: { strategy: 'canary', stable: 'v1' } } as unknown as Partial<ControlledCanaryProps>,
      'its weights are those of release and those of argo-rollouts, and each would undo what the other has set: leave out `release` or `progressiveDelivery`',
    ],
    [
      'no owner of the weights',
      { progressiveDelivery: undefined } as unknown as Partial<ControlledCanaryProps>,
      'release is missing: pass environment.release(…), or hand the weights to a controller by `progressiveDelivery`',
    ],
  ])('%s', (_, props, message) => {
    expectRefusal((chart) => shop(chart, props), `[test/shop] ${message}`);
  });

  test('more failures than there are measurements', () => {
    const progressiveDelivery = argoRollouts({
      prometheus: PROMETHEUS,
      failedChecks: 6,
      count: 5,
      interval: minutes(1),
    });
    expectRefusal(
      (chart) => shop(chart, { progressiveDelivery }),
      '[test/shop] failedChecks is 6, of 5 measurements, so that it never fails: lower `failedChecks`, or raise `count`',
    );
  });

  test('a misspelt prop, at its line', () => {
    const props = { prometheus: PROMETHEUS, failedChecks: 1, requestDurations: milliseconds(1) } as ArgoRolloutsProps;
    let error: unknown;
    try {
      argoRollouts(props); // a misspelt prop
    } catch (thrown) {
      error = thrown;
    }
    const { message, stack } = error as Error;
    expect(message).toBe(
      '[argoRollouts] there is no prop requestDurations; did you mean "requestDuration"?: rename or remove it',
    );
    const { file, line } = locateInStack(stack)!;
    expect(`${file}:${line}`).toBe(lineOf('a misspelt prop'));
  });
});

test('the Rollout of the documentation names what is made', () => {
  const page = readFileSync(join(__dirname, '../../docs/progressive-delivery.md'), 'utf8');
  const [, yaml = ''] = /```yaml\n(apiVersion: argoproj\.io\/v1alpha1\nkind: Rollout[\s\S]*?)```/.exec(page) ?? [];
  const [rollout] = documents(yaml) as [{ spec: { strategy: { canary: CanaryStrategy } } }];
  const { trafficRouting, analysis } = rollout.spec.strategy.canary;
  const application = shop(Testing.chart());
  const { istio } = trafficRouting;
  expect(istio.virtualService).toEqual({ name: application.weights?.name, routes: ['weighted'] });
  expect(istio.destinationRule).toEqual({
    name: application.destinationRule.name,
    stableSubsetName: 'stable',
    canarySubsetName: 'canary',
  });
  expect(analysis.templates).toEqual([{ templateName: application.analysis?.name }]);
  expect(analysis.args.map(({ name }) => name)).toEqual(['canary-hash']);
});

interface CanaryStrategy {
  readonly trafficRouting: { readonly istio: { readonly virtualService: object; readonly destinationRule: object } };
  readonly analysis: { readonly templates: object; readonly args: readonly { readonly name: string }[] };
}

/** Of the types alone: nothing runs it. */
export function types(scope: Chart): CanaryServiceProps[] {
  const release = { strategy: 'canary', stable: 'v1' } as const;
  // @ts-expect-error its weights have two owners
  new CanaryService(scope, 'a', { port: 80, release, progressiveDelivery: rolloutsDelivery });
  // @ts-expect-error its weights have no owner
  new CanaryService(scope, 'b', { port: 80 });
  return [
    { port: 80, release },
    { port: 80, progressiveDelivery: rolloutsDelivery },
  ];
}
