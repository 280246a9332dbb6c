import { MetricTemplate, MetricTemplateProps } from '../../../src/constructs/flagger';
import { expectManifests, expectRefusal } from '../golden';

const prometheus = { type: 'prometheus', address: 'http://prometheus:9090' } as const;

test('a metric template asks Prometheus, with Flagger’s variables', () => {
  expectManifests(
    (chart) =>
      new MetricTemplate(chart, 'lag', {
        namespace: 'shop',
        provider: { ...prometheus, secretName: 'prometheus-login' },
        query: '{{- if true }}max(lag{app="{{ target }}",topic="{{variables.topic}}"}[{{ interval }}]){{ end }}',
      }),
    `
apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: { name: lag, namespace: shop }
spec:
  provider: { type: prometheus, address: http://prometheus:9090, secretRef: { name: prometheus-login } }
  query: '{{- if true }}max(lag{app="{{ target }}",topic="{{variables.topic}}"}[{{ interval }}]){{ end }}'
`,
  );
});

test.each<[MetricTemplateProps['provider'], object]>([
  [
    { type: 'datadog', secretName: 'keys' },
    { type: 'datadog', secretRef: { name: 'keys' } },
  ],
  [
    { type: 'cloudwatch', region: 'eu-west-1' },
    { type: 'cloudwatch', region: 'eu-west-1' },
  ],
])('or another provider, with what that needs: %j', (provider, spec) => {
  expectManifests(
    (chart) => new MetricTemplate(chart, 'lag', { namespace: 'shop', provider, query: 'q' }),
    JSON.stringify({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'MetricTemplate',
      metadata: { name: 'lag', namespace: 'shop' },
      spec: { provider: spec, query: 'q' },
    }),
  );
});

test.each([
  [' ', 'its query is empty: ask for a number'],
  [
    'rate(a[{{ intervall }}])',
    'its query has the variable "intervall"; did you mean "interval"?, which Flagger does not know: use one of namespace, name, target, service, ingress, route, interval, variables',
  ],
])('refused is the query "%s"', (query, message) => {
  expectRefusal(
    (chart) => new MetricTemplate(chart, 'lag', { namespace: 'shop', provider: prometheus, query }),
    `[test/lag] ${message}`,
  );
});

test('refused is a provider without what it needs', () => {
  expectRefusal(
    (chart) =>
      new MetricTemplate(chart, 'lag', {
        namespace: 'shop',
        provider: { type: 'prometheus' } as unknown as MetricTemplateProps['provider'],
        query: 'q',
      }),
    '[test/lag] provider.address is missing: pass a string',
  );
});
