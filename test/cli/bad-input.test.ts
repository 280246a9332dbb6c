import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { ExitCode } from '../../src/cli/exit-codes';
import { main } from '../../src/cli/main';
import { isList, isMap, Json, JsonMap } from '../../src/model/json';
import { documentsOf } from '../../src/read/documents';
import { TextFile } from '../../src/read/text-file';
import { temporaryFolders, writeTo } from '../adapters/temporary-folder';
import { runs } from '../fixtures/runs';
import { capturedIo } from './captured-io';
import type { Outcome } from './project';
import { codesIn, damageOf, FORMATS } from './whole-reports';

const newFolder = temporaryFolders();

async function validate(folder: string, words: readonly string[], stdin: string | Uint8Array = ''): Promise<Outcome> {
  const io = capturedIo(folder);
  const status = await main(['validate', '--no-istioctl', ...words], {
    ...io,
    stdin: () => Readable.from([Buffer.from(stdin)]),
  });
  return { status, ...io.output };
}

/** The answer in JSON, after a look at whether the other formats are whole. */
async function validateInAllFormats(
  folder: string,
  path: string,
  stdin?: string | Uint8Array,
): Promise<{ readonly status: number; readonly codes: readonly string[] }> {
  const reports = newFolder();
  const flags = FORMATS.flatMap((format) => ['--report', `${format}=${join(reports, format)}`]);
  const outcome = await validate(folder, ['--format', 'json', ...flags, path], stdin);
  if (outcome.status > ExitCode.Findings) throw new Error(outcome.stderr);
  const damage = FORMATS.map((format) => damageOf(format, readFileSync(join(reports, format), 'utf8')));
  expect(damage).toEqual(FORMATS.map(() => undefined));
  return { status: outcome.status, codes: codesIn(outcome) };
}

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n';
const SERVICE = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a, namespace: shop}\n';
const LAUGHS = Array.from(
  { length: 12 },
  (_, i) =>
    `a${i}: &a${i} [${Array(9)
      .fill(i === 0 ? 'x' : `*a${i - 1}`)
      .join(', ')}]\n`,
).join('');
const LISTS = 90;

describe('an input is told of, in every format, from a folder, a file and the standard input', () => {
  test.each<[string, string | Uint8Array, string | undefined]>([
    ['comments only', '# a\n# b\n', undefined],
    ['a byte order mark', `\ufeff${OBJECT}`, undefined],
    ['Windows line ends', OBJECT.replaceAll('\n', '\r\n'), undefined],
    ['old Macintosh line ends', OBJECT.replaceAll('\n', '\r'), 'BLOCK_AS_IMPLICIT_KEY'],
    ['Latin-1', Buffer.from(`${OBJECT}data: {a: \u00e9}\n`, 'latin1'), 'NOT_UTF8'],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${OBJECT}`, 'utf16le'), 'BINARY_FILE'],
    ['UTF-16 without one', Buffer.from(OBJECT, 'utf16le'), 'BINARY_FILE'],
    ['a NUL', `${OBJECT}data: {a: "\0"}\n`, 'BINARY_FILE'],
    ['an escape of a terminal', `${OBJECT}data: {a: "\u001b[2J"}\n`, 'CONTROL_CHARACTER'],
    ['half of a pair of surrogates', `${OBJECT}x: "\\ud800"\n`, 'IST0106'],
    ['what GitHub would obey', `${OBJECT}x: "\\n::error::a%0A"\n"::stop-commands::a\\n::error::": 1\n`, 'IST0106'],
    ['what XML cannot hold', `${OBJECT}"]]></testsuites>\\x08\\uffff<": 1\n`, 'IST0106'],
    ['keys of the prototype', `${SERVICE}spec: {__proto__: 1, constructor: 2, toString: 3, hosts: [a]}\n`, 'IST0106'],
    ['labels of the prototype', `${OBJECT}  labels: {__proto__: a, constructor: b, toString: c}\n`, 'IST0106'],
    ['a specification that is a number', `${SERVICE}spec: 5\n`, 'IST0106'],
    ['hosts that are a text', `${SERVICE}spec: {hosts: a}\n`, 'IST0106'],
    ['an apiVersion that is a map', 'apiVersion: {}\nkind: A\nmetadata: {name: a}\n', 'NO_API_VERSION'],
    ['metadata that are a list', 'apiVersion: v1\nkind: A\nmetadata: []\n', 'BAD_METADATA'],
    ['a name that is a number', 'apiVersion: v1\nkind: A\nmetadata: {name: 12}\n', 'NO_NAME'],
    ['labels that are a list', `${OBJECT}  labels: [a]\n`, 'BAD_METADATA'],
    ['aliases that would fill the memory', LAUGHS + OBJECT, 'TOO_MANY_VALUES'],
    ['brackets without end', `${OBJECT}x: ${'['.repeat(10_000)}`, 'TOO_DEEP'],
    ['indentation without end', `${OBJECT}x:\n  ${'- '.repeat(10_000)}a\n`, 'TOO_DEEP'],
    ['lists of lists', '{"apiVersion":"v1","kind":"List","items":['.repeat(LISTS) + ']}'.repeat(LISTS), undefined],
    ['what is deep within a text', `${SERVICE}spec: {hosts: ['${'{"a":['.repeat(10_000)}']}\n`, 'IST0106'],
  ])('%s', async (_, input, code) => {
    const folder = newFolder();
    writeTo(folder, 'in/a.yaml', '');
    writeFileSync(join(folder, 'in', 'a.yaml'), input);
    const [ofFolder, ofFile, ofStream] = [
      await validateInAllFormats(folder, 'in'),
      await validateInAllFormats(folder, 'in/a.yaml'),
      await validateInAllFormats(folder, '-', input),
    ];
    expect(ofFile).toMatchObject({ status: code === undefined ? 0 : 1 });
    expect(ofStream).toEqual(ofFile);
    expect(ofFolder).toEqual(ofFile);
    if (code !== undefined) expect(ofFile.codes).toContain(code);
  });
});

test.each(['in', 'in/a.yaml'])('an empty file is nothing, as %s', async (path) => {
  const folder = newFolder();
  writeTo(folder, 'in/a.yaml', '');
  expect(await validateInAllFormats(folder, path)).toEqual({ status: 0, codes: [] });
});

test.each(['a\nb.yaml', 'a\u001b[31m.yaml', `a'"&<>.yaml`, '::error::a,b=c%0A.yaml', '\u202eb.yaml'])(
  'a file that is called %j breaks no report',
  async (name) => {
    const folder = newFolder();
    writeTo(folder, name, 'kind: a\n');
    const { status, codes } = await validateInAllFormats(folder, '.');
    expect([status, codes]).toEqual([1, ['NO_API_VERSION']]);
  },
);

describe('settings that cannot be read are told, and never a bug', () => {
  const TEXTS = {
    nothing: '',
    'a number': '5',
    'a list': '[]',
    'what is no YAML': 'a: [b',
    'an alias of nothing': 'findings: *a\n',
    'brackets without end': '['.repeat(10_000),
    'aliases that would fill the memory': LAUGHS,
    'what is binary': '\0\u0001\u0002',
  };
  const FILES = {
    baseline: ['known.yaml', '--baseline', 'known.yaml'],
    definitions: ['known.yaml', '--crds', 'known.yaml'],
    parameters: ['policies/rego/istio/parameters/data.yaml'],
    lint: ['.yamllint.yaml'],
  } as const;
  const cases = Object.entries(FILES).flatMap(([what, [file, ...flags]]) =>
    Object.entries(TEXTS).map(([of, text]) => [what, of, file, flags, text] as const),
  );

  test.each(cases)('%s of %s', async (what, of, file, flags, text) => {
    const folder = newFolder();
    writeTo(folder, 'a.yaml', OBJECT);
    writeTo(folder, file, text);
    const { status, stdout, stderr } = await validate(folder, ['a.yaml', ...flags]);
    const areNone = what === 'parameters' && of === 'nothing';
    expect(status).toBe(areNone ? 0 : what === 'definitions' ? 2 : 1);
    if (!areNone) expect(stdout + stderr).toContain(file);
    expect(stdout + stderr).not.toMatch(/undefined|bug|stack/);
    expect(stderr.split('\n').length).toBeLessThan(30);
  });
});

describe('kustomizations that include each other', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['one itself', { 'a/kustomization.yaml': 'resources: [.]\n' }, 'KUSTOMIZATION_CYCLE'],
    [
      'two in a circle',
      { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' },
      'KUSTOMIZATION_CYCLE',
    ],
    [
      'a chain without end',
      Object.fromEntries(
        Array.from({ length: 200 }, (_, i) => [`k${i}/kustomization.yaml`, `resources: [../k${i + 1}]\n`]),
      ),
      'TOO_MANY_KUSTOMIZATIONS',
    ],
  ])('%s', async (_, texts, code) => {
    const folder = newFolder();
    for (const [path, text] of Object.entries(texts)) writeTo(folder, path, text);
    const { status, codes } = await validateInAllFormats(folder, '.');
    expect([status, codes]).toEqual([1, [code]]);
  });
});

describe('whatever stands in place of a field', () => {
  const RULES = join(__dirname, '..', 'fixtures', 'rules');
  /** The largest object of each kind in the fixtures of rules. */
  const objects = new Map<string, JsonMap>();
  for (const name of readdirSync(RULES).filter((file) => file.endsWith('.yaml'))) {
    const text = readFileSync(join(RULES, name), 'utf8');
    for (const { value } of documentsOf(new TextFile(name, text), 'kubectl').documents) {
      if (!isMap(value) || typeof value.kind !== 'string') continue;
      const known = objects.get(value.kind);
      if (known === undefined || pathsOf(known).length < pathsOf(value).length) objects.set(value.kind, value);
    }
  }

  test.each([...objects])('of a %s, no stage fails', async (_, object) => {
    const paths = pathsOf(object);
    const others = [...objects.values()].filter((other) => other !== object);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), strangeValue, async (path, value) => {
        const input = JSON.stringify({ kind: 'List', items: [replaced(object, path, value), ...others] });
        const { status, stderr } = await validate(__dirname, ['--format', 'sarif', '-'], input);
        expect(status > ExitCode.Findings ? stderr : '').toBe('');
      }),
      { numRuns: runs(2) },
    );
  });
});

const strangeValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    0,
    -1,
    1e300,
    true,
    '',
    '*',
    '/',
    '::',
    '\ud800',
    '__proto__',
    [],
    {},
    [[]],
    [null],
    [{}],
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.string({ unit: 'binary' }),
);

type Path = readonly (string | number)[];

/** Where the values of an object are, at all depths. */
function pathsOf(value: Json, path: Path = []): Path[] {
  const below: Path[] = isList(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : isMap(value)
      ? Object.entries(value).flatMap(([name, field]) => pathsOf(field, [...path, name]))
      : [];
  return path.length === 0 ? below : [path, ...below];
}

function replaced(value: Json, [segment, ...rest]: Path, by: Json): Json {
  if (segment === undefined) return by;
  if (isList(value)) return value.map((item, index) => (index === segment ? replaced(item, rest, by) : item));
  const map = value as JsonMap;
  return { ...map, [segment]: replaced(map[segment]!, rest, by) };
}
