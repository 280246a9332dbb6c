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

export interface TestFiles {
  readonly files: readonly TestFile[];
  /** All that is wrong with other files. */
  readonly problems: readonly DataFileProblem[];
}

/**
 * The tests that files hold, and why other files hold none.
 *
 * @param paths files and folders; none for where the environments are, or the YAML
 * @throws WorldError when one of them cannot be read
 */
export function testFiles(paths: readonly string[], { path, app, environments }: FilesChoice, io: Io): TestFiles {
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
    if (PROGRAM.test(text.path)) {
      problems.push({ location: { file: text.path, line: 1, column: 1 }, message: NO_YAML });
      return [];
    }
    try {
      const file = readTests(text.text, text.path);
      const unknown = unknownEnvironments(file, environments);
      problems.push(...unknown);
      return unknown.length === 0 ? [file] : [];
    } catch (error) {
      if (!(error instanceof DataFileError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  return { files, problems };
}

const PROGRAM = /\.[cm]?[jt]sx?$/;
const NO_YAML =
  "this is a program: traffic tests are YAML, and tests in TypeScript run in the project's own test runner";

/** A file may be named, and found in a folder that is named, too. */
function keyOf(text: ReturnType<typeof trafficTestFiles>[number]): string {
  return text instanceof TextFile ? text.path : text.location.file;
}
