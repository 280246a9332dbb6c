import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CrdKind, type ImportedKind, kindKey } from './crd';
import { emitGroup } from './emit';
import { ImportError } from './import-error';
import { isRecord, readSchema } from './schema';

const SOURCES = 'sources.json';

/** What `sources.json` records of a kind; the schema stands in its own file. */
type KindRecord = Omit<ImportedKind, 'schema'>;

/** Text of the files of `imports/`, by path inside it. */
export type ImportFiles = ReadonlyMap<string, string>;

/**
 * Reads the kinds that were imported before; an absent folder has none.
 *
 * @param replaced the kinds that this run brings, as `kindKey`s: their files may be missing
 */
export async function readImports(folder: string, replaced: ReadonlySet<string>): Promise<readonly ImportedKind[]> {
  const text = await readIfThere(join(folder, SOURCES));
  if (text === undefined) return [];
  const kinds: ImportedKind[] = [];
  for (const record of JSON.parse(text) as readonly KindRecord[]) {
    const path = join(folder, schemaPath(record));
    const schema = await readIfThere(path);
    if (schema !== undefined) {
      kinds.push({ ...record, schema: readSchema(JSON.parse(schema), path) });
    } else if (!replaced.has(kindKey(record))) {
      throw new ImportError(`${path}: is missing though ${SOURCES} lists the kind; import it again`);
    }
  }
  return kinds;
}

/** The kinds after an import: new ones replace their namesakes, the others stay. */
export function mergeKinds(
  before: readonly ImportedKind[],
  imported: readonly ImportedKind[],
): readonly ImportedKind[] {
  const kinds = new Map([...before, ...imported].map((kind) => [kindKey(kind), kind]));
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/** All files of `imports/` for kinds, a function of nothing else. */
export async function renderImports(kinds: readonly ImportedKind[]): Promise<ImportFiles> {
  const files = new Map<string, string>();
  for (const kind of kinds) files.set(schemaPath(kind), `${JSON.stringify(kind.schema)}\n`);
  for (const group of new Set(kinds.map(({ group }) => group))) {
    files.set(`${group}.ts`, await emitGroup(kinds.filter((kind) => kind.group === group)));
  }
  return files.set(SOURCES, `${JSON.stringify(kinds.map(recordOf), null, 2)}\n`);
}

/** Paths of the files that are not on disk as they should be. */
export async function differingFiles(folder: string, files: ImportFiles): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const [path, text] of files) {
    if ((await readIfThere(join(folder, path))) !== text) differing.push(path);
  }
  return differing;
}

export async function writeFiles(folder: string, files: ImportFiles, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), files.get(path) ?? '');
  }
}

function recordOf(imported: ImportedKind): KindRecord {
  const { group, kind, plural, scope, versions, apiVersion, subresources, source } = imported;
  const { repository, tag, file } = source;
  return {
    group,
    kind,
    plural,
    scope,
    versions,
    apiVersion,
    ...(subresources !== undefined && { subresources }),
    source: { repository, tag, file },
  };
}

function schemaPath({ group, kind }: Pick<CrdKind, 'group' | 'kind'>): string {
  return `${group}/${kind}.json`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isRecord(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
