import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks } from '../docs/code-blocks';

const ROOT = join(__dirname, '..', '..');
const [example] = codeBlocks(join(ROOT, 'README.md'));

let folder: string;
let tarball: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'istio-gitops-package-'));
  const [packed] = JSON.parse(run(ROOT, 'npm', ['pack', '--json', '--silent', '--pack-destination', folder])) as [
    { filename: string },
  ];
  tarball = join(folder, packed.filename);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(cwd: string, program: string, argv: readonly string[]): string {
  return execFileSync(program, argv, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const TESTS = `import { expect } from 'istio-gitops/testing';
import fleet from './main.js';

for (const { name } of fleet.environments) console.log(name);
expect(fleet.environments[0]!).request('GET', 'https://api-service.example.com/').toReach('api-service');
`;

/** A project that has installed the packed tarball, with nothing but the README's example in it. */
function project(type: 'commonjs' | 'module'): string {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const cwd = join(folder, type);
  const { cdk8s, constructs, typescript } = devDependencies;
  mkdirSync(join(cwd, 'environments'), { recursive: true });
  writeFileSync(
    join(cwd, 'package.json'),
    JSON.stringify({ private: true, type, devDependencies: { cdk8s, constructs, typescript } }),
  );
  writeFileSync(
    join(cwd, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { module: 'nodenext', strict: true, noEmit: true, types: [] } }),
  );
  writeFileSync(join(cwd, 'environments', 'main.ts'), example!.code);
  writeFileSync(join(cwd, 'environments', 'tests.ts'), TESTS);
  run(cwd, 'npm', ['install', '--silent', '--no-audit', '--no-fund', tarball]);
  return cwd;
}

describe.each(['commonjs', 'module'] as const)('the packed tarball in a project of type %s', (type) => {
  let cwd: string;
  beforeAll(() => {
    cwd = project(type);
  });

  test('synthesizes the example of the README by the two commands that it names', () => {
    expect(run(cwd, 'npx', ['istio-gitops', 'synth'])).toMatch(/^9 objects in 1 manifest set/);
    expect(run(cwd, 'npx', ['istio-gitops', 'synth', '--check'])).toBe('');
  });

  test('has types for its rooms, which pass a strict check of libraries', () => {
    expect(run(cwd, 'npx', ['tsc', '-p', '.'])).toBe('');
  });

  test('can be imported, each L1 module by its group', () => {
    const load = (path: string): string => (type === 'module' ? `await import('${path}')` : `require('${path}')`);
    const script = `console.log(typeof (${load('istio-gitops')}).MeshService, (${load('istio-gitops/imports/networking.istio.io')}).VirtualService.GVK.kind, typeof (${load('istio-gitops/testing')}).expect)`;
    expect(run(cwd, 'node', [`--input-type=${type}`, '--eval', script])).toBe('function VirtualService function\n');
  });

  test('brings one copy of constructs', () => {
    const copies = run(cwd, 'npm', ['ls', '--all', '--parseable', 'constructs']).trim().split('\n');
    expect(copies).toHaveLength(1);
  });
});
