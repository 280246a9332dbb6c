import { Telemetry } from '../../../src/constructs/istio';
import { percent } from '../../../src/model/percent';
import { expectManifests } from '../golden';

test('access logs, traces and metrics are for a namespace or for pods', () => {
  expectManifests(
    (chart) => {
      new Telemetry(chart, 'mesh-default', { namespace: 'istio-system', accessLogging: {} });
      new Telemetry(chart, 'api', {
        namespace: 'shop',
        matchLabels: { app: 'api' },
        accessLogging: { provider: 'otel-logs', filter: 'response.code >= 400' },
        tracing: { provider: 'otel', sampling: percent(0.5) },
        metrics: [{ providers: [{ name: 'prometheus' }] }],
      });
    },
    `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: mesh-default, namespace: istio-system }
spec: { accessLogging: [{ providers: [{ name: envoy }] }] }
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  accessLogging: [{ providers: [{ name: otel-logs }], filter: { expression: response.code >= 400 } }]
  tracing: [{ providers: [{ name: otel }], randomSamplingPercentage: 0.5 }]
  metrics: [{ providers: [{ name: prometheus }] }]
`,
  );
});
