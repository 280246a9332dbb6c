import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks } from '../docs/code-blocks';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';

const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'first-mesh.md');
const page = new Map(codeBlocks(PAGE).map(({ name, code }) => [name, code]));

const SOURCES = 'https://github.com/acme/istio-config.git';
const ONE = ['--repository', SOURCES];
const TWO = [...ONE, '--deploy-repository', 'https://github.com/acme/istio-deploy.git'];

/** Whoever commits what a page has them commit. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

let folder: string;
let tarball: string;
/** The packages of the project that the page makes, which all others use, too. */
const installed = (): string => join(folder, 'mesh', 'node_modules');

/** As in CI, where colours are asked for: a pipe gets none of ours. */
function run(cwd: string, program: string, argv: readonly string[]): string {
  const env = { ...process.env, ...GIT, CI: 'true', FORCE_COLOR: '1' };
  return execFileSync(program, argv, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Each line of an example as a shell runs it. */
function runLines(cwd: string, lines: string): string {
  return run(cwd, 'sh', ['-euc', lines]);
}

/** What is published has a version that a registry knows; this one is a file. */
function useTarball(project: string): void {
  const file = join(project, 'package.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/"istio-gitops": "[^"]*"/, `"istio-gitops": "file:${tarball}"`));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'istio-gitops-init-'));
  const [packed] = JSON.parse(run(ROOT, 'npm', ['pack', '--json', '--silent', '--pack-destination', folder])) as [
    { filename: string },
  ];
  tarball = join(folder, packed.filename);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the first mesh, by the commands of its page', () => {
  test('npx starts it', () => {
    const line = page.get('start')!.trim();
    expect(line).toMatch(/^npx istio-gitops init mesh /);
    const words = line.replace('npx istio-gitops', `npx --yes --package '${tarball}' istio-gitops`);
    expect(runLines(folder, words)).toContain('18 files in mesh');
    useTarball(join(folder, 'mesh'));
  });

  test('its two commands work', () => {
    expect(page.get('commands')).toBe('cd mesh\nnpm install\nnpm run synth\nnpm test\n');
    expect(runLines(folder, page.get('commands')!)).toContain('# fail 0');
  });

  test('a step of a rollout changes what the page says', () => {
    const project = join(folder, 'mesh');
    const route = join(project, 'deploy/overlays/production/applications/api-service/virtual-service.yaml');
    expect(readFileSync(route, 'utf8')).toContain('weight: 10\n');
    runLines(project, page.get('commit')!);
    const changed = runLines(project, page.get('change')!);
    expect(changed.match(/^\+\+\+ .*$/gm)).toEqual([
      expect.stringContaining('virtual-service.yaml') as unknown,
      expect.stringContaining('production.releases.yaml') as unknown,
    ]);
    expect(readFileSync(route, 'utf8')).toContain('weight: 50\n');
    runLines(project, page.get('back')!);
    expect(readFileSync(route, 'utf8')).toContain('weight: 10\n');
  });

  test('a bash has the command, and completes it', () => {
    const lines = `${page.get('completion')!}complete -p istio-gitops; istio-gitops --version`;
    const said = run(join(folder, 'mesh'), 'bash', ['--norc', '-euc', lines]);
    expect(said).toMatch(/^complete -F \w+ istio-gitops\n\d+\.\d+\.\d+\n$/);
  });

  test('its checks find what the page says, and nothing else', () => {
    const report = runLines(join(folder, 'mesh'), `exec 2>&1\n${page.get('checks')!}`);
    expect(report).toContain('nothing found in ');
    expect(report).toContain('3 ignored by annotations');
    expect(readFileSync(PAGE, 'utf8')).toContain('3 ignored by annotations');
  });
});

test('a project with two repositories, by the commands of their page, has nothing that is not committed', () => {
  const blocks = codeBlocks(join(ROOT, 'docs', 'tasks', 'two-repositories.md'));
  const lines = blocks.find(({ name }) => name === 'elsewhere begin with two')!.code;
  const cwd = join(folder, 'two-repositories');
  mkdirSync(cwd);
  const program = join(installed(), '.bin', 'istio-gitops');
  const here = lines
    .replace('npx istio-gitops', () => program)
    .replace('npm install', () => `ln -s '${installed()}' node_modules`);
  runLines(cwd, here);
  for (const repository of ['mesh', 'mesh/deploy']) {
    expect(run(join(cwd, repository), 'git', ['status', '--porcelain'])).toBe('');
    expect(run(join(cwd, repository), 'git', ['log', '--format=%H']).trim().split('\n')).toHaveLength(1);
  }
  expect(run(join(cwd, 'mesh'), 'git', ['ls-files', 'deploy'])).toBe('');
  expect(run(join(cwd, 'mesh'), program, ['synth', '--check'])).toBe('');
});

describeWith(['kustomize'], 'a new project', () => {
  test.each([
    { name: 'argo-cd-one', delivery: 'argo-cd', repositories: ONE },
    { name: 'argo-cd-two', delivery: 'argo-cd', repositories: TWO },
    { name: 'flux-one', delivery: 'flux', repositories: ONE },
    { name: 'flux-two', delivery: 'flux', repositories: TWO },
  ])('$name synthesizes, tests, builds and validates', async ({ name, delivery, repositories }) => {
    const project = join(folder, name);
    const program = join(installed(), '.bin', 'istio-gitops');
    run(folder, program, ['init', name, '--delivery', delivery, ...repositories]);
    symlinkSync(installed(), join(project, 'node_modules'));

    expect(run(project, 'npm', ['run', '--silent', 'synth'])).toMatch(/^\d+ objects in 4 manifest sets/);
    expect(run(project, 'npm', ['test', '--silent'])).toContain('# fail 0');
    expect(run(project, program, ['synth', '--check'])).toBe('');
    expect(run(project, program, ['validate'])).toBe('');

    const overlays = readdirSync(join(project, 'deploy', 'overlays'));
    expect(overlays).toEqual(expect.arrayContaining(['development', 'production', 'staging']));
    for (const overlay of overlays) {
      const built = await kustomizeBuild(join(project, 'deploy', 'overlays', overlay));
      expect(objectsIn(built).map(({ kind }) => kind)).toContain('VirtualService');
    }
  });
});
