import { join } from 'node:path';
import { Project, releasesModule } from '../cli/project';
import { codeBlocks } from './code-blocks';

const PAGE = join(__dirname, '..', '..', 'docs', 'rollouts.md');
const blocks = new Map(codeBlocks(PAGE).map(({ name, code }) => [name, code]));
const STATE = blocks.get('state')!;
const FILE = 'environments/production.releases.yaml';

/** The command lines of a block, without the name of the program and what is said of them. */
function commands(block: string): readonly string[] {
  return blocks
    .get(block)!
    .trim()
    .split('\n')
    .map((line) => line.replace(/^istio-gitops /, '').replace(/ +#.*$/, ''));
}

let project: Project;
beforeAll(() => {
  project = new Project();
  project.write('environments/main.ts', releasesModule('staging', 'production'));
  const before = STATE.replace(/ +canary:\n +version: v2\n +weight: 10\n/, '');
  project.write('environments/staging.releases.yaml', before.replace('stable: v1', 'stable: v3'));
  project.write(FILE, before);
});
afterAll(() => {
  project.remove();
});

test('the first command of the page on rollouts leads to the state that it shows', async () => {
  await project.run(commands('canary')[0]!);
  expect(project.read(FILE)).toBe(STATE);
});

test.each([...commands('canary').slice(1), ...commands('blue-green'), ...commands('promotion')])(
  'the command of the page can be run: %s',
  async (command) => {
    expect(await project.run(command)).toMatchObject({ status: 0 });
  },
);
