import { defineEnvironment } from 'istio-gitops';
import { delivery } from './delivery';
import { platform } from './platform';

/** As production, so that what works here works there. */
export default defineEnvironment('staging', {
  clusters: [{ name: 'staging', server: 'https://staging.k8s.example.com' }],
  delivery,
  releases: './staging.releases.yaml',
  compose: (env) => platform(env, { mtls: 'STRICT' }),
});
