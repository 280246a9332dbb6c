import { resolve } from 'node:path';
import { loadFleet } from '../adapters/fleet-module';
import { manifestSetsOfBytes, manifestSetsOfPath } from '../adapters/manifest-sources';
import type { SetSource } from '../check/validate-set';
import type { Finding } from '../model/finding';
import type { ManifestSet } from '../model/manifest-set';
import type { ReadProblem } from '../read/problem';
import { composedEnvironments, composedFleet } from './composed-sets';
import { environmentNamed } from './environment';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** What there is to validate. */
export interface ValidateSources {
  readonly sets: readonly ManifestSet[];
  readonly source: SetSource;
  /** What could not be read, or why synth would write nothing. */
  readonly findings: readonly Finding[];
}

export interface SourceChoice {
  readonly paths: readonly string[];
  readonly env?: readonly string[] | undefined;
  readonly app: string;
}

const STANDARD_INPUT = '-';

/**
 * Files and folders, `-` for the standard input, or else the environments of the fleet.
 *
 * @throws UsageError for paths and environments at once
 * @throws WorldError when there is no such path
 */
export async function sourcesOf({ paths, env, app }: SourceChoice, io: Io): Promise<ValidateSources> {
  if (paths.length === 0) return composedSources(env, app, io);
  if (env !== undefined)
    throw new UsageError('--env is about environments, and paths are given: leave out one of them');
  const read = [];
  for (const path of paths) {
    const isInput = path === STANDARD_INPUT;
    read.push(
      isInput ? manifestSetsOfBytes('standard input', await io.stdin()) : manifestSetsOfPath(resolve(io.cwd, path)),
    );
  }
  return {
    sets: read.flatMap(({ sets }) => [...sets.values()]),
    source: 'read',
    findings: read.flatMap(({ problems }) => problems.map(problemAsFinding)),
  };
}

async function composedSources(env: readonly string[] | undefined, app: string, io: Io): Promise<ValidateSources> {
  const fleet = await loadFleet(resolve(io.cwd, app));
  const { sets, refused } =
    env === undefined
      ? composedFleet(fleet, 'rendered')
      : composedEnvironments(
          fleet,
          env.map((name) => environmentNamed(fleet, name)),
        );
  return {
    sets: [...sets.values()],
    source: 'composed',
    // The schema stage says it better.
    findings: refused.filter(({ stage }) => stage !== 'schema'),
  };
}

function problemAsFinding({ code, severity, location, message, related = [] }: ReadProblem): Finding {
  return {
    code,
    severity,
    stage: 'lint',
    origin: { locate: () => location },
    message,
    related: related.map((place) => ({ locate: () => place })),
  };
}
