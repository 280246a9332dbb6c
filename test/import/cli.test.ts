import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { main } from '../../tools/import/cli';
import { crdYaml } from './crd-fixture';

// json-schema-to-typescript loads prettier, which Jest cannot load, but does not call it.
jest.mock('prettier', () => ({}));

const field = (name: string): string => `{ type: object, properties: { ${name}: { type: string } } }`;

let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  out = join(folder, 'imports');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, ...documents: string[]): string {
  const path = join(folder, file);
  writeFileSync(path, documents.join('\n---\n'));
  return path;
}

async function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const exitCode = await main(['--out', out, ...args], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { exitCode, stdout, stderr };
}

const release = (tag: string): string[] => ['--repository', 'example/widgets', '--tag', tag];
const read = (path: string): string => readFileSync(join(out, path), 'utf8');
const files = (): string[] =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)))
    .sort();

describe('an import', () => {
  it('writes the types of the group, the schema of the kind and where it came from', async () => {
    const crd = write('widgets.yaml', crdYaml({ spec: field('size'), versions: ['v1beta1', 'v1'] }));

    expect(await run(crd, ...release('v1.0.0'))).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '1 kind imported, 3 files changed\n',
    });
    expect(files()).toEqual(['example.com.ts', 'example.com/Widget.json', 'sources.json']);
    expect(read('example.com/Widget.json')).toBe(
      '{"properties":{"spec":{"properties":{"size":{"type":"string"}},"type":"object"},"status":{"type":"object"}},"type":"object"}\n',
    );
    expect(JSON.parse(read('sources.json'))).toEqual([
      {
        group: 'example.com',
        kind: 'Widget',
        plural: 'widgets',
        scope: 'Namespaced',
        versions: ['v1', 'v1beta1'],
        apiVersion: 'example.com/v1',
        source: { repository: 'example/widgets', tag: 'v1.0.0', file: 'widgets.yaml' },
      },
    ]);
  });

  it('replaces the kinds it has, and keeps the others of their group', async () => {
    const gadget = crdYaml({ kind: 'Gadget', spec: field('color') });
    await run(write('all.yaml', crdYaml({ spec: field('size') }), gadget), ...release('v1.0.0'));

    await run(write('widgets.yaml', crdYaml({ spec: field('weight') })), ...release('v2.0.0'));

    expect(read('example.com.ts')).toContain(
      'from example/widgets v1.0.0 (all.yaml), example/widgets v2.0.0 (widgets.yaml)',
    );
    expect(read('example.com.ts')).toContain('readonly color?');
    expect(read('example.com.ts')).toContain('readonly weight?');
    expect(read('example.com.ts')).not.toContain('readonly size?');
    expect(JSON.parse(read('sources.json'))).toMatchObject([
      { kind: 'Gadget', source: { tag: 'v1.0.0' } },
      { kind: 'Widget', source: { tag: 'v2.0.0' } },
    ]);
  });

  it('restores a schema that got lost, but does not go on without that of another kind', async () => {
    const widget = write('widget.yaml', crdYaml({ spec: field('size') }));
    const gadget = write('gadget.yaml', crdYaml({ kind: 'Gadget', spec: field('color') }));
    await run(widget, gadget, ...release('v1.0.0'));
    rmSync(join(out, 'example.com/Widget.json'));

    expect(await run(gadget, ...release('v1.0.0'))).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('Widget.json: is missing though sources.json lists the kind') as string,
    });
    expect(await run(widget, ...release('v1.0.0'))).toMatchObject({ exitCode: 0 });
  });

  it('names documents that are no CRDs', async () => {
    const deployment = '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: controller } }';
    const controller = write('release.yaml', deployment, crdYaml({ spec: field('size') }));
    const { stderr } = await run(controller, ...release('v1.0.0'));
    expect(stderr).toContain(`skipped, not a CRD: Deployment controller (${controller})`);
  });

  it('takes unquoted dates for the strings they are, whatever YAML version the file claims', async () => {
    const spec = '{ "type": "string", "default": DATE, "enum": [DATE] }';
    const [before = '', after = ''] = crdYaml({ spec: 'type: string' }).split('{"type":"string"}');
    const crd = write('widgets.yaml', `%YAML 1.1\n---\n${before}${spec.replaceAll('DATE', '2024-01-31')}${after}`);
    await run(crd, ...release('v1.0.0'));
    expect(read('example.com.ts')).toContain("spec?: '2024-01-31' | undefined");
    expect(read('example.com/Widget.json')).toContain('"default":"2024-01-31","enum":["2024-01-31"]');
  });

  it('writes nothing when one of the kinds cannot be imported', async () => {
    const bad = crdYaml({ kind: 'Bad', spec: '{ type: object, patternProperties: {} }' });
    const { exitCode, stderr } = await run(write('all.yaml', crdYaml({ spec: field('a') }), bad), ...release('v1'));
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Bad v1/properties/spec: keyword patternProperties is not supported');
    expect(() => files()).toThrow('ENOENT');
  });
});

describe('--check', () => {
  it('is content with what an import wrote', async () => {
    const crd = write('widgets.yaml', crdYaml({ spec: field('size') }));
    await run(crd, ...release('v1.0.0'));
    expect(await run('--check', crd, ...release('v1.0.0'))).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('names the files that would change, and changes none', async () => {
    const crd = write('widgets.yaml', crdYaml({ spec: field('size') }));
    await run(crd, ...release('v1.0.0'));
    writeFileSync(join(out, 'example.com.ts'), 'edited');

    const { exitCode, stdout, stderr } = await run('--check', crd);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/example\.com\.ts\n$/);
    expect(stderr).toBe('1 file would change\n');
    expect(read('example.com.ts')).toBe('edited');
  });
});

describe('the source of a kind', () => {
  it('is what the README beside the file says', async () => {
    write(
      'README.md',
      '| file | kind | repository | tag |\n|---|---|---|---|\n| `w.yaml` | Widget | example/w | v3 |\n',
    );
    write('w.yaml', crdYaml({ spec: field('size') }));
    await run(folder);
    expect(JSON.parse(read('sources.json'))).toMatchObject([{ source: { repository: 'example/w', tag: 'v3' } }]);
  });

  it('stays as recorded while the schema does', async () => {
    const crd = write('widgets.yaml', crdYaml({ spec: field('size') }));
    await run(crd, ...release('v1.0.0'));
    expect(await run(crd)).toMatchObject({ exitCode: 0, stderr: '1 kind imported, 0 files changed\n' });
  });

  it('must be stated for a kind that is new', async () => {
    const { exitCode, stderr } = await run(write('widgets.yaml', crdYaml({ spec: field('size') })));
    expect(exitCode).toBe(3);
    expect(stderr).toBe('error: widgets.yaml: where does Widget come from? State --repository and --tag\n');
  });

  it('must be stated for a schema that is not the recorded one', async () => {
    await run(write('widgets.yaml', crdYaml({ spec: field('size') })), ...release('v1.0.0'));
    const { exitCode, stderr } = await run(write('widgets.yaml', crdYaml({ spec: field('weight') })));
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Widget is not the one of example/widgets v1.0.0 that is recorded');
  });
});

it.each([
  ['no argument', [], 'name CRDs, or --openapi and no CRDs'],
  ['both kinds of input', ['--openapi', '.', 'x.yaml'], 'name CRDs, or --openapi and no CRDs'],
  ['OpenAPI of no release', ['--openapi', '.'], '--openapi needs --repository and --tag'],
  ['an unknown flag', ['--chekc', 'x.yaml'], "unknown option '--chekc'"],
  ['half a release', ['--tag', 'v1', 'x.yaml'], '--repository and --tag go together'],
])('exits 2 for %s', async (_, args, message) => {
  const { exitCode, stderr } = await run(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

it.each([
  ['a file that is not there', () => join(folder, 'absent.yaml'), 'no such file'],
  ['a folder without CRDs', () => folder, 'no CustomResourceDefinition found'],
  ['a file that is no YAML', () => write('x.yaml', 'a: b: c'), 'x.yaml: '],
  [
    'a kind that is defined twice',
    () => write('x.yaml', crdYaml({ spec: field('a') }), crdYaml({ spec: field('b') })),
    'is defined twice',
  ],
])('exits 3 for %s', async (_, path, message) => {
  const { exitCode, stderr } = await run(path(), ...release('v1'));
  expect(exitCode).toBe(3);
  expect(stderr).toContain(message);
});
