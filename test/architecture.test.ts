import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..');

/**
 * Who may import whom. `types` may be imported with `import type` only: nothing of them is there at run time.
 *
 * The manifest set is the border: left of it (constructs, patterns, platform, delivery, synth) code knows cdk8s, right of it
 * (mesh, check, layout, report) everything is a function of data.
 */
const ROOMS: Readonly<Record<string, { readonly imports: readonly string[]; readonly types?: readonly string[] }>> = {
  model: { imports: [] },
  imports: { imports: ['constructs'] },

  constructs: { imports: ['model', 'mesh', 'imports'] },
  patterns: { imports: ['model', 'mesh', 'imports', 'constructs'] },
  platform: { imports: ['model', 'constructs'] },
  delivery: { imports: ['model', 'mesh', 'imports', 'constructs', 'platform'] },
  synth: { imports: ['model', 'mesh', 'check', 'constructs', 'platform'] },

  mesh: { imports: ['model'], types: ['imports'] },
  check: { imports: ['model', 'mesh', 'imports/*.json'] },
  layout: { imports: ['model'] },
  read: { imports: ['model', 'mesh'] },
  diff: { imports: ['model', 'mesh'] },
  release: { imports: ['model', 'mesh'] },
  /** Requests that somebody has written down, or logged, and what has become of them. */
  replay: { imports: ['model', 'mesh'] },
  /** Traffic tests as text, and what becomes of them; the platform's part is how YAML that people write is read. */
  'traffic-tests': { imports: ['model', 'mesh', 'platform'] },
  report: { imports: ['model', 'mesh'], types: ['layout', 'diff', 'replay', 'traffic-tests'] },
  workflows: { imports: ['model', 'layout'], types: ['platform'] },
  /** The files of a new project. */
  init: { imports: ['layout'] },

  adapters: { imports: ['model', 'mesh', 'check', 'layout', 'read', 'report', 'platform', 'synth'] },
  cli: {
    imports: [
      'model',
      'mesh',
      'check',
      'layout',
      'read',
      'diff',
      'report',
      'release',
      'replay',
      'traffic-tests',
      'workflows',
      'init',
      'platform',
      'synth',
      'adapters',
    ],
  },
  /** What users import as `istio-gitops/pulumi`: nothing else leads to Pulumi. */
  pulumi: { imports: ['model', 'mesh', 'constructs', 'platform', 'delivery', 'synth', 'adapters'] },
  /** What users import as `istio-gitops/testing`. */
  testing: { imports: ['model', 'mesh', 'platform', 'synth', 'traffic-tests', 'report', 'adapters'] },
  /** The Pulumi program of this repository. */
  bootstrap: { imports: ['adapters', 'pulumi'] },
  /** What users import: everything but the command line and Pulumi. */
  index: { imports: ['model', 'constructs', 'patterns', 'platform', 'delivery', 'workflows', 'synth', 'adapters'] },
};

const RIGHT_OF_THE_SET = [
  'model',
  'mesh',
  'check',
  'layout',
  'read',
  'diff',
  'release',
  'replay',
  'traffic-tests',
  'report',
];
const AUTHORING_PACKAGES = /^(cdk8s|constructs|@pulumi\/.*)(\/|$)/;
/** The world: files, processes, machines, networks. */
const WORLD = /^(node:)?(fs|fs\/promises|child_process|os|http|https|http2|net|dgram|dns|tls|worker_threads|cluster)$/;

interface Import {
  readonly file: string;
  /** As it is written. */
  readonly specifier: string;
  /** Path below the root of the checkout, for files of ours. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const typeOnly = new Set(
    source.statements.filter(isTypeOnly).map((statement) => statement.moduleSpecifier.getText(source)),
  );
  const values = new Set(
    source.statements
      .filter((statement) => isModuleStatement(statement) && !isTypeOnly(statement))
      .map((statement) => (statement as ModuleStatement).moduleSpecifier.getText(source)),
  );
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({
    file,
    specifier: fileName,
    target: fileName.startsWith('.') ? resolveFile(file, fileName) : undefined,
    typeOnly: typeOnly.has(`'${fileName}'`) && !values.has(`'${fileName}'`),
  }));
}

type ModuleStatement = (ts.ImportDeclaration | ts.ExportDeclaration) & { readonly moduleSpecifier: ts.Expression };

function isModuleStatement(statement: ts.Statement): statement is ModuleStatement {
  return (
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && statement.moduleSpecifier !== undefined
  );
}

function isTypeOnly(statement: ts.Statement): statement is ModuleStatement {
  if (!isModuleStatement(statement)) return false;
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  return statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function resolveFile(from: string, specifier: string): string {
  const path = join(dirname(from), specifier);
  const candidates = [path, `${path}.ts`, join(path, 'index.ts')];
  const found = candidates.find((candidate) => /\.(ts|json)$/.test(candidate) && existsSync(join(ROOT, candidate)));
  if (found === undefined) throw new Error(`${from} imports ${specifier}, which is not there`);
  return found;
}

/** The room of a file: the first folder in `src`, or `imports`; `index` is `src/index.ts`. */
function roomOf(file: string): string {
  const [top, room] = file.split('/') as [string, string];
  if (top === 'imports') return file.endsWith('.json') ? 'imports/*.json' : 'imports';
  return room.replace(/\.ts$/, '');
}

const SOURCES = filesUnder('src');
const FILES = [...SOURCES, ...filesUnder('imports')];
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));
const ALL = [...IMPORTS.values()].flat();

test('every room has its line in the table', () => {
  const rooms = new Set(FILES.map(roomOf));
  expect([...rooms].filter((room) => !(room in ROOMS))).toEqual([]);
});

test('rooms import only what the table lets them', () => {
  const trespasses = ALL.filter(({ file, target, typeOnly }) => {
    if (target === undefined) return false;
    const [from, to] = [roomOf(file), roomOf(target)];
    const { imports = [], types = [] } = ROOMS[from] ?? {};
    return from !== to && !imports.includes(to) && !(typeOnly && types.includes(to));
  });
  expect(
    trespasses.map(({ file, specifier }) => `${file} must not import ${specifier}: see the table of rooms`),
  ).toEqual([]);
});

test('right of the manifest set nothing leads to cdk8s, constructs or Pulumi at run time, however indirectly', () => {
  const trespasses = SOURCES.filter((file) => RIGHT_OF_THE_SET.includes(roomOf(file))).flatMap((file) => {
    const chain = chainTo(file, ({ specifier }) => AUTHORING_PACKAGES.test(specifier));
    return chain === undefined ? [] : [`${file} must not lead to ${chain.at(-1)!}: it does by ${chain.join(' → ')}`];
  });
  expect(trespasses).toEqual([]);
});

test('only its own rooms lead to Pulumi at run time, which is an optional peer', () => {
  const trespasses = SOURCES.filter((file) => !['pulumi', 'bootstrap'].includes(roomOf(file))).flatMap((file) => {
    const chain = chainTo(file, ({ specifier }) => specifier.startsWith('@pulumi/'));
    return chain === undefined ? [] : [`${file} must not lead to ${chain.at(-1)!}: it does by ${chain.join(' → ')}`];
  });
  expect(trespasses).toEqual([]);
});

test('only adapters touch files, processes and networks', () => {
  const trespasses = ALL.filter(({ file, specifier }) => roomOf(file) !== 'adapters' && WORLD.test(specifier));
  expect(
    trespasses.map(({ file, specifier }) => `${file} must not import ${specifier}: leave it to an adapter`),
  ).toEqual([]);
});

test('only adapters and the command line know the process that they run in', () => {
  const knowing = SOURCES.filter((file) => !['adapters', 'cli'].includes(roomOf(file))).filter((file) =>
    /\bprocess\.(env|cwd|argv|exit|stdout|stderr|platform)\b/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(knowing.map((file) => `${file} must not use process: pass what it needs`)).toEqual([]);
});

test('no file imports itself, directly or through others', () => {
  const cycles = SOURCES.flatMap((file) => {
    const chain = chainTo(file, ({ target }) => target === file, true);
    return chain === undefined ? [] : [`${file} imports itself by ${chain.join(' → ')}`];
  });
  expect(cycles).toEqual([]);
});

/** The shortest chain of imports from a file to one that is looked for; of imports at run time unless types count. */
function chainTo(start: string, isGoal: (step: Import) => boolean, withTypes = false): string[] | undefined {
  const chains = new Map<string, string[]>([[start, []]]);
  for (const [file, chain] of chains) {
    for (const step of IMPORTS.get(file) ?? []) {
      if (step.typeOnly && !withTypes) continue;
      if (isGoal(step)) return [...chain, step.target ?? step.specifier];
      if (step.target !== undefined && !chains.has(step.target)) chains.set(step.target, [...chain, step.target]);
    }
  }
  return undefined;
}
