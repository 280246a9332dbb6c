import { FleetSynthesis, synthesizeFleet } from '../adapters/synthesize-fleet';
import { fleetLayout } from '../layout/fleet';
import { environmentPath } from '../layout/rendered';
import type { Finding } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { filesOfTexts } from '../read/files';
import { readManifestSets } from '../read/manifest-sets';

/** Manifest sets as synth would write them, by their folders in the deploy tree. */
export interface ComposedSets {
  readonly sets: ReadonlyMap<string, ManifestSet>;
  /** Why synth would write none of them. */
  readonly refused: readonly Finding[];
}

/** Some environments, in any layout. */
export function composedEnvironments(fleet: Fleet, environments: readonly EnvironmentDefinition[]): ComposedSets {
  return composedSets(fleet, { environments, layout: 'rendered' });
}

/** All environments, and what belongs to none. */
export function composedFleet(fleet: Fleet, layout: FleetSynthesis['layout']): ComposedSets {
  return composedSets(fleet, { layout });
}

function composedSets(fleet: Fleet, synthesis: FleetSynthesis): ComposedSets {
  const sets = new Map<string, ManifestSet>();
  const { refused } = synthesizeFleet(fleet, synthesis, ({ set, labels, definition, isRefused }) => {
    if (definition !== undefined) sets.set(environmentPath(definition.name), set);
    else if (!isRefused) {
      // What of it is applied together is a matter of folders: they are read as everybody's are.
      const files = filesOfTexts(fleetLayout(set, labels));
      for (const [name, applied] of readManifestSets(files, '', () => undefined).sets) sets.set(name, applied);
    }
  });
  return { sets, refused };
}
