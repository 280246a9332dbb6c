import { defineEnvironment } from 'istio-gitops';
import { delivery } from './delivery';
import { platform } from './platform';

/** Every request within the mesh is encrypted, and its caller known. */
export default defineEnvironment('production', {
  clusters: [{ name: 'production', server: 'https://production.k8s.example.com' }],
  delivery,
  releases: './production.releases.yaml',
  compose: (env) => platform(env, { mtls: 'STRICT' }),
});
