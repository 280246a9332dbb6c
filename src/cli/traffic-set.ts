import { join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import { loadFleet } from '../adapters/fleet-module';
import { manifestSetsOfPath } from '../adapters/manifest-sources';
import { pathKind } from '../adapters/path-kind';
import { WorldError } from '../adapters/world-error';
import { withoutMisshapen } from '../check/check';
import { BUILT_IN } from '../check/schema/registry';
import { kindsDefinedIn, schemaStage } from '../check/validate-set';
import { environmentOf, Sets } from '../diff/pairs';
import type { Identity } from '../model/identity';
import type { ManifestSet } from '../model/manifest-set';
import { didYouMean } from '../model/suggest';
import { findingsAsText } from '../report/text';
import { composedEnvironments } from './composed-sets';
import { NotReadable, readable, synthesizable } from './readable-sets';
import { environmentNamed } from './environment';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** Where the mesh is that a question is about. */
export interface SetChoice {
  /** An environment of the fleet, or of the folder. */
  readonly env?: string | undefined;
  /** A folder or file with YAML of anybody's. */
  readonly path?: string | undefined;
  /** Module of the fleet. */
  readonly app: string;
}

/**
 * The one environment that a question is about, without the objects that no API server would take; they are told.
 *
 * @throws UsageError when there is more than one to choose from, or none of the name
 * @throws WorldError when there is no such path, or no fleet
 */
export async function trafficSet(choice: SetChoice, io: Io): Promise<ManifestSet | NotReadable> {
  const { path } = choice;
  try {
    if (path === undefined) return await composedSet(choice, io);
    const sets = readable(manifestSetsOfPath(resolve(io.cwd, path)), (file) => relative(io.cwd, file), io);
    return sets instanceof NotReadable ? sets : wellShaped(chosen(sets, choice, path, io.cwd), io);
  } finally {
    io.progress?.('');
  }
}

async function composedSet({ env, app }: SetChoice, io: Io): Promise<ManifestSet | NotReadable> {
  io.progress?.('composing the environment');
  const file = resolve(io.cwd, app);
  if (pathKind(file) !== 'file') {
    throw new WorldError(
      `${file} does not exist: name a folder of YAML with --path, or run in the folder of your project`,
    );
  }
  const fleet = await loadFleet(file);
  const [only, ...others] = fleet.environments;
  if (env === undefined && others.length > 0) {
    throw new UsageError(
      `there is more than one environment: name one of ${fleet.environments.map(({ name }) => name).join(', ')} with --env`,
    );
  }
  const definition = env === undefined ? only : environmentNamed(fleet, env);
  if (definition === undefined) throw new UsageError('the fleet has no environment: name a folder of YAML with --path');
  const sets = synthesizable(composedEnvironments(fleet, [definition]), io);
  if (sets instanceof NotReadable) return sets;
  const [set] = sets.values();
  return set!;
}

/** Whether an object decides over requests. */
export function isOfTraffic({ group, kind }: Identity): boolean {
  return group === 'networking.istio.io' || group === 'security.istio.io' || (group === '' && kind === 'Service');
}

/** The set that an environment is in; sets without routes, such as those of a GitOps controller, are nobody's choice. */
function chosen(sets: Sets, { env }: SetChoice, path: string, cwd: string): ManifestSet {
  const about = [...sets].filter(([, set]) => set.manifests.some(({ identity }) => isOfTraffic(identity)));
  if (env === undefined) {
    const [only, ...others] = about;
    if (only === undefined) throw new UsageError(`there is nothing of Istio's in ${path}: name another folder`);
    if (others.length === 0) return only[1];
    throw new UsageError(
      `${path} has more than one set of manifests: name the folder of one with --path: ${foldersOf(about, path)}`,
    );
  }
  // The path may lead to the environment, or into it.
  const environments = about.map(([name]) => environmentOf(resolve(cwd, path, name)));
  const own = about.filter((_, index) => environments[index] === env);
  if (own.length === 1) return own[0]![1];
  const known = environments.filter((name) => name !== undefined);
  throw new UsageError(
    own.length > 1
      ? `${path} has more than one set of ${env}: name the folder of one with --path: ${foldersOf(own, path)}`
      : `there is no environment "${env}" in ${path}${didYouMean(env, known)}`,
  );
}

function foldersOf(sets: readonly (readonly [name: string, set: ManifestSet])[], path: string): string {
  return sets.map(([name]) => join(path, name)).join(', ');
}

/** Nobody can tell what an object of the wrong shape means. */
export function wellShaped(set: ManifestSet, { cwd, colours, stderr }: Io): ManifestSet {
  const { findings } = schemaStage(set, BUILT_IN.with(kindsDefinedIn(set)));
  stderr(findingsAsText(findings, { cwd, colours: pc.createColors(colours) }));
  return withoutMisshapen(set, findings);
}
