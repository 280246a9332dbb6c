import { Certificate, defineEnvironment } from 'istio-gitops';
import { centralArgoCd, clusters, platform } from './platform';

/** As production, with half of the traffic on the canary. */
export default defineEnvironment('staging', {
  clusters: [clusters.staging],
  delivery: centralArgoCd,
  releases: './staging.releases.yaml',
  images: './images.lock.yaml',

  compose(env) {
    const certificate = Certificate.fromSealedSecret(env.sealedSecret('./staging.istio-gateway-tls.sealed.yaml'));
    platform(env, { mesh: {}, certificate });
  },
});
