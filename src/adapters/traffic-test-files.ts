import { resolve } from 'node:path';
import type { ReadProblem } from '../read/problem';
import type { TextFile } from '../read/text-file';
import { folderAt, textAt } from './manifest-sources';
import { inWorld } from './world-error';
import { YamlFolder } from './yaml-folder';

/** How files of traffic tests are called. */
const TRAFFIC_TESTS = /\.traffic\.ya?ml$/;

/**
 * The files of traffic tests that a path names: itself, or all below a folder, sorted.
 *
 * @throws WorldError when there is nothing at the path, or it cannot be read
 */
export function trafficTestFiles(path: string): readonly (TextFile | ReadProblem)[] {
  const folder = folderAt(path);
  if (folder === undefined) return [textAt(path)];
  const files = inWorld('look for traffic tests', () => new YamlFolder(folder));
  return files
    .list(files.folder)
    .filter((file) => TRAFFIC_TESTS.test(file))
    .map((file) => textAt(resolve(files.show(file))));
}
