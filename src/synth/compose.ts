import { dirname, resolve } from 'node:path';
import { App } from 'cdk8s';
import { PropsError } from '../model/props-error';
import { Environment, EnvironmentDefinition } from '../platform/environment';
import { Fleet, FleetScope } from '../platform/fleet';
import { parseReleaseState, ReleaseState } from '../platform/release-state';

/** How composing reads the files that definitions name. */
export type ReadText = (path: string) => string;

/** Deep enough to reach the user's line from an object that a pattern makes for a pattern. */
const STACK_DEPTH = 40;

/**
 * Runs an environment's `compose` in a fresh construct tree.
 *
 * @param app the root to add the environment to
 * @throws PropsError for props that can never work
 * @throws ReleaseStateError when the release state is not valid
 */
export function composeEnvironment(app: App, definition: EnvironmentDefinition, readText: ReadText): Environment {
  const environment = new Environment(app, definition, loadReleases(definition, readText));
  withDeepStacks(() => definition.compose(environment));
  return environment;
}

/** Composes what belongs to the fleet and to no environment, as {@link composeEnvironment} does an environment. */
export function composeFleet(app: App, fleet: Fleet): FleetScope {
  const scope = new FleetScope(app);
  withDeepStacks(() => fleet.compose(scope));
  return scope;
}

function withDeepStacks(work: () => void): void {
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  try {
    work();
  } finally {
    Error.stackTraceLimit = depth;
  }
}

function loadReleases(definition: EnvironmentDefinition, readText: ReadText): ReleaseState | undefined {
  if (definition.releases === undefined) return undefined;
  const definedIn = definition.origin.locate?.()?.file;
  if (definedIn === undefined) {
    throw new PropsError(
      definition.name,
      'the file that defines it is unknown, so `releases` is relative to nothing',
      'call defineEnvironment from a module of its own',
    );
  }
  const file = resolve(dirname(definedIn), definition.releases);
  return parseReleaseState(readText(file), file);
}
