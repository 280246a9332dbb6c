import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import type { Fleet } from '../platform/fleet';
import { WorldError } from './world-error';

/** A module that is no TypeScript; the message begins with the place. */
export class ModuleSyntaxError extends Error {
  override readonly name = 'ModuleSyntaxError';
}

/**
 * Runs the module whose default export is the fleet. TypeScript is only stripped of its types, so that starting does
 * not wait for a type check; lines stay where they are, so that findings name them.
 *
 * @throws WorldError when there is no such file, or it exports no fleet
 * @throws ModuleSyntaxError when it, or what it imports, cannot be parsed
 */
export async function loadFleet(file: string): Promise<Fleet> {
  if (!existsSync(file)) {
    throw new WorldError(`${file} does not exist: run in the folder of your project, or name the file with --app`);
  }
  // `paths` of the project's tsconfig.json hold at run time as they do in the editor.
  const jiti = createJiti(file, { tsconfigPaths: true, interopDefault: false, fsCache: cacheFolder(file) });
  const { default: exported } = await imported(() => jiti.import<{ readonly default?: unknown }>(file));
  // Of compiled CommonJS the default export is the whole of `exports`, which has the fleet as its own default.
  const fleet = isFleet(exported) ? exported : (exported as { readonly default?: unknown } | undefined)?.default;
  if (isFleet(fleet)) return fleet;
  throw new WorldError(`${file} has no fleet as its default export: write \`export default defineFleet({ … })\``);
}

/**
 * Where the TypeScript of a project is kept without its types, for the next run: beside the packages of the project. jiti's
 * own choice is a folder that all users of a machine share, where one could leave code for another to run.
 */
function cacheFolder(file: string): string | false {
  const packages = createRequire(file)
    .resolve.paths('istio-gitops')
    ?.find((folder) => existsSync(folder));
  return packages === undefined ? false : join(packages, '.cache', 'jiti');
}

/** jiti says where a syntax error is on the second line of its message, and nowhere else. */
async function imported<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { message = '' } = error as Partial<Error>;
    const [, what, where] = /^ParseError: (.*)\n\s*(\S.*:\d+:\d+)$/m.exec(message) ?? [];
    throw what === undefined || where === undefined
      ? error
      : new ModuleSyntaxError(`${where}: ${what.trim()}`, { cause: error });
  }
}

/** By shape: the project may have its own copy of this package. */
function isFleet(value: unknown): value is Fleet {
  return typeof value === 'object' && value !== null && 'environments' in value && Array.isArray(value.environments);
}
