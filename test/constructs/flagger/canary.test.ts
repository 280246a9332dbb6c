import { App, Chart } from 'cdk8s';
import { AlertProvider, Canary, CanaryAnalysis, CanaryProps, MetricTemplate } from '../../../src/constructs/flagger';
import { DestinationRule, Gateway, ServiceReference, VirtualService } from '../../../src/constructs/istio';
import { Service } from '../../../src/constructs/kubernetes';
import { milliseconds, minutes, seconds } from '../../../src/model/duration';
import { percent } from '../../../src/model/percent';
import { synthesize } from '../../../src/synth/synthesize';
import { chartOf } from '../../fixtures/trees';
import { expectManifests, expectRefusal } from '../golden';

const ANALYSIS: CanaryAnalysis = {
  interval: minutes(1),
  threshold: 10,
  stepWeight: percent(5),
  maxWeight: percent(50),
  requestSuccessRate: percent(99),
};

const PROPS: CanaryProps = {
  namespace: 'shop',
  target: { kind: 'Deployment', name: 'api' },
  service: { port: 80 },
  analysis: ANALYSIS,
};

const canary = (props: Partial<CanaryProps> = {}) => {
  return (chart: Chart): Canary => new Canary(chart, 'api', { ...PROPS, ...props });
};
const analysed = (analysis: Partial<CanaryAnalysis>) => canary({ analysis: { ...ANALYSIS, ...analysis } });

test('a canary says where requests come from, how they are handled, and how a rollout goes on', () => {
  expectManifests(
    (chart) => {
      const gateway = Gateway.fromName(chart, 'edge', { name: 'edge', namespace: 'gateways' });
      const template = MetricTemplate.fromName(chart, 'lag', { name: 'lag', namespace: 'metrics' });
      const provider = AlertProvider.fromName(chart, 'slack', { name: 'slack', namespace: 'alerts' });
      const api = new Canary(chart, 'api', {
        namespace: 'shop',
        target: { kind: 'Deployment', name: 'api' },
        autoscaler: { kind: 'HorizontalPodAutoscaler', name: 'api' },
        metricsServer: 'http://prometheus:9090',
        progressDeadline: minutes(2),
        service: {
          port: 80,
          targetPort: 8080,
          hosts: [gateway.host('api.example.com')],
          timeout: milliseconds(1500),
          retries: { attempts: 3, perTryTimeout: milliseconds(500), on: ['5xx', 'reset'] },
          rewrite: { uri: '/' },
          headers: { request: { set: { 'x-a': 'b' } } },
          corsPolicy: { allowOrigins: [{ exact: 'https://a.example' }] },
          trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' } },
        },
        analysis: {
          ...ANALYSIS,
          stepWeightPromotion: percent(25),
          requestDuration: milliseconds(500),
          metrics: [{ name: 'lag', template, max: 7, interval: seconds(30), variables: { topic: 'orders' } }],
          webhooks: [
            { name: 'gate', type: 'confirm-promotion', url: 'http://gate.test/' },
            { name: 'load', type: 'rollout', url: 'http://load.test/', timeout: seconds(5), metadata: { cmd: 'hey' } },
          ],
          alerts: [{ name: 'team', provider }],
        },
      });
      api.addHost(gateway.host('api.example.org'));
    },
    `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: api, namespace: shop }
spec:
  provider: istio
  revertOnDeletion: true
  targetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  autoscalerRef: { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: api }
  progressDeadlineSeconds: 120
  metricsServer: http://prometheus:9090
  service:
    port: 80
    targetPort: 8080
    appProtocol: http
    hosts: [api.example.com, api.example.org]
    gateways: [gateways/edge, mesh]
    timeout: 1.5s
    retries: { attempts: 3, perTryTimeout: 500ms, retryOn: "5xx,reset" }
    rewrite: { uri: / }
    headers: { request: { set: { x-a: b } } }
    corsPolicy: { allowOrigins: [{ exact: https://a.example }] }
    trafficPolicy: { loadBalancer: { simple: LEAST_REQUEST } }
  analysis:
    interval: 60s
    threshold: 10
    stepWeight: 5
    maxWeight: 50
    stepWeightPromotion: 25
    metrics:
      - { name: request-success-rate, thresholdRange: { min: 99 }, interval: 1m }
      - { name: request-duration, thresholdRange: { max: 500 }, interval: 1m }
      - name: lag
        templateRef: { name: lag, namespace: metrics }
        thresholdRange: { max: 7 }
        interval: 30s
        templateVariables: { topic: orders }
    webhooks:
      - { name: gate, type: confirm-promotion, url: http://gate.test/ }
      - { name: load, type: rollout, url: http://load.test/, timeout: 5s, metadata: { cmd: hey } }
    alerts:
      - { name: team, severity: info, providerRef: { name: slack, namespace: alerts } }
`,
  );
});

test('its steps may be listed, and a load test may be its only check', () => {
  expectManifests(
    (chart) =>
      new Canary(chart, 'api', {
        ...PROPS,
        target: { kind: 'DaemonSet', name: 'agent' },
        autoscaler: { kind: 'ScaledObject', name: 'agent' },
        analysis: {
          interval: minutes(1),
          threshold: 1,
          stepWeights: [percent(1), percent(10), percent(100)],
          webhooks: [{ name: 'load', type: 'rollout', url: 'http://load.test/' }],
        },
      }),
    `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: { name: api, namespace: shop }
spec:
  provider: istio
  revertOnDeletion: true
  targetRef: { apiVersion: apps/v1, kind: DaemonSet, name: agent }
  autoscalerRef: { apiVersion: keda.sh/v1alpha1, kind: ScaledObject, name: agent }
  service: { port: 80, appProtocol: http }
  analysis:
    interval: 60s
    threshold: 1
    stepWeights: [1, 10, 100]
    metrics: []
    webhooks: [{ name: load, type: rollout, url: http://load.test/ }]
`,
  );
});

test('as a delegate it leaves its hosts to another virtual service, and takes no more', () => {
  const chart = new Chart(new App(), 'chart');
  const host = Gateway.fromName(chart, 'edge', { name: 'edge', namespace: 'gateways' }).host('api.example.com');
  const api = canary({ service: { port: 80, hosts: [host] } })(chart);
  expect(api.delegate()).toEqual([host]);
  expect(synthesize(chart, 'test').set.manifests[0]?.object['spec']).toMatchObject({
    service: { port: 80, appProtocol: 'http', delegation: true },
  });
  expect(() => {
    api.addHost(host);
  }).toThrow('[chart/api] its routes are a delegate, which has no hosts: add the host to the root');
});

describe('refused is', () => {
  const template = { name: 'lag', namespace: 'shop' };

  test.each<[string, (chart: Chart) => Canary, string]>([
    [
      'a step size with listed steps',
      analysed({ stepWeights: [percent(10)] }),
      'its steps are listed and also given by stepWeight: set `stepWeights`, or `stepWeight` with `maxWeight`',
    ],
    [
      'a maximum with listed steps',
      analysed({ stepWeight: undefined, stepWeights: [percent(10)] }),
      'its steps are listed and also given by maxWeight: set `stepWeights`, or `stepWeight` with `maxWeight`',
    ],
    [
      'an analysis without steps',
      analysed({ stepWeight: undefined }),
      'its analysis has no steps: set `stepWeights`, or `stepWeight` with `maxWeight`',
    ],
    [
      'steps without an end',
      analysed({ maxWeight: undefined }),
      'its analysis has no maxWeight: set `stepWeights`, or `stepWeight` with `maxWeight`',
    ],
    [
      'a maximum below the first step',
      analysed({ stepWeight: percent(20), maxWeight: percent(10) }),
      'its maxWeight 10 is less than its stepWeight 20: raise `maxWeight`, or lower `stepWeight`',
    ],
    ['a step of nothing', analysed({ stepWeight: percent(0) }), 'its stepWeight is 0, so that it never ends: raise it'],
    [
      'steps that go back',
      analysed({ stepWeight: undefined, maxWeight: undefined, stepWeights: [percent(10), percent(30), percent(20)] }),
      'its stepWeights 10, 30, 20 do not increase at 20: list shares from above 0 to 100, each higher than the one before',
    ],
    [
      'a threshold of nothing',
      analysed({ threshold: 0 }),
      'analysis.threshold: 0 is none that can be counted: pass a whole number from 1 on',
    ],
    [
      'an interval that is no whole number of seconds',
      analysed({ interval: milliseconds(1500) }),
      'analysis.interval: Flagger takes whole seconds and not 1.5s: pass a duration such as minutes(1)',
    ],
    [
      'an analysis without a check',
      analysed({ requestSuccessRate: undefined }),
      'its analysis has no check, so that it would promote whatever is deployed: set `requestSuccessRate`, `requestDuration` or `metrics`',
    ],
    [
      'a metric without a range',
      analysed({ metrics: [{ name: 'lag', template }] }),
      'the metric "lag" has no range, so that any value above 0 fails: set `min` or `max`',
    ],
    [
      'a metric with an empty range',
      analysed({ metrics: [{ name: 'lag', template, min: 2, max: 1 }] }),
      'the metric "lag" has no good value from 2 to 1: swap `min` and `max`',
    ],
    [
      'a metric with the name of one that is built in',
      analysed({ metrics: [{ name: 'request-duration', template, max: 1 }] }),
      'the metric "request-duration" has the name of one that Flagger has built in, and would be measured twice: rename it, or use `requestSuccessRate` and `requestDuration`',
    ],
  ])('%s', (_, build, message) => {
    expectRefusal(build, `[test/api] ${message}`);
  });

  test('everything that Flagger makes itself, wherever else in the chart it is made', () => {
    const service = ServiceReference.inCluster('api', 'shop');
    const primary = ServiceReference.inCluster('api-primary', 'shop');
    const chart = chartOf((scope) => {
      canary()(scope);
      new VirtualService(scope, 'routes', { name: 'api', namespace: 'shop', hosts: [service] });
      new DestinationRule(scope, 'rule', { name: 'api-primary', namespace: 'shop', service: primary });
      const metadata = { name: 'api-canary', namespace: 'shop' };
      new Service(scope, 'service', { metadata, spec: { selector: {}, ports: [{ name: 'http', port: 80 }] } });
      new VirtualService(scope, 'elsewhere', { name: 'api', namespace: 'other', hosts: [service] });
    });
    const objections = synthesize(chart, 'test').refused.filter(({ code }) => code === 'IGO0110');
    expect(objections.map(({ message }) => message)).toEqual([
      '[chart/api] Flagger owns the VirtualService shop/api, which chart/routes/Resource makes too',
      '[chart/api] Flagger owns the DestinationRule shop/api-primary, which chart/rule/Resource makes too',
      '[chart/api] Flagger owns the Service shop/api-canary, which chart/service makes too',
    ]);
  });
});
