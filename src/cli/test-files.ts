import { dirname, resolve } from 'node:path';
import { trafficTestFiles } from '../adapters/traffic-test-files';
import { DataFileError, DataFileProblem } from '../platform/data-file';
import { TextFile } from '../read/text-file';
import { unknownEnvironments } from '../traffic-tests/chosen-files';
import { readTests } from '../traffic-tests/read-tests';
import type { TestFile } from '../traffic-tests/traffic-test';
import type { Io } from './io';

export interface FilesChoice {
  /** Folder or file of the YAML that is tested, where it is not the fleet. */
  readonly path?: string | undefined;
  /** Module of the fleet. */
  readonly app: string;
  /** All that there are. */
  readonly environments: readonly string[];
}

/**
 * The tests that files hold.
 *
 * @param paths files and folders; none for where the environments are, or the YAML
 * @throws WorldError when one of them cannot be read
 * @throws DataFileError with all that is wrong with them
 */
export function testFiles(
  paths: readonly string[],
  { path, app, environments }: FilesChoice,
  io: Io,
): readonly TestFile[] {
  const searched = paths.length > 0 ? paths : [path ?? dirname(app)];
  const texts = new Map(
    searched.flatMap((each) => trafficTestFiles(resolve(io.cwd, each)).map((text) => [keyOf(text), text] as const)),
  );
  const problems: DataFileProblem[] = [];
  const files = [...texts.values()].flatMap((text): TestFile[] => {
    if (!(text instanceof TextFile)) {
      problems.push({ location: text.location, message: text.message });
      return [];
    }
    try {
      const file = readTests(text.text, text.path);
      problems.push(...unknownEnvironments(file, environments));
      return [file];
    } catch (error) {
      if (!(error instanceof DataFileError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new DataFileError(problems);
  return files;
}

/** A file may be named, and found in a folder that is named, too. */
function keyOf(text: ReturnType<typeof trafficTestFiles>[number]): string {
  return text instanceof TextFile ? text.path : text.location.file;
}
