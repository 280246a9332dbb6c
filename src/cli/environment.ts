import { join } from 'node:path';
import { didYouMean } from '../model/suggest';
import type { EnvironmentDefinition } from '../platform/environment';
import type { Fleet } from '../platform/fleet';
import { UsageError } from './usage-error';

/** How all commands are told of the fleet. */
export const APP_OPTION = [
  '--app <file>',
  'module whose default export is the fleet',
  join('environments', 'main.ts'),
] as const;

/** @throws UsageError when no environment has the name */
export function environmentNamed(fleet: Fleet, name: string): EnvironmentDefinition {
  const found = fleet.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const known = fleet.environments.map((environment) => environment.name);
  throw new UsageError(`there is no environment "${name}" among ${known.join(', ')}${didYouMean(name, known)}`);
}
