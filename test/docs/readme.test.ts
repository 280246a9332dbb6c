import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Outcome, Project } from '../cli/project';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '..', '..');
const README = join(ROOT, 'README.md');
const [example, commands] = codeBlocks(README);

let project: Project;
beforeAll(() => {
  project = new Project();
  project.write(example!.name, example!.code);
});
afterAll(() => {
  project.remove();
});

function run(command: string): Promise<Outcome> {
  const [, words] = /^npx istio-gitops (.*)$/.exec(command)!;
  return project.run(words!);
}

test('the commands of the README synthesize its example, and find the tree as it should be', async () => {
  const lines = commands!.code.trim().split('\n');
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(await run(line)).toMatchObject({ status: 0 });
});

test('the example makes as many objects as the README says', async () => {
  const { stdout } = await run('npx istio-gitops synth --force');
  expect(stdout).toMatch(/^9 objects in 1 manifest set/);
  expect(readFileSync(README, 'utf8')).toContain('The nine objects are');
});

test('the example is twenty lines long', () => {
  expect(example!.code.trim().split('\n').length).toBeLessThanOrEqual(24);
});

test('the error that the README shows is the one that its example gives', async () => {
  const shown = /```text\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8'))![1]!.replaceAll('\n', ' ').trim();
  // Another file, because a process loads a module once.
  project.write('environments/fail.ts', example!.code.replace('api-service.example.com', 'api.example.org'));
  const { status, stderr } = await run('npx istio-gitops synth --app environments/fail.ts');
  expect(stderr.trim().replace('fail.ts', 'main.ts')).toBe(shown);
  expect(status).toBe(1);
});

test('every folder that the README names exists', () => {
  const folders = Array.from(readFileSync(README, 'utf8').matchAll(/^\| `([a-z]+)\/`/gm), ([, name]) => name!);
  expect(folders.length).toBeGreaterThan(5);
  expect(readdirSync(ROOT)).toEqual(expect.arrayContaining(folders));
});
