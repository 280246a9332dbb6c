import { defineEnvironment, defineFleet } from '../../src/platform';
import { ENVIRONMENTS } from '../workload';
import { compose } from './compose';

/** What `istio-gitops synth --app` gets. */
export default defineFleet({
  environments: ENVIRONMENTS.map((settings) =>
    defineEnvironment(settings.name, {
      clusters: [{ name: settings.name }],
      compose: (environment) => {
        compose(environment, settings);
      },
    }),
  ),
});
