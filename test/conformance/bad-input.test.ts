import { spawn } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { temporaryFolders, writeTo } from '../adapters/temporary-folder';
import { codesIn, damageOf } from '../cli/whole-reports';

const ROOT = join(__dirname, '..', '..');
const JITI = join(ROOT, 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
const COMMAND = join(__dirname, 'measured-command.ts');
const MEBIBYTE = 1024 * 1024;

/** In milliseconds: idle it takes a tenth of it, and machines are loaded. */
const LONGEST_RUN = 100_000;
/** In megabytes, for the garbage that is not collected yet, too. */
const HEAP = 512;
/** In MiB: of the whole process, beyond what it reads. Most takes less than 450; 130,000 findings in five formats take 600. */
const MOST_MEMORY = 650;

const newFolder = temporaryFolders();

interface Measured {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** In MiB. */
  readonly memory: number;
}

/** A command line in a process of its own, which is ended when it takes too long. */
async function measured(
  cwd: string,
  words: readonly string[],
  feed: (stdin: Writable) => void = (stdin) => stdin.end(),
): Promise<Measured> {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP}`, JITI, COMMAND, 'validate', '--no-istioctl', ...words],
    { cwd, stdio: ['pipe', 'pipe', 'pipe', 'pipe'], timeout: LONGEST_RUN, killSignal: 'SIGKILL' },
  );
  // It may end before it has read all.
  child.stdin.on('error', () => undefined);
  feed(child.stdin);
  const [status, stdout, stderr, memory] = await Promise.all([
    new Promise<number | null>((resolve) => child.on('close', resolve)),
    text(child.stdout),
    text(child.stderr),
    text(child.stdio[3] as NodeJS.ReadableStream),
  ]);
  return { status, stdout, stderr, memory: Number(memory) / 1024 };
}

function times(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('');
}

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n';
const SERVICE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: a
  namespace: shop
spec:
`;

describe('a large input ends in bounded time and memory, and whole reports', () => {
  test.each<[string, () => string, string | undefined]>([
    ['a scalar of 20 MB', () => `${OBJECT}data:\n  a: "${'x'.repeat(20e6)}"\n`, undefined],
    [
      'a scalar of 50 MB that is not written plainly',
      () => `${OBJECT}data: {a: ${'x '.repeat(25e6)}}`,
      'DOCUMENT_TOO_LARGE',
    ],
    ['a line of 5 MB', () => `${OBJECT}data: {a: b} # ${'x '.repeat(25e5)}\n`, 'DOCUMENT_TOO_LARGE'],
    [
      'one JSON object of 5 MB',
      () =>
        `{"kind":"A","apiVersion":"v1","metadata":{"name":"a"},"data":{${times(3e5, (i) => `"k${i}":"xxxxxx",`)}"a":"b"}}`,
      undefined,
    ],
    ['300,000 documents', () => 'a: 1\n---\n'.repeat(3e5), 'TOO_MANY_DOCUMENTS'],
    ['a million broken objects', () => 'kind: a\n---\n'.repeat(1e6), 'TOO_MANY_PROBLEMS'],
    [
      'a list of a million things',
      () => `apiVersion: v1\nkind: List\nitems:\n${'- 1\n'.repeat(1e6)}`,
      'TOO_MANY_DOCUMENTS',
    ],
    ['100,000 fields', () => `${OBJECT}data:\n${times(1e5, (i) => `  k${i}: x\n`)}`, undefined],
    ['30,000 unknown fields', () => `${SERVICE}  hosts: [a]\n${times(3e4, (i) => `  k${i}: 1\n`)}`, 'IST0106'],
    ['100,000 fields of one name', () => `${OBJECT}data:\n${'  k: x\n'.repeat(1e5)}`, 'DUPLICATE_KEY'],
    ['50,000 objects of one name', () => `---\n${OBJECT}`.repeat(5e4), 'DUPLICATE_OBJECT'],
    ['20,000 aliases', () => `${OBJECT}data:\n  x: &x "1"\n${times(2e4, (i) => `  k${i}: *x\n`)}`, undefined],
    ['50,000 hosts', () => `${SERVICE}  hosts:\n${times(5e4, (i) => `  - h${i}.example.com\n`)}`, 'IST0106'],
    [
      '130,000 lines that suppress nothing',
      () => `${OBJECT}  annotations:\n    istio-gitops.dev/ignore: |\n${'      a\n'.repeat(13e4)}`,
      'IGO0401',
    ],
  ])('%s', async (_, make, code) => {
    const folder = newFolder();
    const input = make();
    writeTo(folder, 'a.yaml', input);
    const others = ['text', 'sarif', 'junit', 'github'] as const;
    const flags = others.flatMap((format) => ['--report', `${format}=${format}`]);
    const run = await measured(folder, ['a.yaml', '--format', 'json', ...flags]);
    expect(run.stderr.slice(0, 1000)).not.toMatch(/bug|heap/);
    expect(run.status).toBe(code === undefined ? 0 : 1);
    expect(damageOf('json', run.stdout)).toBeUndefined();
    if (code !== undefined) expect(codesIn(run)).toContain(code);
    expect(run.memory).toBeLessThan(MOST_MEMORY + input.length / MEBIBYTE);
    const reports = others.map((format) => damageOf(format, readFileSync(join(folder, format), 'utf8')));
    expect(reports).toEqual(others.map(() => undefined));
  });
});

describe('what is larger than what is read', () => {
  test.each([100 * MEBIBYTE, 3 * 1024 * MEBIBYTE])(
    'as a file of %d bytes is not read, by its name or in its folder',
    async (size) => {
      const folder = newFolder();
      writeTo(folder, 'in/a.yaml', OBJECT);
      writeTo(folder, 'in/large.yaml', '');
      truncateSync(join(folder, 'in', 'large.yaml'), size);
      for (const path of ['in', 'in/large.yaml']) {
        const run = await measured(folder, [path, '--format', 'json']);
        expect([run.status, codesIn(run)]).toEqual([1, ['FILE_TOO_LARGE']]);
        expect(run.memory).toBeLessThan(MOST_MEMORY);
      }
    },
  );

  test('as settings is not read', async () => {
    const folder = newFolder();
    writeTo(folder, 'a.yaml', OBJECT);
    writeTo(folder, 'known.yaml', '');
    truncateSync(join(folder, 'known.yaml'), 3 * 1024 * MEBIBYTE);
    const { status, stderr } = await measured(folder, ['a.yaml', '--baseline', 'known.yaml']);
    expect([status, stderr]).toEqual([3, expect.stringMatching(/known\.yaml: the file has more than 64 MiB/)]);
  });

  test('as a stream without end is not read to its end', async () => {
    const chunk = Buffer.from('a: 1\n'.repeat(100_000));
    const run = await measured(newFolder(), ['-', '--format', 'json'], (stdin) => {
      const more = (): void => {
        while (!stdin.destroyed && stdin.write(chunk));
      };
      stdin.on('drain', more);
      more();
    });
    expect([run.status, codesIn(run)]).toEqual([1, ['FILE_TOO_LARGE']]);
    expect(run.memory).toBeLessThan(MOST_MEMORY);
  });
});

test('kustomizations that include each other twice on each of 25 levels end with a problem', async () => {
  const folder = newFolder();
  for (let level = 0; level < 25; level++) {
    const next = level + 1;
    const resources = level < 24 ? `[../a${next}, ../b${next}]` : '[a.yaml]';
    for (const side of 'ab') {
      writeTo(folder, `${side}${level}/kustomization.yaml`, `namePrefix: ${side}-\nresources: ${resources}\n`);
      writeTo(folder, `${side}${level}/a.yaml`, OBJECT);
    }
  }
  const run = await measured(folder, ['a0', '--format', 'json']);
  expect([run.status, codesIn(run)]).toEqual([1, ['TOO_MANY_KUSTOMIZATIONS']]);
  expect(run.memory).toBeLessThan(MOST_MEMORY);
});

test('patterns of files that a backtracking search would not end with', async () => {
  const folder = newFolder();
  writeTo(folder, `${'a'.repeat(200)}.yaml`, OBJECT);
  writeTo(folder, '.yamllint.yaml', `extends: default\nignore: |\n  ${'*a'.repeat(30)}b\n  ${'**/a*/'.repeat(30)}x\n`);
  expect((await measured(folder, ['.', '--stage', 'schema', 'lint'])).status).toBe(0);
});

test('a file whose name is no UTF-8 is told of', async () => {
  const folder = newFolder();
  writeFileSync(
    Buffer.concat([Buffer.from(join(folder, 'a')), Buffer.from([0xff]), Buffer.from('.yaml')]),
    'kind: a\n',
  );
  const run = await measured(folder, ['.', '--format', 'json']);
  expect([run.status, codesIn(run)]).toEqual([1, ['UNREADABLE']]);
});
