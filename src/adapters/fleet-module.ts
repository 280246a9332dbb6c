import { existsSync } from 'node:fs';
import { createJiti } from 'jiti';
import type { Fleet } from '../platform/fleet';
import { WorldError } from './world-error';

/**
 * Runs the module whose default export is the fleet. TypeScript is only stripped of its types, so that starting does
 * not wait for a type check; lines stay where they are, so that findings name them.
 *
 * @throws WorldError when there is no such file, or it exports no fleet
 */
export async function loadFleet(file: string): Promise<Fleet> {
  if (!existsSync(file)) {
    throw new WorldError(`${file} does not exist: run in the folder of your project, or name the file with --app`);
  }
  // `paths` of the project's tsconfig.json hold at run time as they do in the editor.
  const jiti = createJiti(file, { tsconfigPaths: true, interopDefault: false });
  const { default: exported } = await jiti.import<{ readonly default?: unknown }>(file);
  // Of compiled CommonJS the default export is the whole of `exports`, which has the fleet as its own default.
  const fleet = isFleet(exported) ? exported : (exported as { readonly default?: unknown } | undefined)?.default;
  if (isFleet(fleet)) return fleet;
  throw new WorldError(`${file} has no fleet as its default export: write \`export default defineFleet({ … })\``);
}

/** By shape: the project may have its own copy of this package. */
function isFleet(value: unknown): value is Fleet {
  return typeof value === 'object' && value !== null && 'environments' in value && Array.isArray(value.environments);
}
