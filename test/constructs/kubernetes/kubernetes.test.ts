import { ConfigMap, Namespace, Service, ServiceAccount } from '../../../src/constructs/kubernetes';
import { expectManifests } from '../golden';

test('the core kinds that a mesh needs are made', () => {
  const metadata = { name: 'api', namespace: 'shop' };
  expectManifests(
    (chart) => {
      new Namespace(chart, 'shop', { labels: { team: 'shop' } });
      new Namespace(chart, 'other', { name: 'elsewhere' });
      new ConfigMap(chart, 'config', { metadata, data: { a: 'b' } });
      new ServiceAccount(chart, 'account', { metadata });
      new Service(chart, 'service', {
        metadata,
        spec: { selector: { app: 'api' }, ports: [{ name: 'http', port: 80, targetPort: 'web', appProtocol: 'http' }] },
      });
      Namespace.fromName(chart, 'external', 'external');
    },
    `
{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { team: shop } } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: elsewhere } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: api, namespace: shop }, data: { a: b } }
---
{ apiVersion: v1, kind: ServiceAccount, metadata: { name: api, namespace: shop } }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ name: http, port: 80, targetPort: web, appProtocol: http }] }
`,
  );
});
