import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../../src/traffic-tests/traffic-tests.schema.json';
import { Outcome, Project } from '../cli/project';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'traffic-tests.md');
const BLOCKS = new Map(codeBlocks(PAGE).map(({ name, code }) => [name, code]));
const [README] = codeBlocks(join(ROOT, 'README.md'));
const NODE_TESTS = 'tests/production.test.ts';
const JEST_TESTS = 'tests/production.jest.ts';

const project = new Project();
for (const path of ['environments/production.traffic.yaml', 'tests/routes.yaml', NODE_TESTS, JEST_TESTS]) {
  project.write(path, BLOCKS.get(path)!);
}
project.write('environments/main.ts', README!.code);

afterAll(() => {
  project.remove();
});

/** Runs a command of the page. */
function run(name: string): Promise<Outcome> {
  const [, words] = /^npx istio-gitops (.*)$/m.exec(BLOCKS.get(name)!)!;
  return project.run(words!);
}

test('the tests of the page pass, as it shows', async () => {
  expect(await run('command')).toEqual({ status: 0, stdout: BLOCKS.get('answer'), stderr: '4 tests: 4 passed\n' });
});

test('a test that fails prints what the page shows', async () => {
  const tests = 'environments/production.traffic.yaml';
  project.write(tests, BLOCKS.get(tests)!.replace('stable: 90, canary: 10', 'stable: 50, canary: 50'));
  const { stdout } = await project.run('test');
  project.write(tests, BLOCKS.get(tests)!);
  expect(stdout).toContain(BLOCKS.get('failure'));
});

test('the commands for YAML test what synth has written', async () => {
  await project.run('synth');
  expect(await run('path')).toMatchObject({ status: 0, stderr: '4 tests: 4 passed\n' });
  expect(await run('validator')).toMatchObject({ status: 0, stderr: '1 test: 1 passed\n' });
});

test('the page has each field of a test', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [, ofTests = '', ofExpectations = ''] = page.split(/^\| (?:field|below `expect`) /m);
  const { test: ofTest, expectation } = schema.definitions;
  for (const field of Object.keys(ofTest.properties)) expect(ofTests).toContain(`\`${field}\``);
  for (const field of Object.keys(expectation.properties)) expect(ofExpectations).toContain(`\`${field}\``);
  for (const outcome of schema.definitions.outcome.enum) expect(ofExpectations).toContain(`\`${outcome}\``);
});

test('jest has its own files, and reads TypeScript as the tests of this package do', () => {
  project.write('jest.config.js', BLOCKS.get('jest.config.js')!);
  const own = jest.requireActual<{ testMatch: string[]; transform: object }>(join(project.folder, 'jest.config.js'));
  const { transform } = jest.requireActual<{ transform: object }>(join(ROOT, 'jest.config.js'));
  expect(Object.values(own.transform)).toEqual(Object.values(transform));
  expect([JEST_TESTS, NODE_TESTS].map((path) => path.endsWith(own.testMatch[0]!.slice('**/*'.length)))).toEqual([
    true,
    false,
  ]);
});

describe('in a test runner', () => {
  jest.doMock('node:test', () => ({ test }));
  for (const path of [NODE_TESTS, JEST_TESTS]) jest.requireActual(join(project.folder, path));
});
