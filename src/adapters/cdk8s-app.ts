import { App } from 'cdk8s';
import type { Fleet } from '../platform/fleet';
import { composeEnvironment, composeFleet } from '../synth/compose';
import { readText } from './read-text';

/**
 * The fleet as one cdk8s app with a chart per environment, for cdk8s's own tools.
 *
 * They get the same objects, but none of the checks, orders and files of `istio-gitops synth`.
 */
export function fleetApp(fleet: Fleet): App {
  const app = new App();
  for (const environment of fleet.environments) composeEnvironment(app, environment, readText);
  composeFleet(app, fleet);
  return app;
}
