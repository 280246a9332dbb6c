import { App, Chart } from 'cdk8s';
import { readText } from '../../../../src/adapters/read-text';
import { fleetLayout } from '../../../../src/layout/fleet';
import { renderedLayout, renderedPlace } from '../../../../src/layout/rendered';
import type { ManifestSet } from '../../../../src/model/manifest-set';
import type { Fleet } from '../../../../src/platform/fleet';
import { FLEET } from '../../../../src/platform/fleet-scope';
import {
  composeEnvironment,
  composeFleet,
  SynthesizedEnvironment,
  synthesizedEnvironment,
} from '../../../../src/synth/compose';
import { synthesize } from '../../../../src/synth/synthesize';
import { CustomResourceDefinition, customResourceDefinitions } from '../../custom-resource-definitions';

/** What synth makes of a fleet. */
export interface SynthesizedFleet {
  /** By the names of the environments, and that of the fleet. */
  readonly sets: ReadonlyMap<string, ManifestSet>;
  /** The deploy tree. */
  readonly files: ReadonlyMap<string, string>;
}

/** The CRDs that the objects of sets need: all that there are would take an API server seconds. */
export function definitionsFor(sets: Iterable<ManifestSet>): readonly CustomResourceDefinition[] {
  const kinds = new Set(
    [...sets].flatMap((set) => set.manifests.map(({ identity }) => `${identity.group}/${identity.kind}`)),
  );
  return customResourceDefinitions().filter(({ spec }) => kinds.has(`${spec.group}/${spec.names.kind}`));
}

/** @throws Error when synth would refuse the fleet */
export function synthesizedFleet(fleet: Fleet): SynthesizedFleet {
  const sets = new Map<string, ManifestSet>();
  const files = new Map<string, string>();
  const add = (chart: Chart, name: string): ManifestSet => {
    const { set, refused } = synthesize(chart, name, chart.labels);
    if (refused.length > 0) throw new Error(refused.map(({ code, message }) => `${code} ${message}`).join('\n'));
    sets.set(name, set);
    return set;
  };
  const environments = fleet.environments.map((definition): SynthesizedEnvironment => {
    const environment = composeEnvironment(new App(), definition, readText);
    const set = add(environment, definition.name);
    const place = renderedPlace(set);
    const { labels } = environment;
    for (const [file, text] of renderedLayout(set, { folder: place.path, labels })) files.set(file, text);
    return synthesizedEnvironment(environment, set, place);
  });
  const scope = composeFleet(new App(), fleet, environments);
  for (const [file, text] of fleetLayout(add(scope, FLEET), scope.labels)) files.set(file, text);
  return { sets, files };
}
