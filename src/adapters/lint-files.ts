import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CONFIGURATION } from '../check/lint/codes';
import { builtInLintConfiguration, LintConfiguration, lintConfigurationOf } from '../check/lint/configuration';
import { lintFinding, lintText } from '../check/lint/findings';
import { withoutRetold } from '../check/lint/retold';
import type { Finding } from '../model/finding';
import { documentsOf, YamlDocument } from '../read/documents';
import type { ReadProblem } from '../read/problem';
import { TextFile } from '../read/text-file';
import { foldersAbove } from './folders-above';
import { pathKind } from './path-kind';
import { readText } from './read-text';
import { inWorld } from './world-error';

/** Texts that were read, and what was said of them. */
export interface ReadTexts {
  readonly texts: readonly TextFile[];
  readonly problems: readonly ReadProblem[];
}

/**
 * What lint has to say of texts that were read, by the configuration of yamllint that is nearest to where they were read
 * from: in the folder itself, or above it as far as the home folder.
 *
 * @param path the folder or file that was read; of a text that is no file, any name in the folder that it came in
 * @throws WorldError when the configuration cannot be read
 */
export function lintTexts({ texts, problems }: ReadTexts, path: string): readonly Finding[] {
  const isFolder = inWorld('read a configuration of yamllint', () => pathKind(path)) === 'folder';
  const { configuration, folder, findings } = configurationAbove(isFolder ? resolve(path) : dirname(resolve(path)));
  const found = texts
    // What was asked for by its name is YAML, whatever its name.
    .filter((text) => !isFolder || configuration.isYaml(basename(text.path)))
    .flatMap((text) => lintText(text, pathFrom(folder, text), configuration));
  return [...findings, ...withoutRetold(found, problems)];
}

/** `''` for what is no file. */
function pathFrom(folder: string, { path }: TextFile): string {
  return isAbsolute(path) ? relative(folder, path).replaceAll(sep, '/') : '';
}

const NAMES = ['.yamllint', '.yamllint.yaml', '.yamllint.yml'];

interface FoundConfiguration {
  readonly configuration: LintConfiguration;
  /** That its patterns of files are relative to. */
  readonly folder: string;
  /** What it asks for in vain. */
  readonly findings: readonly Finding[];
}

function configurationAbove(folder: string): FoundConfiguration {
  for (const above of foldersAbove(folder)) {
    const file = NAMES.map((name) => join(above, name)).find(isFile);
    if (file !== undefined) return readConfiguration(file);
  }
  return { configuration: builtInLintConfiguration(), folder, findings: [] };
}

function isFile(path: string): boolean {
  return inWorld('read a configuration of yamllint', () => pathKind(path)) === 'file';
}

function readConfiguration(file: string): FoundConfiguration {
  const folder = dirname(file);
  const { document, findings } = parsed(file);
  const { configuration, problems } = lintConfigurationOf(document?.value ?? null, {
    configuration: (name) => ifThere(join(folder, name), (path) => parsed(path).document?.value ?? null),
    lines: (name) => ifThere(join(folder, name), (path) => readText(path).split('\n')),
  });
  const asked = problems.map(({ pointer, severity, message }) => {
    const location = document?.place.locate(pointer) ?? { file, line: 1, column: 1 };
    return lintFinding(CONFIGURATION, severity, location, message);
  });
  // What is no YAML asks for nothing.
  return {
    configuration,
    folder,
    findings: document === undefined && findings.length > 0 ? findings : [...findings, ...asked],
  };
}

function parsed(path: string): { readonly document: YamlDocument | undefined; readonly findings: readonly Finding[] } {
  const { documents, problems } = documentsOf(new TextFile(path, readText(path)), 'kubectl');
  const findings = problems.map(({ severity, location, message }) =>
    lintFinding(CONFIGURATION, severity, location, message),
  );
  return { document: documents[0], findings };
}

function ifThere<Value>(path: string, read: (path: string) => Value): Value | undefined {
  return isFile(path) ? read(path) : undefined;
}
