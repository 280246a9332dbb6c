import { defineEnvironment } from 'istio-gitops';
import { delivery } from './delivery';
import { platform } from './platform';

/** Workloads without a sidecar may call in, so that services can join the mesh one by one. */
export default defineEnvironment('development', {
  clusters: [{ name: 'development', server: 'https://development.k8s.example.com' }],
  delivery,
  releases: './development.releases.yaml',
  compose: (env) => platform(env, { mtls: 'PERMISSIVE' }),
});
