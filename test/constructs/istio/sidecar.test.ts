import { ServiceReference, Sidecar } from '../../../src/constructs/istio';
import { expectManifests } from '../golden';

test('a sidecar knows what its pods call, once, and the control plane', () => {
  const reviews = ServiceReference.inCluster('reviews', 'shop');
  expectManifests(
    (chart) =>
      new Sidecar(chart, 'web', {
        namespace: 'shop',
        matchLabels: { app: 'web' },
        egress: [reviews, ServiceReference.external('api.payments.example'), reviews],
        outboundTrafficPolicy: 'REGISTRY_ONLY',
      }),
    `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: web, namespace: shop }
spec:
  workloadSelector: { labels: { app: web } }
  egress: [{ hosts: [istio-system/*, shop/reviews.shop.svc.cluster.local, "*/api.payments.example"] }]
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
  );
});

test('it may be for a whole namespace, and the control plane elsewhere', () => {
  expectManifests(
    (chart) => new Sidecar(chart, 'default', { namespace: 'shop', egress: [], rootNamespace: 'mesh' }),
    `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: [mesh/*] }] }
`,
  );
});
