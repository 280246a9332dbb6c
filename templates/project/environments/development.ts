import { defineEnvironment } from 'istio-gitops';
import { clusters } from './clusters';
import { delivery } from './delivery';
import { platform } from './platform';

/** Workloads without a sidecar may call in, so that services can join the mesh one by one. */
export default defineEnvironment('development', {
  clusters: [clusters.development],
  delivery,
  releases: './development.releases.yaml',
  compose: (env) => platform(env, { mtls: 'PERMISSIVE' }),
});
