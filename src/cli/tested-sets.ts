import { basename, join, relative, resolve } from 'node:path';
import { loadFleet } from '../adapters/fleet-module';
import { manifestSetsOfPath } from '../adapters/manifest-sources';
import { environmentOf, Sets } from '../diff/pairs';
import { environmentPath } from '../layout/rendered';
import type { ManifestSet } from '../model/manifest-set';
import { didYouMean } from '../model/suggest';
import { composedEnvironments } from './composed-sets';
import { NotReadable, readable, synthesizable } from './readable-sets';
import { APP_OPTION, environmentNamed } from './environment';
import type { Io } from './io';
import { isOfTraffic, wellShaped } from './traffic-set';
import { UsageError } from './usage-error';

export interface TestedChoice {
  /** Environments that are asked for; none for all. */
  readonly env: readonly string[];
  /** Folder or file with YAML of anybody's. */
  readonly path?: string | undefined;
  /** Module of the fleet. */
  readonly app: string;
}

/** What there is to test. */
export interface TestedSets {
  /** All that there are. */
  readonly names: readonly string[];
  /** Those of them that are asked for. */
  readonly chosen: readonly string[];
  /** By name; environments are composed only where there are tests for them. */
  readonly read: (names: readonly string[]) => Sets | NotReadable;
  /** Options by which `route` asks one of them. */
  readonly where: (name: string) => readonly string[];
}

/**
 * The environments of the fleet, or those that a folder of YAML has.
 *
 * @throws UsageError when there is none, or none of a name that is asked for
 * @throws WorldError when there is no such path, or no fleet
 */
export async function testedSets({ path, env, app }: TestedChoice, io: Io): Promise<TestedSets | NotReadable> {
  return path === undefined ? setsOfFleet(env, app, io) : setsOfPath(path, env, io);
}

async function setsOfFleet(env: readonly string[], app: string, io: Io): Promise<TestedSets> {
  io.progress?.('composing environments');
  const fleet = await loadFleet(resolve(io.cwd, app));
  const names = fleet.environments.map(({ name }) => name);
  const chosen = env.length === 0 ? names : env.map((name) => environmentNamed(fleet, name).name);
  const read = (wanted: readonly string[]): Sets | NotReadable => {
    const definitions = wanted.map((name) => environmentNamed(fleet, name));
    const sets = synthesizable(composedEnvironments(fleet, definitions), io);
    if (sets instanceof NotReadable) return sets;
    return new Map(wanted.map((name) => [name, sets.get(environmentPath(name))!]));
  };
  const [, , usual] = APP_OPTION;
  const where = (name: string): readonly string[] => ['--env', name, ...(app === usual ? [] : ['--app', app])];
  return { names, chosen, read, where };
}

function setsOfPath(path: string, env: readonly string[], io: Io): TestedSets | NotReadable {
  const sets = readable(manifestSetsOfPath(resolve(io.cwd, path)), (file) => relative(io.cwd, file), io);
  if (sets instanceof NotReadable) return sets;
  const named = namedSets(sets, resolve(io.cwd, path));
  const names = [...named.keys()];
  if (names.length === 0) throw new UsageError(`there is nothing of Istio's in ${path}: name another folder`);
  const unknown = env.find((name) => !named.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `there is no environment "${unknown}" in ${path}, which has ${names.join(', ')}${didYouMean(unknown, names)}`,
    );
  }
  const read = (wanted: readonly string[]): Sets =>
    new Map(wanted.map((name) => [name, wellShaped(named.get(name)!.set, io)]));
  const where = (name: string): readonly string[] => ['--path', join(path, named.get(name)!.folder)];
  return { names, chosen: env.length === 0 ? names : env, read, where };
}

/** By the environment that each is of, else by its folder; those of GitOps controllers have nothing to test. */
function namedSets(
  sets: Sets,
  path: string,
): ReadonlyMap<string, { readonly folder: string; readonly set: ManifestSet }> {
  const about = [...sets].filter(([, set]) => set.manifests.some(({ identity }) => isOfTraffic(identity)));
  const environments = about.map(([name]) => environmentOf(name));
  return new Map(
    about.map(([folder, set], index) => {
      const environment = environments[index];
      // Two trees may have an environment of one name.
      const isOne =
        environment !== undefined && environments.indexOf(environment) === environments.lastIndexOf(environment);
      return [isOne ? environment : folder === '' ? basename(path) : folder, { folder, set }];
    }),
  );
}
