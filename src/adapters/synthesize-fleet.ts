import { App, Chart } from 'cdk8s';
import { readText } from './read-text';
import { environmentPath, renderedPlace } from '../layout/rendered';
import type { Finding } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { FLEET } from '../platform/fleet-scope';
import { composeEnvironment, composeFleet, SynthesizedEnvironment, synthesizedEnvironment } from '../synth/compose';
import { synthesize } from '../synth/synthesize';

export const LAYOUTS = ['rendered', 'base-overlays'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface SynthesizedSet {
  readonly set: ManifestSet;
  /** Labels that all of its objects carry. */
  readonly labels: Readonly<Record<string, string>>;
  /** Absent for what belongs to no environment. */
  readonly definition?: EnvironmentDefinition;
  /** Whether there are findings with which it must not be written. */
  readonly isRefused: boolean;
}

export interface FleetSynthesis {
  /** @default all, and what belongs to none of them */
  readonly environments?: readonly EnvironmentDefinition[] | undefined;
  /** Flux is told of the folders that the layout has for an environment. */
  readonly layout: Layout;
}

/** What is found of all sets together. */
export interface FleetFindings {
  readonly refused: readonly Finding[];
  /** What nobody should have to search for. */
  readonly reported: readonly Finding[];
}

/**
 * Composes and synthesizes one set after the other, so that only what is done with each of them is kept. What belongs to
 * no environment follows from all of them, and is left out when one of them is refused.
 */
export function synthesizeFleet(
  fleet: Fleet,
  { environments, layout }: FleetSynthesis,
  visit: (synthesized: SynthesizedSet) => void,
): FleetFindings {
  const refused: Finding[] = [];
  const reported: Finding[] = [];
  const delivered: SynthesizedEnvironment[] = [];
  const add = (scope: Chart, name: string, definition?: EnvironmentDefinition): ManifestSet => {
    const { labels } = scope;
    const synthesis = synthesize(scope, name, labels);
    refused.push(...synthesis.refused);
    reported.push(...synthesis.reported);
    const { set } = synthesis;
    visit({ set, labels, isRefused: synthesis.refused.length > 0, ...(definition !== undefined && { definition }) });
    takeApart(scope);
    return set;
  };

  for (const definition of environments ?? fleet.environments) {
    const environment = composeEnvironment(new App(), definition, readText);
    const set = add(environment, definition.name, definition);
    if (definition.delivery === undefined || refused.length > 0) continue;
    const place =
      layout === 'rendered' ? renderedPlace(set) : { path: environmentPath(definition.name), stages: undefined };
    delivered.push(synthesizedEnvironment(environment, set, place));
  }
  if (environments === undefined && refused.length === 0) add(composeFleet(new App(), fleet, delivered), FLEET);
  return { refused, reported };
}

/**
 * Lets go of the constructs that nobody asks again. What remembers the line that made an object holds the functions on the
 * way to it, these their scope, and that would hold all of its tree.
 */
function takeApart({ node }: Chart): void {
  for (const child of node.children) node.tryRemoveChild(child.node.id);
}
