import { type Chart, Testing } from 'cdk8s';
import { seconds } from '../../src/model/duration';
import { minutes } from '../../src/model/duration';
import { percent } from '../../src/model/percent';
import { perSecond } from '../../src/model/rate';
import {
  CanaryService,
  Certificate,
  ControlledCanaryProps,
  flagger,
  IngressGateway,
  MeshService,
} from '../../src/patterns';
import { expectManifests, expectRefusal } from '../constructs/golden';
import { chartOf, objectsOf } from '../fixtures/trees';
import { controlledShop, flaggerDelivery, POD_LABEL } from './canary-controllers';
import { routing } from './applications';

const delivery = flagger({ steps: [percent(10), percent(50)], interval: minutes(1), failedChecks: 2 });

const api = (scope: Chart, props: Partial<ControlledCanaryProps> = {}): CanaryService =>
  new CanaryService(scope, 'api', { port: 80, labels: POD_LABEL, progressiveDelivery: delivery, ...props });

const gatewayOf = (scope: Chart, id = 'edge', mode: 'SIMPLE' | 'PASSTHROUGH' = 'SIMPLE'): IngressGateway =>
  new IngressGateway(scope, id, {
    hosts: ['*.example.com'],
    tls: mode === 'SIMPLE' ? { mode, certificate: Certificate.fromSecretName('tls') } : { mode },
  });

const specOf = (objects: ReturnType<typeof objectsOf>, object: string): unknown => objects.get(object)?.['spec'];

test('an application that Flagger rolls out is a Canary, and has no route, rule and service of ours', () => {
  expectManifests(
    (chart) => {
      const progressiveDelivery = flaggerDelivery(chart);
      const props = { port: 80, targetPort: 8080, labels: POD_LABEL, timeout: seconds(10), progressiveDelivery };
      new CanaryService(chart, 'api-service', props);
    },
    `
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: { name: not-found, namespace: default }
spec:
  provider: { type: prometheus, address: http://prometheus.istio-system:9090 }
  query: sum(rate(istio_requests_total{destination_workload="{{ target }}",response_code="404"}[{{ interval }}]))
---
apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: { name: slack, namespace: default }
spec: { type: slack, secretRef: { name: slack-hook } }
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: api-service
  namespace: default
  labels: { app.kubernetes.io/name: api-service }
spec:
  provider: istio
  revertOnDeletion: true
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: api-service }
  service:
    port: 80
    targetPort: 8080
    appProtocol: http
    timeout: 10s
    retries: { attempts: 2, retryOn: "connect-failure,refused-stream,reset-before-request" }
    trafficPolicy:
      connectionPool: { http: { http1MaxPendingRequests: 100, http2MaxRequests: 1000 } }
      loadBalancer: { simple: LEAST_REQUEST }
      outlierDetection:
        { consecutive5xxErrors: 5, interval: 10s, baseEjectionTime: 30s, maxEjectionPercent: 50 }
  analysis:
    interval: 60s
    threshold: 10
    stepWeight: 5
    maxWeight: 50
    metrics:
      - { name: request-success-rate, thresholdRange: { min: 99 }, interval: 1m }
      - { name: request-duration, thresholdRange: { max: 500 }, interval: 1m }
      - name: not-found
        templateRef: { name: not-found, namespace: default }
        thresholdRange: { max: 5 }
        interval: 1m
    webhooks:
      - { name: notify-slack, type: event, url: http://slack-notifier.flagger/ }
      - name: load-test
        type: rollout
        url: http://load-tester.flagger/
        timeout: 15s
        metadata: { cmd: "hey -z 1m -q 10 -c 2 http://api-service-canary.default/" }
    alerts:
      - { name: slack, severity: warn, providerRef: { name: slack, namespace: default } }
`,
  );
});

test('its steps may be listed, and its Deployment be called otherwise and scaled', () => {
  const progressiveDelivery = flagger({
    steps: [percent(10), percent(50)],
    interval: minutes(1),
    failedChecks: 2,
    deployment: 'api-v2',
    autoscaler: { kind: 'HorizontalPodAutoscaler', name: 'api' },
    successRate: percent(95),
  });
  const objects = objectsOf(chartOf((chart) => api(chart, { timeout: 'none', progressiveDelivery })));
  expect(specOf(objects, 'Canary default/api')).toMatchObject({
    targetRef: { name: 'api-v2' },
    autoscalerRef: { name: 'api' },
    service: { name: 'api' },
    analysis: { stepWeights: [10, 50], metrics: [{ name: 'request-success-rate', thresholdRange: { min: 95 } }] },
  });
  expect(specOf(objects, 'Canary default/api')).not.toHaveProperty('service.timeout');
});

describe('what is not Flagger’s', () => {
  const objects = objectsOf(chartOf((chart) => void controlledShop(chart)));

  test('admits callers and the gateway by a label that pods of both Deployments keep', () => {
    expect(specOf(objects, 'AuthorizationPolicy default/api-service')).toMatchObject({
      selector: { matchLabels: POD_LABEL },
      rules: [{}, {}, {}],
    });
  });

  test('tells callers of all three services, which nothing in the set declares', () => {
    expect(specOf(objects, 'Sidecar default/shop')).toMatchObject({
      egress: [
        {
          hosts: [
            'istio-system/*',
            'default/api-service.default.svc.cluster.local',
            'default/api-service-primary.default.svc.cluster.local',
            'default/api-service-canary.default.svc.cluster.local',
          ],
        },
      ],
    });
  });

  test('binds its hosts by the Canary, to the gateway and to the mesh', () => {
    expect(specOf(objects, 'Canary default/api-service')).toMatchObject({
      service: { hosts: ['api-service.example.com'], gateways: ['istio-system/main-gateway', 'mesh'] },
    });
  });
});

describe('where it has a host together with others', () => {
  const objects = objectsOf(
    chartOf((chart) => {
      const edge = gatewayOf(chart);
      const application = api(chart);
      edge.expose(application, { host: 'api.example.com' });
      edge.expose(application, { host: 'all.example.com', path: '/api' });
      edge.expose(new MeshService(chart, 'web', { port: 80 }), { host: 'all.example.com', path: '/web' });
      edge.expose(application, { host: 'api2.example.com' });
      edge.expose(application, { host: 'all.example.com', path: '/v2/api' });
    }),
  );
  const toFlagger = { name: 'api', namespace: 'default' };

  test('Flagger’s route is a delegate', () => {
    expect(specOf(objects, 'Canary default/api')).toMatchObject({ service: { delegation: true } });
    expect(specOf(objects, 'Canary default/api')).not.toHaveProperty('service.hosts');
  });

  test('and its own hosts delegate to it, besides its paths', () => {
    expect(specOf(objects, 'VirtualService default/api-hosts')).toEqual({
      hosts: ['api.default.svc.cluster.local', 'api.example.com', 'api2.example.com'],
      gateways: ['istio-system/edge', 'mesh'],
      http: [{ delegate: toFlagger }],
    });
    expect(routing(objects.get('VirtualService istio-system/edge-all.example.com'))).toMatchObject([
      { name: 'default-api-api', delegate: toFlagger },
      { name: 'default-web-web' },
      { name: 'default-api-v2-api', delegate: toFlagger },
    ]);
  });
});

describe('refused is', () => {
  test.each<[string, Partial<ControlledCanaryProps>, string]>([
    ['rules', { rules: [{ name: 'a', redirect: { uri: '/' } }] }, 'rules'],
    ['paths', { paths: { '/a': { name: 'a' } } }, 'paths'],
    ['fault', { fault: { abort: { httpStatus: 500 } } }, 'fault'],
    ['mirrors', { mirrors: [] }, 'mirrors'],
    ['a header that forces the canary', { forceHeader: 'x-next' }, 'forceHeader'],
    ['headers that choose the canary', { canaryFor: [] }, 'canaryFor'],
    ['copies', { mirrorToCanary: percent(1) }, 'mirrorToCanary'],
    ['a version label', { versionLabel: 'track' }, 'versionLabel'],
    [
      'limits of connections',
      { trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } },
      'trafficPolicy.connectionPool.tcp',
    ],
    ['settings by port', { trafficPolicy: { portLevelSettings: [] } }, 'trafficPolicy.portLevelSettings'],
    ['a rewrite by pattern', { rewrite: { uriRegexRewrite: { match: 'a', rewrite: 'b' } } }, 'rewrite.uriRegexRewrite'],
    ['other CORS', { corsPolicy: { unmatchedPreflights: 'IGNORE' } }, 'corsPolicy.unmatchedPreflights'],
  ])('%s, which Flagger has no field for', (_, props, prop) => {
    expectRefusal(
      (chart) => api(chart, props),
      `[test/api] ${prop} has no place in the one route that Flagger makes: remove it, or leave the rollout to Git or Argo Rollouts`,
    );
  });

  test.each<[string, Partial<ControlledCanaryProps>, string]>([
    [
      'no label of the pods',
      { labels: undefined },
      'labels is missing, and of the usual ones Flagger changes those that its Deployments are told apart by: name a label in `labels` that the Deployment gives its pods besides those',
    ],
    [
      'a label that Flagger changes',
      { labels: { ...POD_LABEL, app: 'api' } },
      'Flagger changes the label app of the pods that serve everybody, so that policies would miss them: name a label in `labels` that the Deployment gives its pods besides those',
    ],
    ['a service of ours', { create: ['Service'] }, "Flagger makes its Services: leave 'Service' out of `create`"],
    [
      'weights in Git as well',
      { release: { strategy: 'canary', stable: 'v1' } } as unknown as Partial<ControlledCanaryProps>,
      'its weights are those of release and those of flagger, and each would undo what the other has set: leave out `release` or `progressiveDelivery`',
    ],
  ])('%s', (_, props, message) => {
    expectRefusal((chart) => api(chart, props), `[test/api] ${message}`);
  });

  test('a limit of a route by name, because Flagger’s has none', () => {
    expectRefusal((chart) => {
      const edge = gatewayOf(chart);
      const application = api(chart);
      edge.expose(application, { host: 'api.example.com', rateLimit: perSecond(100) });
      edge.limitRoute(application, 'default', perSecond(1));
    }, '[test/api] it has no route "default": Flagger makes its routes: say it by the props of `progressiveDelivery`');
  });

  test('the objects that it does not have', () => {
    const application = api(Testing.chart());
    expect(() => application.virtualService).toThrow('[test/api] it has no virtual service: Flagger makes its routes');
    expect(() => application.destinationRule).toThrow(
      '[test/api] it has no destination rule: Flagger makes its routes',
    );
    expect(application.canary?.name).toBe('api');
    expect(application.weights).toBeUndefined();
  });

  test('a passthrough gateway', () => {
    expectRefusal((chart) => {
      gatewayOf(chart, 'tls', 'PASSTHROUGH').expose(api(chart), { host: 'api.example.com' });
    }, '[test/api] a passthrough gateway would need a route of its own for api.example.com, whose weights no controller moves: expose it on a gateway that ends TLS, or leave its weights to Git');
  });

  test('steps that are none, at the line of the service', () => {
    const progressiveDelivery = flagger({
      steps: { by: percent(50), upTo: percent(10) },
      interval: minutes(1),
      failedChecks: 1,
    });
    expectRefusal(
      (chart) => api(chart, { progressiveDelivery }),
      '[test/api/canary] its maxWeight 10 is less than its stepWeight 50: raise `maxWeight`, or lower `stepWeight`',
    );
  });

  test('no failed check at all, at the line of the delivery', () => {
    expectRefusal(
      () => flagger({ steps: [percent(10)], interval: minutes(1), failedChecks: 0 }),
      '[flagger] failedChecks: 0 is none that can be counted: pass a whole number from 1 on',
    );
  });
});
