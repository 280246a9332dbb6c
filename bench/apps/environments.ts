import { defineEnvironment } from '../../src/platform';
import { ENVIRONMENTS } from '../workload';
import { compose } from './compose';

/** The workload for our own programs. */
export const environments = ENVIRONMENTS.map((settings) =>
  defineEnvironment(settings.name, {
    clusters: [{ name: settings.name }],
    compose: (environment) => {
      compose(environment, settings);
    },
  }),
);
