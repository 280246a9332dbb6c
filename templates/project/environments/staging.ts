import { defineEnvironment } from 'istio-gitops';
import { clusters } from './clusters';
import { delivery } from './delivery';
import { platform } from './platform';

/** As production, so that what works here works there. */
export default defineEnvironment('staging', {
  clusters: [clusters.staging],
  delivery,
  releases: './staging.releases.yaml',
  compose: (env) => platform(env, { mtls: 'STRICT' }),
});
