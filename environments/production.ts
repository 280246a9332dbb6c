import { defineEnvironment, percent } from 'istio-gitops';
import { clusters, platform } from './platform';

/** Two regions that take over from each other; every hundredth request is traced, and only failures are logged. */
export default defineEnvironment('production', {
  clusters: [clusters.usEast, clusters.euWest],
  releases: './production.releases.yaml',

  compose(env) {
    platform(env, {
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
  },
});
