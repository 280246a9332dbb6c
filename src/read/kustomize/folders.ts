import { join } from 'node:path/posix';
import { isList, isMap, Json } from '../../model/json';
import { jsonPointer } from '../../model/json-pointer';
import type { SourceLocation } from '../../model/origin';
import { documentsOf } from '../documents';
import type { Sources } from '../sources';
import { TextFile } from '../text-file';
import { failure } from './failure';
import { KUSTOMIZATION_FILES } from './kustomization';

/** What a kustomization includes, as far as it can be told of one that may be wrong. */
export interface Includes {
  readonly isComponent: boolean;
  /** Paths from the root of the folders that it names, with a kustomization or not. */
  readonly folders: readonly string[];
  /** Where it names something on the network. */
  readonly remote: readonly { readonly entry: string; readonly locate: () => SourceLocation }[];
}

export function includesOf(folder: string, sources: Sources): Includes {
  const file = KUSTOMIZATION_FILES.map((name) => join(folder, name)).find((path) => sources.files.isFile(path));
  const text = file === undefined ? undefined : sources.text(file);
  const [document] = text instanceof TextFile ? documentsOf(text, 'kubectl').documents : [];
  const fields = document !== undefined && isMap(document.value) ? document.value : {};
  const entries = ['resources', 'bases', 'components'].flatMap((field) =>
    stringsIn(fields[field]).map((entry, index) => ({
      entry,
      path: resolvePath(folder, entry),
      locate: () => document!.place.locate(jsonPointer([field, index])),
    })),
  );
  return {
    isComponent: fields.kind === 'Component',
    folders: entries.flatMap(({ path }) => (path !== undefined && sources.files.isFolder(path) ? [path] : [])),
    remote: entries.filter(({ entry, path }) => isRemote(entry) && !(path !== undefined && sources.files.isFile(path))),
  };
}

function stringsIn(value: Json | undefined): readonly string[] {
  return value !== undefined && isList(value) ? value.map((item) => (typeof item === 'string' ? item : '')) : [];
}

/** The path from the root that an entry of a kustomization means; undefined where it leaves the root. */
export function resolvePath(folder: string, entry: string): string | undefined {
  if (entry.startsWith('/')) return undefined;
  const path = join(folder, entry).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) return undefined;
  return path === '.' ? '' : path;
}

/** The kustomization file of a folder, undefined where there is none. */
export function kustomizationFile(folder: string, sources: Sources): string | undefined {
  const [found, other] = KUSTOMIZATION_FILES.map((name) => join(folder, name)).filter((path) =>
    sources.files.isFile(path),
  );
  if (found === undefined || other === undefined) return found;
  const location = { file: sources.files.show(other), line: 1, column: 1 };
  const message = `the folder has another kustomization, ${sources.files.show(found)}: remove one`;
  throw failure('TWO_KUSTOMIZATIONS', location, message);
}

/** `https://…`, `git@github.com:…`, `github.com/org/repo//folder?ref=v1`. */
const REMOTE =
  /^(?:[a-z+]+::?\/\/|git::|git@|[\w-]+(?:\.[\w-]+)+(?::[\w-]+)?[/:].*(?:\?ref=|\/\/|\.git(?:\/|$))|github\.com[/:])/i;

export function isRemote(entry: string): boolean {
  return REMOTE.test(entry);
}
