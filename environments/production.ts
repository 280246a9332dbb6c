import {
  Backup,
  Certificate,
  ClusterSecretStore,
  defineEnvironment,
  hours,
  MeshMonitoring,
  percent,
} from 'istio-gitops';
import { centralArgoCd, clusters, platform } from './platform';

/** Two regions that take over from each other; every hundredth request is traced, and only failures are logged. */
export default defineEnvironment('production', {
  clusters: [clusters.usEast, clusters.euWest],
  delivery: centralArgoCd,
  releases: './production.releases.yaml',
  images: './images.lock.yaml',

  compose(env) {
    const vault = ClusterSecretStore.fromName(env, 'vault-backend', 'vault-backend');
    platform(env, {
      certificate: Certificate.fromExternalSecret(vault, {
        key: 'istio/gateway-tls',
        properties: { certificate: 'certificate', privateKey: 'private_key' },
        name: 'istio-gateway-tls',
        refreshInterval: hours(1),
      }),
      mesh: {
        accessLogging: { filter: 'response.code >= 400' },
        tracing: { sampling: percent(1), collector: 'otel-collector.monitoring.svc.cluster.local' },
      },
      locality: {
        failover: {
          [clusters.usEast.region]: clusters.euWest.region,
          [clusters.euWest.region]: clusters.usEast.region,
        },
      },
    });
    new Backup(env, 'istio-config-backup');
    new MeshMonitoring(env, 'monitoring', {
      runbooks: 'https://github.com/your-org/istio-config/blob/main/docs/observability.md#',
      programs: ['argo-cd', 'velero'],
    });
  },
});
