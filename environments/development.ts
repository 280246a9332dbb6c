import { defineEnvironment } from 'istio-gitops';
import { clusters, platform } from './platform';

/** Workloads without a sidecar may call in, so that services can join the mesh one by one. */
export default defineEnvironment('development', {
  clusters: [clusters.development],
  releases: './development.releases.yaml',

  compose(env) {
    platform(env, { mesh: { mtls: 'PERMISSIVE' } });
  },
});
