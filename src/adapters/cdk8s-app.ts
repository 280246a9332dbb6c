import { App } from 'cdk8s';
import { environmentPath, foldersOf } from '../layout/rendered';
import { contentsOf } from '../model/set-contents';
import type { Fleet } from '../platform/fleet';
import { composeEnvironment, composeFleet, SynthesizedEnvironment } from '../synth/compose';
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
    const { name } = definition;
    const environment = composeEnvironment(app, definition, readText);
    const { labels } = environment;
    const { set } = synthesize(environment, name, labels);
    return { definition, path: environmentPath(name), stages: foldersOf(set), labels, contents: contentsOf(set) };
  });
  composeFleet(app, fleet, synthesized);
  return app;
}
