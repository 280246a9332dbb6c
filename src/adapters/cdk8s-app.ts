import { App } from 'cdk8s';
import { renderedPlace } from '../layout/rendered';
import type { Fleet } from '../platform/fleet';
import { composeEnvironment, composeFleet, SynthesizedEnvironment, synthesizedEnvironment } from '../synth/compose';
import { synthesize } from '../synth/synthesize';
import { readText } from './read-text';

/**
 * The fleet as one cdk8s app with a chart per environment, for cdk8s's own tools.
 *
 * They get the same objects, but none of the checks, orders and files of `istio-gitops synth`.
 */
export function fleetApp(fleet: Fleet): App {
  const app = new App();
  const synthesized = fleet.environments.map((definition): SynthesizedEnvironment => {
    const environment = composeEnvironment(app, definition, readText);
    const { set } = synthesize(environment, definition.name, environment.labels);
    return synthesizedEnvironment(environment, set, renderedPlace(set));
  });
  composeFleet(app, fleet, synthesized);
  return app;
}
