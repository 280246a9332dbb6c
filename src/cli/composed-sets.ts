import { App, Chart } from 'cdk8s';
import { readText } from '../adapters/read-text';
import { fleetLayout } from '../layout/fleet';
import { environmentPath, renderedPlace } from '../layout/rendered';
import type { Finding } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { FLEET } from '../platform/fleet-scope';
import { filesOfTexts } from '../read/files';
import { readManifestSets } from '../read/manifest-sets';
import { composeEnvironment, composeFleet, SynthesizedEnvironment, synthesizedEnvironment } from '../synth/compose';
import { synthesize } from '../synth/synthesize';

/** Manifest sets as synth would write them, by their folders in the deploy tree. */
export interface ComposedSets {
  readonly sets: ReadonlyMap<string, ManifestSet>;
  /** Why synth would write none of them. */
  readonly refused: readonly Finding[];
}

/** One environment, in any layout. */
export function composedEnvironment(definition: EnvironmentDefinition): ComposedSets {
  const environment = composeEnvironment(new App(), definition, readText);
  const { set, refused } = synthesize(environment, definition.name, environment.labels);
  return { sets: new Map([[environmentPath(definition.name), set]]), refused };
}

/**
 * All environments, and what belongs to none.
 *
 * @param isRendered whether each environment is whole in its folder, since Flux is told of the folders in it
 */
export function composedFleet(fleet: Fleet, isRendered: boolean): ComposedSets {
  const sets = new Map<string, ManifestSet>();
  const refused: Finding[] = [];
  const synthesized: SynthesizedEnvironment[] = [];
  const synthesizedSet = (scope: Chart, name: string): ManifestSet => {
    const synthesis = synthesize(scope, name, scope.labels);
    refused.push(...synthesis.refused);
    return synthesis.set;
  };
  for (const definition of fleet.environments) {
    const environment = composeEnvironment(new App(), definition, readText);
    const path = environmentPath(definition.name);
    const set = synthesizedSet(environment, definition.name);
    sets.set(path, set);
    if (definition.delivery === undefined || refused.length > 0) continue;
    const place = isRendered ? renderedPlace(set) : { path, stages: undefined };
    synthesized.push(synthesizedEnvironment(environment, set, place));
  }
  if (refused.length > 0) return { sets, refused };
  const scope = composeFleet(new App(), fleet, synthesized);
  const set = synthesizedSet(scope, FLEET);
  if (refused.length > 0) return { sets, refused };
  // What of it is applied together is a matter of folders: they are read as everybody's are.
  const files = filesOfTexts(fleetLayout(set, scope.labels));
  const applied = readManifestSets(files, '', () => undefined).sets;
  return { sets: new Map([...sets, ...applied]), refused };
}
