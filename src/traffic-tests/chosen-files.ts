import { didYouMean } from '../model/suggest';
import type { DataFileProblem } from '../platform/data-file';
import type { TestFile } from './traffic-test';

/**
 * The environments that a file of tests is for: those that it names, else the one that it is named after, else all.
 *
 * @param known all that there are
 */
export function environmentsOf({ environments, file }: TestFile, known: readonly string[]): readonly string[] {
  if (environments !== undefined) return environments.map(({ name }) => name);
  const [, first] = /([^/\\.]+)\.[^/\\]*$/.exec(file) ?? [];
  return first !== undefined && known.includes(first) ? [first] : known;
}

/** Environments that a file names and that are not there. */
export function unknownEnvironments(
  { environments = [] }: TestFile,
  known: readonly string[],
): readonly DataFileProblem[] {
  return environments
    .filter(({ name }) => !known.includes(name))
    .map(({ name, location }) => ({
      location,
      message: `there is no environment "${name}" among ${known.join(', ')}${didYouMean(name, known)}`,
    }));
}
