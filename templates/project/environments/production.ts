import { defineEnvironment } from 'istio-gitops';
import { clusters } from './clusters';
import { delivery } from './delivery';
import { platform } from './platform';

/** Every request within the mesh is encrypted, and its caller known. */
export default defineEnvironment('production', {
  clusters: [clusters.production],
  delivery,
  releases: './production.releases.yaml',
  compose: (env) => platform(env, { mtls: 'STRICT' }),
});
