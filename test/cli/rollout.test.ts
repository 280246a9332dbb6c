import { Outcome, Project } from './project';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write(
    'environments/main.ts',
    `import { BlueGreenApp, CanaryService, defineEnvironment, defineFleet } from 'istio-gitops';
const environment = (name: string) => defineEnvironment(name, {
  clusters: [{ name }],
  releases: './' + name + '.releases.yaml',
  compose(env) {
    new CanaryService(env, 'api', { port: 80, release: env.release('api') });
    new BlueGreenApp(env, 'web', { port: 80, release: env.release('web') });
  },
});
const bare = defineEnvironment('bare', { clusters: [{ name: 'bare' }], compose: () => undefined });
export default defineFleet({ environments: [environment('staging'), environment('production'), bare] });
`,
  );
  for (const name of ['staging', 'production']) project.write(`environments/${name}.releases.yaml`, RELEASES);
});
afterEach(() => {
  project.remove();
});

const RELEASES = `# ask the web team before you switch
services:
  api:
    strategy: canary
    stable: v1 # since May
  web:
    strategy: blue-green
    active: blue
    blue: v1
`;

const rollout = (words: string): Promise<Outcome> => project.run(`rollout ${words} --env production`);
const releases = (name = 'production'): string => project.read(`environments/${name}.releases.yaml`);

/** Subsets of the destination rule, and where the virtual service sends requests, as the deploy tree has them. */
async function deployed(): Promise<readonly [subsets: readonly string[], routes: readonly string[]]> {
  expect((await project.run('synth --env production')).status).toBe(0);
  const file = (kind: string): string => project.read(`deploy/overlays/production/applications/api/${kind}.yaml`);
  const words = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);
  return [
    words(file('destination-rule').split('subsets:')[1]!, /^ {6}name: (\w+)$/gm),
    [...new Set(words(file('virtual-service'), /^ +subset: (\w+)$/gm))].sort(),
  ];
}

test('with two repositories, the file alone is to be committed', async () => {
  const repository =
    "repository: { url: 'https://git.example.com/tree.git', sources: { url: 'https://git.example.com/mesh.git' } }";
  const module = project.read('environments/main.ts').replace('defineFleet({', `defineFleet({ ${repository},`);
  project.write('environments/two.ts', module);
  const { stderr } = await project.run('rollout start api --version v2 --env production --app environments/two.ts');
  expect(stderr).toBe('environments/production.releases.yaml is changed: commit it; the deploy tree follows\n');
});

test('a canary goes the guide’s way, and its subset a commit after its routes', async () => {
  const story: [command: string, said: string, subsets: string[], routes: string[]][] = [
    ['start api --version v2', 'v1 gets 90 % and v2 10 %', ['stable', 'canary'], ['canary', 'stable']],
    ['advance api', 'v1 gets 50 % and v2 50 %', ['stable', 'canary'], ['canary', 'stable']],
    ['advance api', 'v1 gets 0 % and v2 100 %', ['stable', 'canary'], ['canary', 'stable']],
    ['complete api', 'v2 is the stable version and gets everything', ['stable', 'canary'], ['stable']],
    ['cleanup api', 'the subset that v2 had as a canary goes; no route refers to it', ['stable'], ['stable']],
  ];
  for (const [command, said, subsets, routes] of story) {
    const { status, stdout, stderr } = await rollout(command);
    expect([status, stdout]).toEqual([0, expect.stringContaining(`api in production: ${said}`)]);
    const next = /complete/.test(command)
      ? 'when that is everywhere: `istio-gitops rollout cleanup api --env production`\n'
      : '';
    expect(stderr).toBe(`environments/production.releases.yaml is changed: run synth, and commit both\n${next}`);
    expect(await deployed()).toEqual([subsets, routes]);
  }
  expect(releases()).toBe(RELEASES.replace('stable: v1', 'stable: v2'));
});

test('a preview is switched to, and rolled back', async () => {
  await rollout('preview web --version v2');
  expect(releases()).toContain('green: v2\n    idle: preview');
  expect((await rollout('switch web')).stdout).toBe(
    'web in production: all requests go to v2 in green at once; v1 in blue is the way back\n',
  );
  await rollout('rollback web');
  expect(releases()).toContain('active: blue\n');
  expect((await rollout('status')).stdout).toBe(
    'api: canary, v1 gets everything\nweb: blue-green, v1 in blue gets everything; v2 in green is the preview\n',
  );
});

test('a preview is given up', async () => {
  await rollout('preview web --version v2');
  expect((await rollout('abort web')).stdout).toBe(
    'web in production: all requests stay with v1 in blue; nothing is to come from green\n',
  );
  expect(releases()).toBe(RELEASES.replace('blue: v1\n', 'blue: v1\n    green: v2\n'));
});

test('a file with a merge conflict is not touched, and the line is named', async () => {
  const conflict = RELEASES.replace('    stable', '<<<<<<< HEAD\n    stable');
  project.write('environments/production.releases.yaml', conflict);
  const { status, stderr } = await rollout('start api --version v2');
  expect([status, stderr.split(': keep')[0]]).toEqual([
    1,
    'environments/production.releases.yaml:5:1: a merge conflict begins here',
  ]);
  expect(releases()).toBe(conflict);
});

test('what makes no sense is refused with the command that does, and changes nothing', async () => {
  expect(await rollout('complete api')).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'error: api in production has no canary: run `istio-gitops rollout start api --env production --version VERSION`\n',
  });
  expect((await rollout('advance web')).stderr).toContain(
    'web in production is blue-green: run `istio-gitops rollout preview web --env production --version VERSION`',
  );
  expect(releases()).toBe(RELEASES);
  await rollout('start api --version v2');
  const started = releases();
  expect((await rollout('rollback api')).stderr).toContain(
    'api in production is canary: run `istio-gitops rollout abort api --env production`',
  );
  expect(releases()).toBe(started);
});

test('a dry run says what it would do, and changes nothing', async () => {
  expect(await rollout('start api --version v2 --steps 5,20 --dry-run')).toEqual({
    status: 0,
    stdout: 'api in production: v1 gets 95 % and v2 5 %\n',
    stderr: 'environments/production.releases.yaml would be changed\n',
  });
  expect(releases()).toBe(RELEASES);
});

describe('wrong usage is told:', () => {
  test.each([
    ['start api', "required option '--version <version>' not specified"],
    ['start apy --version v2', 'production has no service "apy" among api, web; did you mean "api"?'],
    ['start api --version v2!', 'It is the value of a label'],
    ['start api --version v2 --weight 101', 'Use a whole number from 0 to 100.'],
    ['start api --version v2 --steps 50,10', '--steps 50,10 do not ascend: list each share once, from the smallest'],
    ['advance api --to half', 'Use a whole number from 0 to 100.'],
    ['avance api', "unknown command 'avance'"],
  ])('%s', async (words, message) => {
    const { status, stderr } = await rollout(words);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('an environment that is not there, or has no release state', async () => {
    expect((await project.run('rollout status --env prodution')).stderr).toContain('did you mean "production"?');
    expect((await project.run('rollout status --env bare')).stderr).toContain('bare has no release state');
  });
});

describe('the status of all environments', () => {
  test('is that of each that has release state, in the order of the fleet', async () => {
    await rollout('start api --version v2');
    expect(await project.run('rollout status')).toEqual({
      status: 0,
      stdout:
        'api in staging: canary, v1 gets everything\n' +
        'web in staging: blue-green, v1 in blue gets everything; green is idle\n' +
        'api in production: canary, v1 gets 90 % and v2 10 %\n' +
        'web in production: blue-green, v1 in blue gets everything; green is idle\n',
      stderr: '',
    });
  });

  test('is of one service, where it is', async () => {
    project.write('environments/staging.releases.yaml', `${RELEASES}  cart: { strategy: canary, stable: v1 }\n`);
    expect((await project.run('rollout status cart')).stdout).toBe('cart in staging: canary, v1 gets everything\n');
    expect(await project.run('rollout status card')).toMatchObject({
      status: 2,
      stderr: 'error: no environment has a service "card"; did you mean "cart"?\n',
    });
  });
});

describe('a subset stays while the last commit routes to it', () => {
  test.each(['abort', 'complete'])('after %s', async (step) => {
    await rollout('start api --version v2 --weight 100');
    project.runGit('init', '--quiet');
    project.commitEnvironments();
    await rollout(`${step} api`);
    const before = releases();
    expect(await rollout('cleanup api')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'error: api in production has routes to the subset of v2 in the last commit: run synth, commit, and clean up when that is everywhere\n',
    });
    expect(releases()).toBe(before);
    project.commitEnvironments();
    expect((await rollout('cleanup api')).status).toBe(0);
  });

  test('and is not given to another version', async () => {
    await rollout('start api --version v2 --weight 100');
    project.runGit('init', '--quiet');
    project.commitEnvironments();
    await rollout('complete api');
    const before = releases();
    expect(await rollout('start api --version v3')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'error: api in production has routes to the subset of v2 in the last commit: run synth, commit, and start v3 when that is everywhere\n',
    });
    expect(releases()).toBe(before);
    project.commitEnvironments();
    expect((await rollout('start api --version v3')).status).toBe(0);
  });

  test('but may be used again by its own version', async () => {
    await rollout('start api --version v2');
    project.runGit('init', '--quiet');
    project.commitEnvironments();
    await rollout('abort api');
    expect((await rollout('start api --version v2 --weight 1')).status).toBe(0);
  });
});
