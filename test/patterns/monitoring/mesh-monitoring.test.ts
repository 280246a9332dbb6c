import { App, Testing } from 'cdk8s';
import { defineEnvironment, flux, MeshMonitoring, MeshMonitoringProps, minutes } from '../../../src';
import type { PodMonitorSpec, PrometheusRuleSpec } from '../../../imports/monitoring.coreos.com';
import { composeEnvironment } from '../../../src/synth/compose';
import { synthesize } from '../../../src/synth/synthesize';
import { expectRefusal } from '../../constructs/golden';

const RUNBOOKS = 'https://wiki.example.com/alerts#';

function composed(props: Partial<MeshMonitoringProps> = {}) {
  const chart = Testing.chart();
  new MeshMonitoring(chart, 'monitoring', { runbooks: RUNBOOKS, ...props });
  const { set, refused } = synthesize(chart, 'test');
  expect(refused).toEqual([]);
  const spec = (kind: string): unknown => set.ofKind('monitoring.coreos.com', kind)[0]!.object['spec'];
  const groups = (spec('PrometheusRule') as PrometheusRuleSpec).groups!;
  return { set, groups, proxies: spec('PodMonitor') as PodMonitorSpec };
}

test('a mesh alone has alerts and dashboards of istiod and of proxies, and monitors for both', () => {
  const { set, groups } = composed();
  expect(set.manifests.map(({ key }) => key).sort()).toEqual([
    '/ConfigMap/monitoring/istio-control-plane',
    '/ConfigMap/monitoring/istio-gateways',
    '/ConfigMap/monitoring/istio-versions',
    'monitoring.coreos.com/PodMonitor/monitoring/istio-proxies',
    'monitoring.coreos.com/PrometheusRule/monitoring/istio-mesh',
    'monitoring.coreos.com/ServiceMonitor/monitoring/istiod',
  ]);
  expect(groups.map(({ name }) => name)).toEqual(['istiod', 'proxies']);
});

test('programs beside it bring their own', () => {
  const { set, groups } = composed({ programs: ['flux', 'velero'] });
  expect(groups.map(({ name }) => name)).toEqual(['istiod', 'proxies', 'flux', 'velero']);
  expect(set.ofKind('', 'ConfigMap').map(({ identity }) => identity.name)).toContain('istio-flux');
});

test('proxies are scraped at the port of their agent, which no mutual TLS is before', () => {
  const { podMetricsEndpoints, namespaceSelector } = composed({ scrapeInterval: minutes(1) }).proxies;
  const [endpoint] = podMetricsEndpoints!;
  expect(namespaceSelector).toEqual({ any: true });
  expect(endpoint).toMatchObject({ port: 'http-envoy-prom', path: '/stats/prometheus', interval: '1m0s' });
  const [, address] = endpoint!.relabelings!;
  const replaced = (from: string): string => from.replace(new RegExp(`^${address!.regex!}$`), address!.replacement!);
  expect(replaced('10.0.0.7:15090')).toBe('10.0.0.7:15020');
  expect(replaced('[fd00::7]:15090')).toBe('[fd00::7]:15020');
});

test('every alert has a severity and leads to its runbook', () => {
  const { groups } = composed({ programs: ['argo-cd'] });
  for (const { alert, labels, annotations } of groups.flatMap(({ rules }) => rules!)) {
    expect(labels!['severity']).toMatch(/^(critical|warning|info)$/);
    expect(annotations!['runbook_url']).toBe(RUNBOOKS + alert!.toLowerCase());
  }
});

test('what Prometheus selects by is on monitors and rules, and not on dashboards', () => {
  const { set } = composed({ labels: { release: 'prometheus' }, namespace: 'observability', folder: 'Mesh' });
  for (const { identity, object } of set.manifests) {
    const { labels, annotations, namespace } = object.metadata;
    expect(namespace).toBe('observability');
    if (identity.kind === 'ConfigMap') {
      expect(labels).toEqual({ grafana_dashboard: '1' });
      expect(annotations).toEqual({ grafana_folder: 'Mesh' });
    } else {
      expect(labels).toEqual({ release: 'prometheus' });
    }
  }
});

test('the same dashboards come out each time', () => {
  const data = () => composed({ programs: ['argo-cd', 'flagger'] }).set.manifests.map(({ object }) => object);
  expect(JSON.stringify(data())).toBe(JSON.stringify(data()));
});

test('refused is a program twice', () => {
  expectRefusal(
    (chart) => new MeshMonitoring(chart, 'it', { runbooks: RUNBOOKS, programs: ['flux', 'flux'] }),
    '[test/it] programs: two are called "flux": rename or remove one of them',
  );
});

test('Flux leaves alone what has variables of Grafana or Prometheus', () => {
  const definition = defineEnvironment('production', {
    clusters: [{ name: 'one', variables: { DOMAIN: 'example.com' } }],
    delivery: flux(),
    compose: (env) => {
      new MeshMonitoring(env, 'monitoring', { runbooks: RUNBOOKS, programs: ['flux'] });
    },
  });
  const environment = composeEnvironment(new App(), definition, () => '');
  const { manifests } = synthesize(environment, 'production').set;
  const withVariables = manifests.filter(({ object }) => /\$[{$]/.test(JSON.stringify(object)));
  expect(withVariables.length).toBeGreaterThan(0);
  for (const { object } of withVariables) {
    expect(object.metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' });
  }
});
