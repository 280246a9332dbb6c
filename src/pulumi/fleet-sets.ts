import { synthesizeFleet } from '../adapters/synthesize-fleet';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Fleet } from '../platform/fleet';
import { SUBSTITUTE_ANNOTATION } from '../delivery/flux/substitution';
import { refusal } from './refusal';

/** All manifest sets of a fleet, as synth writes them. */
export class FleetSets {
  private readonly keys: ReadonlySet<string>;

  private constructor(
    private readonly environments: ReadonlyMap<string, ManifestSet>,
    /** What belongs to no environment. */
    readonly fleet: ManifestSet,
  ) {
    this.keys = new Set([...environments.values(), fleet].flatMap(({ manifests }) => manifests.map(({ key }) => key)));
  }

  /** @throws PropsError when synth would write none of them */
  static of(fleet: Fleet): FleetSets {
    const environments = new Map<string, ManifestSet>();
    let rest: ManifestSet | undefined;
    const { refused } = synthesizeFleet(fleet, { layout: 'rendered' }, ({ set, definition }) => {
      if (definition === undefined) rest = set;
      else environments.set(definition.name, set);
    });
    if (refused.length > 0 || rest === undefined) throw refusal('fleet', refused);
    return new FleetSets(environments, rest);
  }

  environment(name: string): ManifestSet {
    return this.environments.get(name)!;
  }

  /** Whether an object is in the deploy tree: then it is the controller's. */
  has(key: string): boolean {
    return this.keys.has(key);
  }
}

/** An object in which Flux would substitute something, so that it is another one where Flux does not apply it. */
export function withVariables(set: ManifestSet): Manifest | undefined {
  return [...set].find(({ object }) => {
    const { annotations = {} } = object.metadata;
    return annotations[SUBSTITUTE_ANNOTATION] !== 'disabled' && /\$[{$]/.test(JSON.stringify(object));
  });
}
