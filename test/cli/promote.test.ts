import { Project, releasesModule } from './project';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write('environments/main.ts', releasesModule('development', 'staging', 'production'));
  project.write('environments/development.releases.yaml', 'services: {}\n');
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

const releases = (name = 'production'): string => project.read(`environments/${name}.releases.yaml`);
const write = (name: string, text: string): void => {
  project.write(`environments/${name}.releases.yaml`, text);
};

describe('a promotion', () => {
  test('carries what serves everybody, and nothing the second time', async () => {
    project.write('environments/staging.releases.yaml', RELEASES.replaceAll('v1', 'v2'));
    const first = await project.run('promote staging production');
    expect([first.status, first.stdout]).toEqual([
      0,
      'api in production: v2 takes over from v1 for all requests at once\n' +
        'web in production: all requests go to v2 in green at once; v1 in blue is the way back\n',
    ]);
    const promoted = releases();
    expect(promoted).toContain('stable: v2 # since May');
    expect((await project.run('promote staging production')).stderr).toBe(
      'environments/production.releases.yaml says so already\n',
    );
    expect(releases()).toBe(promoted);
  });

  test('of some services leaves the others', async () => {
    project.write('environments/staging.releases.yaml', RELEASES.replaceAll('v1', 'v2'));
    await project.run('promote staging production --service api');
    expect(releases()).toBe(RELEASES.replace('stable: v1', 'stable: v2'));
  });

  test('refuses all when one cannot be, with what to do where, and says of none that it would change', async () => {
    await project.run('rollout start api --env staging --version v2');
    project.write('environments/staging.releases.yaml', releases('staging').replace('blue: v1', 'green: v9'));
    expect(await project.run('promote staging production')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'error: api in staging is in the middle of a rollout: v2 gets 10 %: run `istio-gitops rollout advance api --env staging`\n' +
        'error: web in staging has no version in blue, its active colour: write `blue: VERSION` in environments/staging.releases.yaml\n' +
        'nothing is promoted from staging to production\n',
    });
    expect(releases()).toBe(RELEASES);
  });

  test('leaves out what the other environment does not have, unless it is named', async () => {
    project.write('environments/staging.releases.yaml', `${RELEASES}  cart: { strategy: canary, stable: v1 }\n`);
    expect(await project.run('promote staging production')).toMatchObject({
      status: 0,
      stderr: 'cart is left out: production does not have it\nenvironments/production.releases.yaml says so already\n',
    });
    expect(await project.run('promote staging production --service cart')).toMatchObject({
      status: 2,
      stderr: 'error: production has no service "cart" among api, web\n',
    });
  });
});

describe('promotions go forwards, one environment at a time:', () => {
  test.each([
    ['staging staging', 'staging cannot be promoted to itself'],
    [
      'production staging',
      'production comes after staging (development, staging, production), and nothing is promoted backwards: promote staging production, or revert the commit',
    ],
    ['development production', 'staging is next for api, and is not skipped: promote development staging'],
    ['stagin production', 'did you mean "staging"?'],
  ])('%s is wrong usage', async (words, message) => {
    write('development', RELEASES.replaceAll('v1', 'v2'));
    const { status, stderr } = await project.run(`promote ${words}`);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(releases()).toBe(RELEASES);
  });

  test('an environment that does not have the service is not on its way', async () => {
    write('development', 'services: { cart: { strategy: canary, stable: v2 } }\n');
    write('production', `${RELEASES}  cart: { strategy: canary, stable: v1 }\n`);
    expect(await project.run('promote development production')).toMatchObject({
      status: 0,
      stdout: 'cart in production: v2 takes over from v1 for all requests at once\n',
    });
  });
});

describe('a version that an environment has left', () => {
  const LEFT = 'error: api in production is at v2, which staging never served, and has left v1 before';

  beforeEach(() => {
    project.runGit('init', '--quiet');
    project.commitEnvironments();
  });

  test('does not come back by itself, but for whom its service is named', async () => {
    write('production', RELEASES.replace('stable: v1', 'stable: v2'));
    expect(await project.run('promote staging production')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        `${LEFT}: name it to take it back, \`istio-gitops promote staging production --service api\`\n` +
        'nothing is promoted from staging to production\n',
    });
    expect(await project.run('promote staging production --service api')).toMatchObject({
      status: 0,
      stdout: 'api in production: v1 takes over from v2 for all requests at once\n',
    });
    expect(releases()).toBe(RELEASES);
  });

  test('is known from commits long ago, whatever stands between', async () => {
    for (const text of ['services: { api: { strategy: broken } }\n', RELEASES.replace('stable: v1', 'stable: v2')]) {
      write('production', text);
      project.commitEnvironments();
    }
    const { status, stderr } = await project.run('promote staging production');
    expect([status, stderr]).toEqual([1, expect.stringContaining(LEFT)]);
  });

  test('comes back where the one that replaced it has been in the environment before, too', async () => {
    for (const version of ['v2', 'v1']) {
      write('staging', RELEASES.replace('stable: v1', `stable: ${version}`));
      project.commitEnvironments();
    }
    write('production', RELEASES.replace('stable: v1', 'stable: v2'));
    expect((await project.run('promote staging production')).status).toBe(0);
  });

  test('is no obstacle for one that has never been there', async () => {
    write('production', RELEASES.replace('stable: v1', 'stable: v2'));
    project.commitEnvironments();
    write('staging', RELEASES.replace('stable: v1', 'stable: v3'));
    expect((await project.run('promote staging production')).stdout).toContain('v3 takes over from v2');
  });
});
