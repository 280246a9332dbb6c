import { dirname, resolve } from 'node:path';
import { ApiObject, App } from 'cdk8s';
import { groupOf } from '../model/identity';
import type { ManifestSet } from '../model/manifest-set';
import { isPropsError, PropsError } from '../model/props-error';
import { contentsOf } from '../model/set-contents';
import type { DeliveredEnvironment, Delivery } from '../platform/delivery';
import { Environment, EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { FleetScope } from '../platform/fleet-scope';
import { parseImageLock } from '../platform/image-lock';
import { parseReleaseState } from '../platform/release-state';
import { metadataOf } from './manifests';

/** How composing reads the files that definitions name. */
export type ReadText = (path: string) => string;

/** Deep enough to reach the user's line from an object that a pattern makes for a pattern. */
const STACK_DEPTH = 40;

/**
 * Runs an environment's `compose` in a fresh construct tree.
 *
 * @param app the root to add the environment to
 * @param definition what `defineEnvironment` gave
 * @param readText reads release state, image lock and other data files
 * @throws PropsError for props that can never work
 * @throws DataFileError when the release state or the image lock is not valid
 */
export function composeEnvironment(app: App, definition: EnvironmentDefinition, readText: ReadText): Environment {
  const load = <T>(field: 'releases' | 'images', parse: (text: string, file: string) => T): T | undefined => {
    const file = fileOf(definition, field);
    return file === undefined ? undefined : parse(readText(file), file);
  };
  const releases = load('releases', parseReleaseState);
  const readFile = (path: string): { text: string; file: string } => {
    const file = besideDefinition(definition, path, 'its files are');
    return { text: readText(file), file };
  };
  const environment = new Environment(app, definition, releases, load('images', parseImageLock), readFile);
  withDeepStacks(() => definition.compose(environment));
  if (definition.delivery !== undefined) annotate(environment, definition.delivery);
  return environment;
}

/** Tells the GitOps controller what it reads on the objects themselves. */
function annotate(environment: Environment, delivery: Delivery): void {
  for (const construct of environment.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const { apiVersion, kind, metadata } = construct;
    const { annotations: present = {} } = metadataOf(metadata);
    for (const [name, value] of Object.entries(delivery.annotationsOf({ group: groupOf(apiVersion), kind }))) {
      if (!Object.hasOwn(present, name)) metadata.addAnnotation(name, value);
    }
  }
}

/**
 * Composes what belongs to the fleet and to no environment, as {@link composeEnvironment} does an environment.
 *
 * @param app the root to add it to
 * @param fleet what `defineFleet` gave
 * @param synthesized environments that are delivered; those without a delivery are left out
 */
export function composeFleet(app: App, fleet: Fleet, synthesized: readonly SynthesizedEnvironment[]): FleetScope {
  const scope = new FleetScope(app);
  const byDelivery = new Map<Delivery, SynthesizedEnvironment[]>();
  for (const environment of synthesized) {
    const { delivery } = environment.definition;
    if (delivery === undefined) continue;
    const others = byDelivery.get(delivery);
    if (others === undefined) byDelivery.set(delivery, [environment]);
    else others.push(environment);
  }
  withDeepStacks(() => {
    fleet.compose(scope);
    for (const [delivery, environments] of byDelivery) deliver(delivery, environments, fleet, scope);
  });
  return scope;
}

/** What a delivery cannot do was asked for where the environments are defined, and no stack leads there any more. */
function deliver(
  delivery: Delivery,
  environments: readonly SynthesizedEnvironment[],
  { repository }: Fleet,
  scope: FleetScope,
): void {
  if (repository === undefined) return;
  const delivered = environments.map(({ definition: { name, clusters }, ...rest }) => {
    return { name, clusters, repository, ...rest };
  });
  try {
    delivery.compose(scope, delivered);
  } catch (error) {
    if (isPropsError(error)) {
      const blamed = environments.find(({ definition }) => definition.name === error.where) ?? environments[0]!;
      error.origin = blamed.definition.origin;
    }
    throw error;
  }
}

/** What became of an environment, as far as its delivery has to know. */
export interface SynthesizedEnvironment extends Pick<DeliveredEnvironment, 'path' | 'stages' | 'labels' | 'contents'> {
  /** What it was composed from. */
  readonly definition: EnvironmentDefinition;
}

/** @param place where the layout has the environment */
export function synthesizedEnvironment(
  { definition, labels }: Environment,
  set: ManifestSet,
  place: Pick<DeliveredEnvironment, 'path' | 'stages'>,
): SynthesizedEnvironment {
  return { definition, labels, contents: contentsOf(set), ...place };
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

/** The path of a data file that a definition names. */
export function fileOf(definition: EnvironmentDefinition, field: 'releases' | 'images'): string | undefined {
  const named = definition[field];
  return named === undefined ? undefined : besideDefinition(definition, named, `\`${field}\` is`);
}

function besideDefinition({ name, origin }: EnvironmentDefinition, path: string, what: string): string {
  const definedIn = origin.locate?.()?.file;
  if (definedIn === undefined) {
    throw new PropsError(
      name,
      `the file that defines it is unknown, so ${what} relative to nothing`,
      'call defineEnvironment from a module of its own',
    );
  }
  return resolve(dirname(definedIn), path);
}
