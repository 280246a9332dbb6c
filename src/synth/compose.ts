import { dirname, resolve } from 'node:path';
import { App } from 'cdk8s';
import { PropsError } from '../model/props-error';
import { Environment, EnvironmentDefinition } from '../platform/environment';
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
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_DEPTH;
  try {
    definition.compose(environment);
  } finally {
    Error.stackTraceLimit = depth;
  }
  return environment;
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
