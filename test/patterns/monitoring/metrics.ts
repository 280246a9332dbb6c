/**
 * The metrics that dashboards and alerts may ask for, as the programs export them. Where a real program runs in the
 * conformance tests, they compare this with what it says of itself.
 */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
}

/** What one program exports. */
export interface Exporter {
  /** Where this was read: a file of the program's source, or its documentation. */
  readonly source: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

const counter = (...labels: string[]): Metric => ({ type: 'counter', labels });
const gauge = (...labels: string[]): Metric => ({ type: 'gauge', labels });
const histogram = (...labels: string[]): Metric => ({ type: 'histogram', labels: [...labels, 'le'] });

const REQUEST = [
  ...['reporter', 'request_protocol', 'response_code', 'response_flags', 'grpc_response_status'],
  ...['connection_security_policy', 'source_principal', 'source_app', 'source_version', 'source_cluster'],
  ...['source_workload', 'source_workload_namespace', 'source_canonical_service', 'source_canonical_revision'],
  ...['destination_principal', 'destination_app', 'destination_version', 'destination_cluster'],
  ...['destination_workload', 'destination_workload_namespace', 'destination_service', 'destination_service_name'],
  ...['destination_service_namespace', 'destination_canonical_service', 'destination_canonical_revision'],
];
const ISSUER = ['name', 'namespace', 'issuer_name', 'issuer_kind', 'issuer_group'];
const APPLICATION = ['namespace', 'name', 'project'];

export const EXPORTERS = {
  istiod: {
    source:
      'istio/istio pilot/pkg/xds/monitoring.go, pkg/xds/monitoring.go, pkg/webhooks/validation/server/monitoring.go',
    metrics: {
      citadel_server_root_cert_expiry_timestamp: gauge(),
      galley_validation_failed: counter('group', 'version', 'resource', 'reason'),
      pilot_k8s_cfg_events: counter('type', 'event'),
      pilot_proxy_convergence_time: histogram(),
      pilot_sds_certificate_errors_total: counter(),
      pilot_total_rejected_configs: counter('type', 'name'),
      pilot_total_xds_internal_errors: counter(),
      pilot_total_xds_rejects: counter('type'),
      pilot_xds: gauge('version'),
      pilot_xds_push_time: histogram('type'),
      pilot_xds_pushes: counter('type'),
      pilot_xds_write_timeout: counter(),
    },
  },
  proxy: {
    source: 'https://istio.io/latest/docs/reference/config/metrics/',
    metrics: {
      istio_requests_total: counter(...REQUEST),
      istio_request_duration_milliseconds: histogram(...REQUEST),
    },
  },
  'pilot-agent': {
    source: 'istio/istio security/pkg/nodeagent/cache/monitoring.go, pilot/cmd/pilot-agent/status/server.go (prefix)',
    metrics: { istio_agent_cert_expiry_seconds: gauge('resource_name') },
  },
  'argo-cd': {
    source: 'argoproj/argo-cd controller/metrics/metrics.go',
    metrics: {
      argocd_app_info: gauge(
        ...APPLICATION,
        ...['autosync_enabled', 'repo', 'dest_server', 'dest_namespace', 'sync_status', 'health_status', 'operation'],
      ),
      argocd_app_reconcile: histogram('namespace', 'dest_server'),
      argocd_app_sync_total: counter(...APPLICATION, 'dest_server', 'phase', 'dry_run'),
    },
  },
  'kustomize-controller': {
    source: 'fluxcd/pkg runtime/metrics/recorder.go',
    metrics: { gotk_reconcile_duration_seconds: histogram('kind', 'name', 'namespace') },
  },
  'kube-state-metrics': {
    source: 'https://fluxcd.io/flux/monitoring/metrics/, fluxcd/flux2-monitoring-example',
    metrics: {
      gotk_resource_info: gauge(
        ...['customresource_group', 'customresource_kind', 'customresource_version', 'exported_namespace', 'name'],
        ...['ready', 'suspended', 'revision', 'source_name'],
      ),
    },
  },
  'argo-rollouts': {
    source: 'argoproj/argo-rollouts controller/metrics/prommetrics.go',
    metrics: {
      analysis_run_info: gauge('namespace', 'name', 'phase'),
      rollout_info: gauge('namespace', 'name', 'strategy', 'traffic_router', 'phase'),
    },
  },
  flagger: {
    source: 'fluxcd/flagger pkg/metrics/recorder.go',
    metrics: {
      flagger_canary_metric_analysis: gauge('name', 'namespace', 'metric'),
      flagger_canary_status: gauge('name', 'namespace'),
      flagger_canary_weight: gauge('workload', 'namespace'),
    },
  },
  'cert-manager': {
    source: 'cert-manager/cert-manager pkg/metrics',
    metrics: {
      certmanager_certificate_expiration_timestamp_seconds: gauge(...ISSUER),
      certmanager_certificate_ready_status: gauge(...ISSUER, 'condition'),
      certmanager_certificate_renewal_timestamp_seconds: gauge(...ISSUER),
    },
  },
  velero: {
    source: 'vmware-tanzu/velero pkg/metrics/metrics.go',
    metrics: {
      velero_backup_last_status: gauge('schedule'),
      velero_backup_last_successful_timestamp: gauge('schedule'),
    },
  },
} as const satisfies Record<string, Exporter>;

/** What Prometheus adds to every series; a label of the program that is called the same becomes `exported_…`. */
export const TARGET_LABELS: readonly string[] = ['job', 'instance', 'namespace', 'pod', 'exported_namespace'];

const HISTOGRAM_PARTS = ['_bucket', '_count', '_sum'];

/** What a name in a query stands for; undefined where no program exports it. */
export function metricOf(series: string): Metric | undefined {
  const all = new Map(Object.values<Exporter>(EXPORTERS).flatMap(({ metrics }) => Object.entries(metrics)));
  const part = HISTOGRAM_PARTS.find((suffix) => series.endsWith(suffix) && all.has(series.slice(0, -suffix.length)));
  if (part !== undefined) return all.get(series.slice(0, -part.length));
  const metric = all.get(series);
  return metric?.type === 'histogram' ? undefined : metric;
}
