import type { Chart } from 'cdk8s';
import {
  AnalysisMetric,
  AnalysisProps,
  AnalysisTemplate,
  ClusterAnalysisTemplate,
} from '../../../src/constructs/argo-rollouts';
import { milliseconds, minutes, seconds } from '../../../src/model/duration';
import { expectManifests, expectRefusal } from '../golden';

const METRIC: AnalysisMetric = { name: 'errors', query: 'sum(errors)', max: 0, whenEmpty: 'failure' };

const template = (metrics: readonly AnalysisMetric[], others: Partial<AnalysisProps> = {}) => {
  return (chart: Chart): AnalysisTemplate =>
    new AnalysisTemplate(chart, 'api', { namespace: 'shop', prometheus: 'http://prometheus:9090', metrics, ...others });
};
const measured = (metric: Partial<AnalysisMetric>) => template([{ ...METRIC, ...metric }]);

test('an analysis template asks Prometheus, and says what each answer means', () => {
  expectManifests(
    template(
      [
        {
          name: 'success',
          query: 'sum(good{app="{{args.app}}"}) / sum(all{app="{{ args.app }}"})',
          min: '{{args.least}}',
          max: 1,
          whenEmpty: 'inconclusive',
          interval: minutes(1),
          count: 5,
          failureLimit: 2,
          inconclusiveLimit: 3,
          consecutiveErrorLimit: 1,
          initialDelay: seconds(30),
        },
      ],
      {
        prometheus: 'https://{{args.token}}@prometheus',
        args: [
          { name: 'app' },
          { name: 'least', value: '0.99' },
          { name: 'token', secret: { name: 'login', key: 'token' } },
        ],
      },
    ),
    `
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: api, namespace: shop }
spec:
  args:
    - { name: app }
    - { name: least, value: "0.99" }
    - { name: token, valueFrom: { secretKeyRef: { name: login, key: token } } }
  metrics:
    - name: success
      interval: 60s
      initialDelay: 30s
      count: 5
      failureLimit: 2
      inconclusiveLimit: 3
      consecutiveErrorLimit: 1
      successCondition: "len(result) > 0 && all(result, {# >= {{args.least}} && # <= 1})"
      failureCondition: "any(result, {# < {{args.least}} || # > 1})"
      provider:
        prometheus:
          address: https://{{args.token}}@prometheus
          query: sum(good{app="{{args.app}}"}) / sum(all{app="{{ args.app }}"})
`,
  );
});

test('one for all namespaces is the same without a namespace', () => {
  expectManifests(
    (chart) =>
      new ClusterAnalysisTemplate(chart, 'mesh', {
        labels: { team: 'platform' },
        prometheus: 'http://prometheus:9090',
        metrics: [METRIC],
      }),
    `
apiVersion: argoproj.io/v1alpha1
kind: ClusterAnalysisTemplate
metadata: { name: mesh, labels: { team: platform } }
spec:
  metrics:
    - name: errors
      successCondition: "len(result) > 0 && all(result, {# <= 0})"
      provider: { prometheus: { address: http://prometheus:9090, query: sum(errors) } }
`,
  );
});

test.each<[AnalysisMetric['whenEmpty'], string, string | undefined]>([
  ['inconclusive', 'len(result) > 0 && all(result, {# <= 0})', 'any(result, {# > 0})'],
  ['success', 'len(result) == 0 || all(result, {isNaN(#) || (# <= 0)})', undefined],
  ['failure', 'len(result) > 0 && all(result, {# <= 0})', undefined],
])('an answer without a number means %s, if it says so', (whenEmpty, successCondition, failureCondition) => {
  let made: AnalysisTemplate | undefined;
  expectManifests(
    (chart) => (made = measured({ whenEmpty })(chart)),
    JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AnalysisTemplate',
      metadata: { name: 'api', namespace: 'shop' },
      spec: {
        metrics: [
          {
            name: 'errors',
            successCondition,
            failureCondition,
            provider: { prometheus: { address: 'http://prometheus:9090', query: 'sum(errors)' } },
          },
        ],
      },
    }),
  );
  expect(made?.name).toBe('api');
});

test.each<[string, (chart: Chart) => AnalysisTemplate, string]>([
  ['no metric', template([]), 'metrics is an empty list: list at least one'],
  ['two metrics of one name', template([METRIC, METRIC]), 'two metrics are called "errors": rename one of them'],
  ['an empty query', measured({ query: '\n' }), 'the metric "errors" has an empty query: ask for a number'],
  [
    'a metric without a range',
    measured({ max: undefined }),
    'the metric "errors" has no range, so that any value passes: set `min` or `max`',
  ],
  [
    'a metric with an empty range',
    measured({ min: 1 }),
    'the metric "errors" has no good value from 1 to 0: swap `min` and `max`',
  ],
  [
    'a threshold that is no number',
    measured({ max: '99 %' }),
    'metrics[0].max is "99 %": pass a number, or write {{args.<name>}} for an argument',
  ],
  [
    'several measurements at once',
    measured({ count: 5 }),
    'the metric "errors" is measured 5 times at once: set `interval`',
  ],
  [
    'a limit that no failures exceed',
    measured({ count: 5, interval: minutes(1), failureLimit: 5 }),
    'the metric "errors" puts up with 5 failures in 5 measurements, so that it never fails: lower `failureLimit`, or raise `count`',
  ],
  [
    'a limit of more than there is',
    measured({ count: 2, interval: minutes(1), inconclusiveLimit: 3 }),
    'the metric "errors" puts up with 3 inconclusive ones of 2 measurements, which Rollouts refuses: lower `inconclusiveLimit`, or raise `count`',
  ],
  [
    'a limit below nothing',
    measured({ failureLimit: -1 }),
    'metrics[0].failureLimit: -1 is no limit: pass a whole number from 0 on',
  ],
  [
    'an argument that nobody declares',
    template([{ ...METRIC, query: 'a{b="{{args.servise}}"}' }], { args: [{ name: 'service' }] }),
    'its metrics have the argument "servise"; did you mean "service"?, which it does not declare: add it to `args`; there are service',
  ],
  [
    'an argument with two values',
    template([METRIC], { args: [{ name: 'a', value: 'b', secret: { name: 'c', key: 'd' } }] }),
    'the argument "a" has a value and a Secret: state one of them',
  ],
  [
    'two arguments of one name',
    template([METRIC], { args: [{ name: 'a' }, { name: 'a' }] }),
    'args: two are called "a": rename or remove one of them',
  ],
])('refused is %s', (_, build, message) => {
  expectRefusal(build, `[test/api] ${message}`);
});

test('durations are passed on to the millisecond, as Go writes them', () => {
  expectManifests(
    measured({ interval: milliseconds(1500) }),
    `
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: api, namespace: shop }
spec:
  metrics:
    - name: errors
      interval: 1.5s
      successCondition: "len(result) > 0 && all(result, {# <= 0})"
      provider: { prometheus: { address: http://prometheus:9090, query: sum(errors) } }
`,
  );
});
