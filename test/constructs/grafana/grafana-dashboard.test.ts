import { DashboardModel, GrafanaDashboard } from '../../../src/constructs/grafana';
import { expectManifests, expectRefusal } from '../golden';

const inMonitoring = { namespace: 'monitoring' };

const dashboardWith = (fields: object): DashboardModel => fields as DashboardModel;

test('a dashboard is a ConfigMap that the sidecar of Grafana finds', () => {
  expectManifests(
    (chart) =>
      new GrafanaDashboard(chart, 'shop', {
        ...inMonitoring,
        folder: 'Istio',
        labels: { team: 'shop' },
        dashboard: dashboardWith({ uid: 'shop', title: 'Shop ${environment}' }),
      }),
    `
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
  namespace: monitoring
  labels: { team: shop, grafana_dashboard: '1' }
  annotations: { grafana_folder: Istio }
data:
  shop.json: |
    {
      "uid": "shop",
      "title": "Shop \${environment}"
    }
`,
  );
});

test.each([
  {
    what: 'without an address',
    fields: { title: 'Shop' },
    says: 'the dashboard has no uid: give it one of at most 40 letters, digits, - and _',
  },
  {
    what: 'with an address that Grafana would not take',
    fields: { uid: 'a shop' },
    says: 'the uid of the dashboard is "a shop": give it one of at most 40 letters, digits, - and _',
  },
  {
    what: 'with an id',
    fields: { uid: 'shop', id: 7 },
    says: 'the dashboard has the id 7 of one Grafana: remove it, uid is enough',
  },
  {
    what: 'that asks a person',
    fields: { uid: 'shop', __inputs: [] },
    says:
      'the dashboard has __inputs, which only a person can fill in: ' +
      'export it without "share externally", and use a variable of type datasource',
  },
])('refused is a dashboard $what', ({ fields, says }) => {
  const dashboard = dashboardWith(fields);
  expectRefusal((chart) => new GrafanaDashboard(chart, 'it', { ...inMonitoring, dashboard }), `[test/it] ${says}`);
});
