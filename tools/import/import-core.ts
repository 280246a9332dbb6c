import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportError } from './import-error';
import type { ImportFiles } from './imports-folder';
import { readOpenApi } from './openapi';
import type { Release } from './provenance';

/** The kinds, which is little to read at every start, apart from their schemas. */
const KINDS = 'kubernetes/kinds.json';
const DEFINITIONS = 'kubernetes/definitions.json';

/**
 * Renders `imports/kubernetes/`: the kinds that an API server has without CRDs.
 *
 * @param folder what the server answers to `/openapi/v3/…`, a JSON file each
 */
export async function renderCore(
  folder: string,
  { repository, tag }: Release,
): Promise<{ readonly files: ImportFiles; readonly imported: number }> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const documents = await Promise.all(
    names.map(async (name): Promise<[string, unknown]> => [
      name,
      parse(await readFile(join(folder, name), 'utf8'), name),
    ]),
  );
  const { kinds, definitions } = readOpenApi(new Map(documents));
  const files = new Map([
    [KINDS, `${JSON.stringify({ source: { repository, tag }, kinds }, null, 2)}\n`],
    [DEFINITIONS, `${JSON.stringify(definitions)}\n`],
  ]);
  return { files, imported: kinds.length };
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImportError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
