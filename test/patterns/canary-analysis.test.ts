import { Testing } from 'cdk8s';
import { seconds } from '../../src/model/duration';
import { percent } from '../../src/model/percent';
import { IstioConfigHealth, IstioConfigHealthProps } from '../../src/patterns';
import { expectManifests, expectRefusal } from '../constructs/golden';

const prometheus = 'http://prometheus.istio-system:9090';

const increase = (counter: string): string =>
  `(sum((${counter} unless ${counter} offset 2m) or increase(${counter}[2m])) or vector(0)) and on() (count(pilot_info) > 0)`;

const none = (name: string, counter: string): string => `
    - name: ${name}
      interval: 30s
      count: 5
      successCondition: "len(result) > 0 && all(result, {# <= 0})"
      failureCondition: "any(result, {# > 0})"
      provider: { prometheus: { address: ${prometheus}, query: "${increase(counter)}" } }`;

test('the health of the configuration is that proxies and the API server take it, and soon', () => {
  expectManifests(
    (chart) => new IstioConfigHealth(chart, 'istio-config-health', { prometheus }),
    `
apiVersion: argoproj.io/v1alpha1
kind: ClusterAnalysisTemplate
metadata: { name: istio-config-health }
spec:
  metrics:${none('rejected-by-proxies', 'pilot_total_xds_rejects')}${none(
    'rejected-at-admission',
    'galley_validation_failed',
  )}${none('internal-errors', 'pilot_total_xds_internal_errors')}
    - name: convergence
      interval: 30s
      count: 5
      successCondition: "len(result) == 0 || all(result, {isNaN(#) || (# >= 99)})"
      provider:
        prometheus:
          address: ${prometheus}
          query: '100 * sum(rate(pilot_proxy_convergence_time_bucket{le=~"10|10.0"}[2m])) / sum(rate(pilot_proxy_convergence_time_count[2m]))'
`,
  );
});

test('how often and how strictly it is measured is a choice', () => {
  const props: IstioConfigHealthProps = { prometheus, interval: seconds(10), count: 3, convergence: percent(90) };
  const { metrics = [] } = new IstioConfigHealth(Testing.chart(), 'health', props).resource.fields['spec'] as {
    metrics?: readonly { readonly interval: string; readonly count: number; readonly successCondition: string }[];
  };
  expect(metrics.map(({ interval, count }) => [interval, count])).toEqual(Array(4).fill(['10s', 3]));
  expect(metrics.at(-1)?.successCondition).toContain('>= 90');
});

test('refused is what never measures', () => {
  expectRefusal(
    (chart) => new IstioConfigHealth(chart, 'health', { prometheus, count: 0 }),
    '[test/health] count: 0 is none that can be counted: pass a whole number from 1 on',
  );
});
