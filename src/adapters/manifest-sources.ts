import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Unreadable } from '../read/files';
import { KUSTOMIZATION_FILES } from '../read/kustomize/kustomization';
import { ManifestSets, readManifestFiles, readManifestSets } from '../read/manifest-sets';
import type { ReadProblem } from '../read/problem';
import { unreadable } from '../read/sources';
import { decodeText, MOST_FILE_BYTES, TextFile, TOO_LARGE } from '../read/text-file';
import { GitRepository } from './git';
import { GitRevision } from './git-revision';
import { buildByProgram } from './kustomize-program';
import { inWorld, WorldError } from './world-error';
import { YamlFolder } from './yaml-folder';

/**
 * The manifest sets below a folder, or of a file; a kustomization file stands for its folder.
 *
 * @throws WorldError when there is nothing at the path
 */
export function manifestSetsOfPath(path: string): ManifestSets {
  const folder = folderAt(path);
  return folder === undefined ? manifestSetsOfTexts([textAt(path)]) : manifestSetsOfFolder(folder);
}

/**
 * The folder that a path names, itself or by its kustomization file; undefined where it names a file.
 *
 * @throws WorldError when there is nothing at the path
 */
export function folderAt(path: string): string | undefined {
  const stats = inWorld('read manifests', () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) throw new WorldError(`${path} does not exist: name a folder or file of YAML`);
  if (stats.isDirectory()) return path;
  if (!stats.isFile()) throw new WorldError(`${path} is neither a file nor a folder: name one`);
  return KUSTOMIZATION_FILES.includes(basename(path)) ? dirname(path) : undefined;
}

/** @throws WorldError when the file cannot be read */
export function textAt(path: string): TextFile | ReadProblem {
  const bytes = inWorld('read manifests', () => {
    // More than two gigabytes are more than can be read at all.
    return statSync(path).size > MOST_FILE_BYTES ? TOO_LARGE : readFileSync(path);
  });
  const file = resolve(path);
  return bytes instanceof Unreadable ? unreadable(file, bytes) : decodeText(file, bytes);
}

/**
 * The manifest sets below a folder.
 *
 * @throws WorldError when there is no such folder, or it cannot be read
 */
export function manifestSetsOfFolder(folder: string): ManifestSets {
  const files = inWorld('read manifests', () => {
    if (!existsSync(folder)) throw new WorldError(`${folder} does not exist: name a folder of YAML`);
    return new YamlFolder(folder);
  });
  return readManifestSets(files, files.folder, (path) => buildByProgram(files.show(path)));
}

/** The manifests of texts together, such as files and the standard input; what cannot be decoded is a problem. */
export function manifestSetsOfTexts(read: readonly (TextFile | ReadProblem)[]): ManifestSets {
  const texts: TextFile[] = [];
  const undecodable: ReadProblem[] = [];
  for (const one of read) {
    if (one instanceof TextFile) texts.push(one);
    else undecodable.push(one);
  }
  const sets = readManifestFiles(texts);
  return { ...sets, problems: [...undecodable, ...sets.problems] };
}

/**
 * The manifest sets of a folder, or a file, as a revision of a Git repository has it. Neither the work tree nor the
 * index is looked at.
 *
 * @param repository a folder of it
 * @param path from the root of the repository; `''` is all of it
 * @throws WorldError when there is no such repository, revision or path
 */
export function manifestSetsOfRevision(repository: string, revision: string, path: string): ManifestSets {
  const files = new GitRevision(new GitRepository(repository), revision);
  const folder = path.replace(/^\.(?:\/|$)|\/+$/g, '');
  if (files.isFolder(folder)) return readManifestSets(files, folder, (root) => buildRevision(files, root));
  const bytes = files.read(folder);
  if (bytes instanceof Uint8Array) return manifestSetsOfTexts([decodeText(files.show(folder), bytes)]);
  if (bytes instanceof Unreadable) throw new WorldError(`${files.show(folder)}: ${bytes.message}`);
  throw new WorldError(
    `there is no ${folder} in the revision ${revision} of ${repository}: correct the path, which is from the root of the ` +
      'repository, or --out; where another repository has the deploy tree, clone that to where --out says',
  );
}

/** The program reads from a disk. */
function buildRevision(files: GitRevision, root: string): string | Unreadable | undefined {
  return inWorld('write a revision to a temporary folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-'));
    try {
      for (const [path, content] of files.files()) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      return buildByProgram(join(folder, root));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
