import { Construct } from 'constructs';
import { goDuration } from '../../constructs/go-duration';
import { GrafanaDashboard } from '../../constructs/grafana';
import { PodMonitor, PrometheusRule, ServiceMonitor } from '../../constructs/prometheus-operator';
import { Duration, seconds } from '../../model/duration';
import { distinctOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { DURATION, LABELS, TEXT } from '../../model/props-values';
import { MESH_ALERTS, PROGRAM_ALERTS } from './alerts';
import type { AlertGroup } from './alerts/alert';
import { MESH_DASHBOARDS, PROGRAM_DASHBOARDS } from './dashboards';
import { MONITORED_PROGRAM, MonitoredProgram } from './monitored-program';
import { ISTIOD_LABELS, istiodEndpoint, proxyEndpoint } from './scraping';

/** What is watched, and where Prometheus and Grafana load it from. */
export interface MeshMonitoringProps {
  /** Where Prometheus and Grafana look for what they load. @default 'monitoring' */
  readonly namespace?: string | undefined;
  /**
   * What Prometheus selects monitors and rules by, such as `{ release: 'kube-prometheus-stack' }`.
   * @default none: Prometheus takes all there are
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Namespace of the control plane. @default 'istio-system' */
  readonly rootNamespace?: string | undefined;
  /** Time between two scrapes. @default 15 seconds, as in Istio's samples */
  readonly scrapeInterval?: Duration | undefined;
  /**
   * What runs beside Istio and is scraped by the same Prometheus, each of which has alerts and dashboards of its own.
   * @default none
   */
  readonly programs?: readonly MonitoredProgram[] | undefined;
  /**
   * Where it is written what to do: each alert leads to this and its own name in lower case, such as
   * `https://wiki.example.com/alerts#argocdsyncfailed` where this is `https://wiki.example.com/alerts#`.
   */
  readonly runbooks: string;
  /** Folder of the dashboards in Grafana, if its sidecar reads `grafana_folder`. @default 'Istio' */
  readonly folder?: string | undefined;
}

const PROPS = objectOf<MeshMonitoringProps>({
  namespace: optional(TEXT),
  labels: optional(LABELS),
  rootNamespace: optional(TEXT),
  scrapeInterval: optional(DURATION),
  programs: optional(distinctOf(MONITORED_PROGRAM, (name) => name)),
  runbooks: TEXT,
  folder: optional(TEXT),
});

/**
 * What Prometheus scrapes of the mesh, what it alerts people of, and the dashboards that Grafana shows of it. Scraping
 * works under STRICT mTLS and default deny without any exception.
 *
 * @see https://istio.io/latest/docs/ops/integrations/prometheus/
 */
export class MeshMonitoring extends Construct {
  /** What scrapes all proxies of the mesh. */
  readonly proxies: PodMonitor;
  /** What scrapes the control plane. */
  readonly istiod: ServiceMonitor;
  /** Alerts of the mesh and of `programs`. */
  readonly alerts: PrometheusRule;
  /** Dashboards of the mesh and of `programs`. */
  readonly dashboards: readonly GrafanaDashboard[];

  constructor(scope: Construct, id: string, props: MeshMonitoringProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { namespace = 'monitoring', labels, rootNamespace = 'istio-system', programs = [], folder = 'Istio' } = props;
    const { scrapeInterval = seconds(15), runbooks } = props;
    const interval = goDuration(scrapeInterval);
    this.proxies = new PodMonitor(this, 'proxies', {
      name: 'istio-proxies',
      namespace,
      labels,
      namespaces: 'all',
      selector: {},
      endpoints: [proxyEndpoint(interval)],
    });
    this.istiod = new ServiceMonitor(this, 'istiod', {
      name: 'istiod',
      namespace,
      labels,
      namespaces: [rootNamespace],
      selector: { matchLabels: ISTIOD_LABELS },
      endpoints: [istiodEndpoint(interval)],
    });
    const groups = [...MESH_ALERTS, ...programs.map((program) => PROGRAM_ALERTS[program])];
    this.alerts = new PrometheusRule(this, 'alerts', {
      name: 'istio-mesh',
      namespace,
      labels,
      groups: groups.map((group) => rulesOf(group, runbooks)),
    });
    const dashboards = [...MESH_DASHBOARDS, ...programs.flatMap((program) => PROGRAM_DASHBOARDS[program] ?? [])];
    this.dashboards = dashboards.map((dashboard) => {
      const model = dashboard();
      const name = model.uid!;
      return new GrafanaDashboard(this, name, { namespace, folder, dashboard: model });
    });
  }
}

function rulesOf({ name, alerts }: AlertGroup, runbooks: string) {
  return { name, rules: alerts.map((alert) => ({ ...alert, runbookUrl: runbooks + alert.alert.toLowerCase() })) };
}
