import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project, releasesModule } from '../cli/project';
import { codeBlocks } from './code-blocks';

const PAGE = join(__dirname, '..', '..', 'docs', 'rollouts.md');
const STATE = codeBlocks(PAGE).find(({ name }) => name === 'state')!.code;
const FILE = 'environments/production.releases.yaml';

let project: Project;
beforeAll(() => {
  project = new Project();
  project.write('environments/main.ts', releasesModule('production'));
  project.write(FILE, STATE.replace(/ +canary:\n +version: v2\n +weight: 10\n/, ''));
});
afterAll(() => {
  project.remove();
});

test('a first step leads to the state that the page on releases shows', async () => {
  await project.run('rollout start api-service --env production --version v2');
  expect(project.read(FILE)).toBe(STATE);
});

test('the page on releases has each step that there is', async () => {
  const { stdout } = await project.run('rollout --help');
  const [, commands] = /\nCommands:\n([\s\S]*?)\n\n/.exec(stdout)!;
  const steps = [...commands!.matchAll(/^ {2}(\w+) /gm)].map(([, step]) => step!);
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `(\w+)[` ]/gm)].map(([, step]) => step!);
  expect(rows.sort()).toEqual(steps.filter((step) => step !== 'help').sort());
});
