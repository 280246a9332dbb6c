import { PodMonitor, ServiceMonitor } from '../../../src/constructs/prometheus-operator';
import { expectManifests } from '../golden';

test('a pod monitor selects pods of all namespaces', () => {
  expectManifests(
    (chart) =>
      new PodMonitor(chart, 'proxies', {
        namespace: 'monitoring',
        namespaces: 'all',
        selector: {},
        endpoints: [{ port: 'http-envoy-prom', path: '/stats/prometheus' }],
        jobLabel: 'app',
      }),
    `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: proxies, namespace: monitoring }
spec:
  namespaceSelector: { any: true }
  selector: {}
  podMetricsEndpoints: [{ port: http-envoy-prom, path: /stats/prometheus }]
  jobLabel: app
`,
  );
});

test('a service monitor selects services of some namespaces', () => {
  expectManifests(
    (chart) =>
      new ServiceMonitor(chart, 'istiod', {
        namespace: 'monitoring',
        namespaces: ['istio-system'],
        selector: { matchLabels: { istio: 'pilot' } },
        endpoints: [{ port: 'http-monitoring' }],
        targetLabels: ['istio.io/rev'],
      }),
    `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: istiod, namespace: monitoring }
spec:
  namespaceSelector: { matchNames: [istio-system] }
  selector: { matchLabels: { istio: pilot } }
  endpoints: [{ port: http-monitoring }]
  targetLabels: [istio.io/rev]
`,
  );
});

test('without namespaces a monitor stays in its own', () => {
  expectManifests(
    (chart) => new PodMonitor(chart, 'it', { namespace: 'shop', selector: {}, endpoints: [{ port: 'metrics' }] }),
    `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: it, namespace: shop }
spec: { selector: {}, podMetricsEndpoints: [{ port: metrics }] }
`,
  );
});
