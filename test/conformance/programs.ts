import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where tools/build.sh puts pinned programs. */
const CACHE = join(process.env.ISTIO_GITOPS_CACHE ?? join(homedir(), '.cache', 'istio-gitops'), 'bin');

/**
 * The path of a program: the pinned build of tools/, or else what PATH has.
 *
 * @throws Error when there is neither
 */
export function programPath(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(describeMissing([name]));
  return path;
}

/**
 * Describes tests that need real programs. Without them the tests are skipped and say why; where
 * `ISTIO_GITOPS_REQUIRE_PROGRAMS=1` says that they must be there, as in CI, that is a failure.
 */
export function describeWith(programs: readonly string[], subject: string, tests: () => void): void {
  const missing = programs.filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) {
    describe(subject, tests);
  } else if (process.env.ISTIO_GITOPS_REQUIRE_PROGRAMS === '1') {
    describe(subject, () => {
      test('finds the programs that it needs', () => {
        throw new Error(describeMissing(missing));
      });
    });
  } else {
    const skipped = `${subject} (skipped: ${describeMissing(missing)})`;
    process.stderr.write(`${skipped}\n`); // jest does not list a file all of whose tests are skipped
    describe.skip(skipped, tests);
  }
}

function findProgram(name: string): string | undefined {
  return [CACHE, ...(process.env.PATH ?? '').split(delimiter)].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function describeMissing(programs: readonly string[]): string {
  return `${programs.join(', ')} ${programs.length === 1 ? 'is' : 'are'} missing, run npm run tools`;
}
