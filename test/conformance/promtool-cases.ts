/** What Prometheus sees, minute by minute, and which alert it makes of that. */
export interface AlertCase {
  readonly alert: string;
  readonly name: string;
  /** Values by series, in promtool's notation: `0x9 1x20` is 0 ten times, then 1 twenty-one times. */
  readonly series: Readonly<Record<string, string>>;
  /** Minutes after the start. */
  readonly at: number;
  /** Empty where nobody is to be told. */
  readonly firing: readonly { readonly labels: Readonly<Record<string, string>>; readonly summary: string }[];
}

const HOUR = 60;
const DAY = 24 * HOUR;
const app = (more: string): string => `argocd_app_info{name="production",project="mesh",${more}}`;
const sync = (phase: string): string =>
  `argocd_app_sync_total{name="production",project="mesh",phase="${phase}",dry_run="false"}`;
const flux = (more: string): string =>
  `gotk_resource_info{customresource_kind="Kustomization",exported_namespace="flux-system",name="mesh",${more}}`;
const production = { name: 'production', project: 'mesh' };
const mesh = { customresource_kind: 'Kustomization', exported_namespace: 'flux-system', name: 'mesh' };
const requests = (code: number): string =>
  `istio_requests_total{reporter="source",destination_service_name="api",destination_service_namespace="shop",destination_version="v2",response_code="${code}"}`;
const certificate = (metric: string): string =>
  `certmanager_certificate_${metric}{name="gateway-tls",issuer_name="ca"}`;
const canary = { name: 'api', namespace: 'shop' };

export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: 'ArgoCdSyncFailed',
    name: 'the first failure, of which there was no series before',
    series: { [sync('Failed')]: '_x9 1x20' },
    at: 12,
    firing: [{ labels: production, summary: 'Argo CD could not sync production' }],
  },
  {
    alert: 'ArgoCdSyncFailed',
    name: 'one failure more',
    series: { [sync('Error')]: '3x14 4x20' },
    at: 17,
    firing: [{ labels: production, summary: 'Argo CD could not sync production' }],
  },
  {
    alert: 'ArgoCdSyncFailed',
    name: 'an old failure, and syncs that succeed',
    series: { [sync('Failed')]: '4x40', [sync('Succeeded')]: '1+1x40' },
    at: 30,
    firing: [],
  },
  {
    alert: 'ArgoCdDriftUnhealed',
    name: 'out of sync for a quarter of an hour',
    series: { [app('sync_status="OutOfSync"')]: '1x30' },
    at: 16,
    firing: [{ labels: production, summary: 'production has been out of sync for 15 minutes' }],
  },
  {
    alert: 'ArgoCdDriftUnhealed',
    name: 'drift that was healed',
    series: { [app('sync_status="OutOfSync"')]: '1x9 _x30', [app('sync_status="Synced"')]: '_x9 1x30' },
    at: 16,
    firing: [],
  },
  {
    alert: 'ArgoCdApplicationDegraded',
    name: 'degraded for longer than a moment',
    series: { [app('health_status="Degraded"')]: '1x10' },
    at: 6,
    firing: [{ labels: production, summary: 'production is synced and does not work' }],
  },
  {
    alert: 'FluxReconciliationFailed',
    name: 'not ready for ten minutes',
    series: { [flux('ready="False",suspended="false"')]: '1x20' },
    at: 11,
    firing: [{ labels: mesh, summary: 'Flux could not apply Kustomization flux-system/mesh' }],
  },
  {
    alert: 'FluxReconciliationFailed',
    name: 'not ready while nobody wants it to be',
    series: { [flux('ready="False",suspended="true"')]: '1x20' },
    at: 11,
    firing: [],
  },
  {
    alert: 'FluxReconciliationStalled',
    name: 'in progress for half an hour',
    series: { [flux('ready="Unknown"')]: '1x40' },
    at: 31,
    firing: [{ labels: mesh, summary: 'Flux has not finished Kustomization flux-system/mesh in 30 minutes' }],
  },
  {
    alert: 'FluxSuspended',
    name: 'forgotten',
    series: { [flux('suspended="true"')]: `1x${DAY + 2 * HOUR}` },
    at: DAY + HOUR,
    firing: [{ labels: mesh, summary: 'Kustomization flux-system/mesh has been suspended for a day' }],
  },
  {
    alert: 'IstioConfigurationRejected',
    name: 'the first one, by one of two istiods',
    series: {
      'pilot_total_xds_rejects{type="lds",pod="a"}': '_x9 1x20',
      'pilot_total_xds_rejects{type="lds",pod="b"}': '2x30',
    },
    at: 12,
    firing: [{ labels: { type: 'lds' }, summary: 'Proxies have rejected configuration of type lds' }],
  },
  {
    alert: 'IstioConfigurationRejected',
    name: 'none for a while',
    series: { 'pilot_total_xds_rejects{type="lds",pod="a"}': '2x30' },
    at: 20,
    firing: [],
  },
  {
    alert: 'IstioConfigurationRefused',
    name: 'an invalid object',
    series: { 'galley_validation_failed{resource="gateways",reason="invalid_resource"}': '0x4 1x20' },
    at: 8,
    firing: [
      {
        labels: { resource: 'gateways', reason: 'invalid_resource' },
        summary: 'The webhook of istiod has refused gateways: invalid_resource',
      },
    ],
  },
  {
    alert: 'IstioGatewayConfigurationIgnored',
    name: 'a server that contradicts another one',
    series: { 'pilot_total_rejected_configs{type="gateway",name="istio-system/main"}': '_x4 1x20' },
    at: 8,
    firing: [
      {
        labels: { type: 'gateway', name: 'istio-system/main' },
        summary: 'istiod leaves out part of the gateway istio-system/main',
      },
    ],
  },
  {
    alert: 'IstioPushFailing',
    name: 'errors that go on',
    series: { 'pilot_total_xds_internal_errors{job="istiod"}': '0+1x30' },
    at: 10,
    firing: [{ labels: { job: 'istiod' }, summary: 'istiod cannot send configuration to proxies' }],
  },
  {
    alert: 'IstioPushFailing',
    name: 'pushes that arrive',
    series: { 'pilot_xds_pushes{job="istiod",type="cds"}': '0+9x30' },
    at: 20,
    firing: [],
  },
  {
    alert: 'IstioConvergenceSlow',
    name: 'one in ten takes twenty seconds',
    series: {
      'pilot_proxy_convergence_time_bucket{le="10"}': '0+9x30',
      'pilot_proxy_convergence_time_bucket{le="20"}': '0+9x30',
      'pilot_proxy_convergence_time_bucket{le="30"}': '0+10x30',
      'pilot_proxy_convergence_time_bucket{le="+Inf"}': '0+10x30',
    },
    at: 20,
    firing: [{ labels: {}, summary: 'Changes take 29s to reach the proxies' }],
  },
  {
    alert: 'IstioConvergenceSlow',
    name: 'all take a second',
    series: {
      'pilot_proxy_convergence_time_bucket{le="1"}': '0+9x30',
      'pilot_proxy_convergence_time_bucket{le="+Inf"}': '0+9x30',
    },
    at: 20,
    firing: [],
  },
  {
    alert: 'IstioRootCertificateExpiring',
    name: 'in ten days',
    series: { citadel_server_root_cert_expiry_timestamp: `${10 * 86400}x90` },
    at: 60,
    firing: [{ labels: {}, summary: 'The root certificate of the mesh expires in 9d 23h 0m 0s' }],
  },
  {
    alert: 'IstioRootCertificateExpiring',
    name: 'in ten years',
    series: { citadel_server_root_cert_expiry_timestamp: `${3650 * 86400}x90` },
    at: 60,
    firing: [],
  },
  {
    alert: 'ServiceVersionFailing',
    name: 'every tenth request',
    series: { [requests(200)]: '0+540x30', [requests(503)]: '0+60x30' },
    at: 15,
    firing: [
      {
        labels: {
          destination_service_name: 'api',
          destination_service_namespace: 'shop',
          destination_version: 'v2',
        },
        summary: '10% of the requests to version v2 of api fail',
      },
    ],
  },
  {
    alert: 'ServiceVersionFailing',
    name: 'the only request in a while',
    series: { [requests(503)]: '0x9 1x20' },
    at: 16,
    firing: [],
  },
  {
    alert: 'WorkloadCertificateExpiring',
    name: 'in three hours',
    series: {
      'istio_agent_cert_expiry_seconds{namespace="shop",pod="api",resource_name="default"}': '10800x30',
    },
    at: 16,
    firing: [
      {
        labels: { namespace: 'shop', pod: 'api' },
        summary: 'The mesh certificate of shop/api expires in 3h 0m 0s',
      },
    ],
  },
  {
    alert: 'CertificateExpiring',
    name: 'a certificate that is being renewed',
    series: {
      [certificate('expiration_timestamp_seconds')]: `${30 * 86400}x60`,
      [certificate('renewal_timestamp_seconds')]: '60x60',
    },
    at: 30,
    firing: [],
  },
  {
    alert: 'CertificateExpiring',
    name: 'half of the two hours that were left for renewal',
    series: {
      [certificate('expiration_timestamp_seconds')]: '7200x90',
      [certificate('renewal_timestamp_seconds')]: '1x90',
    },
    at: 60,
    firing: [
      {
        labels: { name: 'gateway-tls', issuer_name: 'ca' },
        summary: 'The certificate gateway-tls should have been renewed and has not been',
      },
    ],
  },
  {
    alert: 'CertificateExpiring',
    name: 'a certificate that has never been issued',
    series: {
      [certificate('expiration_timestamp_seconds')]: '0x60',
      [certificate('renewal_timestamp_seconds')]: '0x60',
    },
    at: 30,
    firing: [],
  },
  {
    alert: 'CertificateNotReady',
    name: 'not signed',
    series: {
      'certmanager_certificate_ready_status{name="gateway-tls",issuer_name="ca",condition="False"}': '1x30',
      'certmanager_certificate_ready_status{name="gateway-tls",issuer_name="ca",condition="True"}': '0x30',
    },
    at: 16,
    firing: [
      {
        labels: { name: 'gateway-tls', issuer_name: 'ca' },
        summary: 'The certificate gateway-tls of issuer ca is not ready',
      },
    ],
  },
  {
    alert: 'CertificateNotReady',
    name: 'signed',
    series: {
      'certmanager_certificate_ready_status{name="gateway-tls",issuer_name="ca",condition="False"}': '0x30',
      'certmanager_certificate_ready_status{name="gateway-tls",issuer_name="ca",condition="True"}': '1x30',
    },
    at: 16,
    firing: [],
  },
  {
    alert: 'FlaggerCanaryFailed',
    name: 'an analysis has failed',
    series: { 'flagger_canary_status{name="api",namespace="shop"}': '0x4 2x9' },
    at: 6,
    firing: [{ labels: canary, summary: 'The canary of api has failed' }],
  },
  {
    alert: 'FlaggerCanaryFailed',
    name: 'an analysis goes on',
    series: { 'flagger_canary_status{name="api",namespace="shop"}': '1x4 0x9' },
    at: 6,
    firing: [],
  },
  {
    alert: 'RolloutFailed',
    name: 'aborted',
    series: { 'rollout_info{name="api",namespace="shop",phase="Abort"}': '1x9' },
    at: 5,
    firing: [{ labels: { ...canary, phase: 'Abort' }, summary: 'The rollout of api has ended: Abort' }],
  },
  {
    alert: 'RolloutFailed',
    name: 'completed',
    series: { 'rollout_info{name="api",namespace="shop",phase="Completed"}': '1x9' },
    at: 5,
    firing: [],
  },
  {
    alert: 'RolloutPaused',
    name: 'since yesterday',
    series: { 'rollout_info{name="api",namespace="shop",phase="Paused"}': `1x${DAY + 2 * HOUR}` },
    at: DAY + HOUR,
    firing: [{ labels: canary, summary: 'The rollout of api has waited for a person for a day' }],
  },
  {
    alert: 'BackupFailed',
    name: 'the last one',
    series: { 'velero_backup_last_status{schedule="mesh"}': '0x90', 'velero_backup_last_status{schedule=""}': '0x90' },
    at: 60,
    firing: [{ labels: { schedule: 'mesh' }, summary: 'The last backup of mesh has failed' }],
  },
  {
    alert: 'BackupOverdue',
    name: 'none for three days',
    series: { 'velero_backup_last_successful_timestamp{schedule="mesh"}': `${-3 * 86400}x9` },
    at: 0,
    firing: [{ labels: { schedule: 'mesh' }, summary: 'There has been no backup of mesh for 3d 0h 0m 0s' }],
  },
  {
    alert: 'BackupOverdue',
    name: 'one today',
    series: { 'velero_backup_last_successful_timestamp{schedule="mesh"}': '1x9' },
    at: 5,
    firing: [],
  },
];
