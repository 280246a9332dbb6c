import { join, relative } from 'node:path';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { differingFiles, writeFiles } from './imports-folder';
import { renderCore } from './import-core';
import { type ImportPlan, planImport } from './import-crds';
import { ImportError } from './import-error';
import type { Release } from './provenance';
import { isRecord } from './schema';

const USAGE = 2;
const WORLD_FAILED = 3;

/** Where the command writes its words; `process` is one. */
export interface Output {
  readonly stdout: { write: (text: string) => unknown };
  readonly stderr: { write: (text: string) => unknown };
}

/**
 * `npm run import`: brings `imports/` up to date with CRDs.
 *
 * @returns the exit code: 0 done, 1 `--check` found differences, 2 wrong usage, 3 an input could not be imported
 */
export async function main(argv: readonly string[], output: Output): Promise<number> {
  let exitCode = 0;
  const command = importCommand(output).action(async (locations, options, self) => {
    const { out, check = false, openapi, repository, tag } = options;
    if ((repository === undefined) !== (tag === undefined)) self.error('error: --repository and --tag go together');
    const release = repository === undefined || tag === undefined ? undefined : { repository, tag };
    if ((locations.length === 0) === (openapi === undefined)) self.error('error: name CRDs, or --openapi and no CRDs');
    if (openapi !== undefined && release === undefined) self.error('error: --openapi needs --repository and --tag');
    const { files, differing, imported, skipped } =
      openapi === undefined
        ? await planImport({ locations, folder: out, release })
        : await planCore(openapi, out, release!);
    if (skipped.length > 0) output.stderr.write(`skipped, not a CRD: ${skipped.join(', ')}\n`);
    if (check) {
      for (const path of differing) output.stdout.write(`${relative('', join(out, path))}\n`);
      if (differing.length > 0) output.stderr.write(`${count(differing.length, 'file')} would change\n`);
      exitCode = differing.length > 0 ? 1 : 0;
      return;
    }
    await writeFiles(out, files, differing);
    output.stderr.write(`${count(imported, 'kind')} imported, ${count(differing.length, 'file')} changed\n`);
  });
  try {
    await command.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    if (!(error instanceof ImportError) && !isSystemError(error)) throw error;
    output.stderr.write(`error: ${error.message}\n`);
    return WORLD_FAILED;
  }
}

async function planCore(openapi: string, folder: string, release: Release): Promise<ImportPlan> {
  const { files, imported } = await renderCore(openapi, release);
  return { files, differing: await differingFiles(folder, files), imported, skipped: [] };
}

function importCommand({ stdout, stderr }: Output) {
  return new Command('npm run import --')
    .description('Generates imports/ from CustomResourceDefinitions, or from the OpenAPI of an API server.')
    .argument('[path|url...]', 'YAML files, folders of them, https URLs')
    .option('--openapi <dir>', 'what an API server answers to /openapi/v3/…, a JSON file each, in place of CRDs')
    .option('--repository <owner/name>', 'where the CRDs of this run come from')
    .option('--tag <tag>', 'the release tag of that repository')
    .option('--check', 'write nothing; exit 1 and name the files that would change')
    .option('--out <dir>', 'the folder to bring up to date', join(__dirname, '..', '..', 'imports'))
    .addHelpText(
      'after',
      `
Example:
  npm run import -- --repository istio/istio --tag 1.30.3 crd-all.gen.yaml

Without --repository and --tag a kind comes from what a GitHub URL names, or the table in the README.md beside the
file (columns file, kind, repository, tag), or is the very one that imports/sources.json records.`,
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showHelpAfterError('(--help shows how)');
}

/** A failure of the file system, which is no bug of ours. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return isRecord(error) && typeof error.code === 'string' && typeof error.syscall === 'string';
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
