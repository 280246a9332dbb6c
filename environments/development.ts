import { Certificate, ClusterIssuer, defineEnvironment, flagger, milliseconds, minutes, percent } from 'istio-gitops';
import { clusters, localFlux, platform } from './platform';

/** Workloads without a sidecar may call in, so that services can join the mesh one by one; Flagger rolls out the API. */
export default defineEnvironment('development', {
  clusters: [clusters.development],
  delivery: localFlux,
  releases: './development.releases.yaml',
  images: './images.lock.yaml',

  compose(env) {
    const issuer = ClusterIssuer.fromName(env, 'development-ca', 'development-ca');
    platform(env, {
      certificate: Certificate.fromIssuer(issuer, { name: 'istio-gateway-tls' }),
      mesh: { mtls: 'PERMISSIVE' },
      apiRollout: flagger({
        steps: { by: percent(5), upTo: percent(50) },
        interval: minutes(1),
        failedChecks: 10,
        successRate: percent(99),
        requestDuration: milliseconds(500),
        webhooks: [
          { name: 'notify-slack', type: 'event', url: 'http://slack-notifier.flagger/' },
          {
            name: 'load-test',
            type: 'rollout',
            url: 'http://load-tester.flagger/',
            metadata: { cmd: 'hey -z 1m -q 10 -c 2 http://api-service-canary.default/' },
          },
        ],
      }),
    });
  },
});
