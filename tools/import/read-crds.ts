import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type CrdKind, isCrd, kindKey, readCrd } from './crd';
import { ImportError } from './import-error';
import { readSourceTable, type Release, sourceOfUrl, type SourceTable } from './provenance';
import { isRecord } from './schema';

/** A CRD that was read, with what its place tells about where it came from. */
export interface FoundCrd {
  readonly crd: CrdKind;
  readonly file: string;
  readonly release: Release | undefined;
}

export interface FoundCrds {
  readonly crds: readonly FoundCrd[];
  /** Documents that are no CRDs, as `kind name (file)`: release files hold controllers too. */
  readonly skipped: readonly string[];
}

interface Input {
  /** Names the input in errors. */
  readonly location: string;
  /** Path in its repository where that is known, otherwise the name. */
  readonly file: string;
  readonly text: string;
  readonly releaseOf: (kind: string) => Release | undefined;
}

/** Reads all CRDs in files, folders and https URLs. */
export async function readCrds(locations: readonly string[]): Promise<FoundCrds> {
  const crds: FoundCrd[] = [];
  const skipped: string[] = [];
  for (const location of locations) {
    const before = crds.length;
    for (const { location: place, file, text, releaseOf } of await readInputs(location)) {
      for (const document of parseDocuments(text, place)) {
        if (isCrd(document)) {
          const crd = readCrd(document, place);
          crds.push({ crd, file, release: releaseOf(crd.kind) });
        } else {
          skipped.push(`${describeDocument(document)} (${place})`);
        }
      }
    }
    if (crds.length === before) throw new ImportError(`${location}: no CustomResourceDefinition found`);
  }
  refuseDuplicates(crds);
  return { crds, skipped };
}

async function readInputs(location: string): Promise<readonly Input[]> {
  if (location.startsWith('https://')) return [await download(location)];
  const isFolder = (await stat(location)).isDirectory();
  const folder = isFolder ? location : dirname(location);
  const files = isFolder
    ? (await readdir(location)).filter((name) => /\.ya?ml$/.test(name)).sort()
    : [basename(location)];
  const table = await readFolderTable(folder);
  return Promise.all(
    files.map(async (file) => ({
      location: join(folder, file),
      file,
      text: await readFile(join(folder, file), 'utf8'),
      releaseOf: (kind: string) => table.get(file)?.get(kind),
    })),
  );
}

async function download(url: string): Promise<Input> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new ImportError(`${url}: cannot be reached`, { cause: error });
  });
  if (!response.ok) throw new ImportError(`${url}: the server answered ${response.status} ${response.statusText}`);
  const source = sourceOfUrl(url);
  const file = source?.file ?? basename(new URL(url).pathname);
  return { location: url, file, text: await response.text(), releaseOf: () => source };
}

async function readFolderTable(folder: string): Promise<SourceTable> {
  try {
    return readSourceTable(await readFile(join(folder, 'README.md'), 'utf8'));
  } catch (error) {
    if (isRecord(error) && error.code === 'ENOENT') return new Map();
    throw error;
  }
}

/** Reads YAML by its 1.2 core schema, where a date is a string: nothing in Kubernetes is a `Date`. */
function parseDocuments(text: string, file: string): readonly unknown[] {
  return parseAllDocuments(text, { schema: 'core' }).flatMap((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw new ImportError(`${file}: ${problem.message}`);
    const value: unknown = document.toJS();
    return value === null ? [] : [value];
  });
}

function describeDocument(document: unknown): string {
  if (!isRecord(document)) return 'a document that is no object';
  const { kind, metadata } = document;
  const name = isRecord(metadata) ? metadata.name : undefined;
  return `${typeof kind === 'string' ? kind : 'a document without kind'}${typeof name === 'string' ? ` ${name}` : ''}`;
}

function refuseDuplicates(crds: readonly FoundCrd[]): void {
  const files = new Map<string, string>();
  for (const { crd, file } of crds) {
    const name = kindKey(crd);
    const other = files.get(name);
    if (other !== undefined)
      throw new ImportError(`${name} is defined twice, in ${other} and ${file}; import only one`);
    files.set(name, file);
  }
}
