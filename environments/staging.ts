import { defineEnvironment } from 'istio-gitops';
import { clusters, platform } from './platform';

/** As production, with half of the traffic on the canary. */
export default defineEnvironment('staging', {
  clusters: [clusters.staging],
  releases: './staging.releases.yaml',

  compose(env) {
    platform(env, { mesh: {} });
  },
});
