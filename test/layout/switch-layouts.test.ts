import { ExitCode } from '../../src/cli/exit-codes';
import { fleetModule, Project } from '../cli/project';

const SHOP = `new mesh.MeshService(env, 'shop', { port: 80 });`;
const CART = `new mesh.MeshService(env, 'cart', { port: 80 });`;
const SHARED = 'deploy/applications/shop/virtual-service.yaml';
const BASE_OVERLAYS = 'synth --layout base-overlays';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write('environments/main.ts', fleetModule({ staging: SHOP, production: SHOP + CART }));
  project.write('changed.ts', fleetModule({ staging: SHOP.replace('80', '8080'), production: SHOP + CART }));
  project.write('one.ts', fleetModule({ production: SHOP + CART }));
});
afterEach(() => {
  project.remove();
});

/** The policies stand beside the environments, in either layout. */
const OF_THE_FLEET = /^deploy\/(\.istio-gitops\/fleet\.paths|\.yamllint\.yaml|ARCHITECTURE\.md|policies\/rego\/.*)$/;

function files(): string[] {
  return Object.keys(project.files('deploy')).filter((path) => !OF_THE_FLEET.test(path));
}

test('synth writes the layout that is asked for, and says in one line what it did', async () => {
  expect(await project.run(BASE_OVERLAYS)).toEqual({
    status: ExitCode.Clean,
    // Besides the environments, the policies.
    stdout: expect.stringMatching(
      /^6 objects in 2 manifest sets, (\d+) files changed \(\1 created\), 0\.0 s\n$/,
    ) as string,
    stderr: '',
  });
  expect(files()).toEqual([
    'deploy/.istio-gitops/base.paths',
    'deploy/.istio-gitops/production.paths',
    'deploy/.istio-gitops/staging.paths',
    'deploy/applications/kustomization.yaml',
    'deploy/applications/shop/destination-rule.yaml',
    SHARED,
    'deploy/base/kustomization.yaml',
    'deploy/overlays/production/applications/cart/destination-rule.yaml',
    'deploy/overlays/production/applications/cart/virtual-service.yaml',
    'deploy/overlays/production/applications/kustomization.yaml',
    'deploy/overlays/production/kustomization.yaml',
    'deploy/overlays/staging/kustomization.yaml',
  ]);
  expect((await project.run(`${BASE_OVERLAYS} --check`)).status).toBe(ExitCode.Clean);
});

test('a change of one environment is a patch in its overlay, and no other file', async () => {
  await project.run(BASE_OVERLAYS);
  expect((await project.run(`${BASE_OVERLAYS} --app changed.ts --dry-run`)).stdout.split('\n')).toEqual([
    'update deploy/.istio-gitops/staging.paths',
    'replace deploy/overlays/staging/kustomization.yaml',
    'create deploy/overlays/staging/patches/applications/shop/virtual-service.yaml',
    '',
  ]);
});

describe('switching the layout of a tree', () => {
  test('leaves the files of the new one only, in both directions', async () => {
    await project.run('synth');
    const rendered = project.files('deploy');
    await project.run(`${BASE_OVERLAYS} --out elsewhere`);
    const shared = Object.values(project.files('elsewhere'));

    await project.run(BASE_OVERLAYS);
    expect(Object.values(project.files('deploy'))).toEqual(shared);
    await project.run('synth');
    expect(project.files('deploy')).toEqual(rendered);
  });

  test('is told by --check', async () => {
    await project.run('synth');
    const { status, stdout } = await project.run(`${BASE_OVERLAYS} --check`);
    expect(status).toBe(ExitCode.Findings);
    expect(stdout).toContain(`create ${SHARED}\n`);
    expect(stdout).toContain('remove deploy/overlays/staging/applications/shop/virtual-service.yaml\n');
  });

  test('never removes what a person changed', async () => {
    await project.run(BASE_OVERLAYS);
    project.write(SHARED, project.read(SHARED).replace('15s', '99s'));
    const before = project.files('deploy');
    const { status, stderr } = await project.run('synth');
    expect(status).toBe(ExitCode.Findings);
    expect(stderr).toContain(`${SHARED}: a person changed it since synth wrote it\n`);
    expect(project.files('deploy')).toEqual(before);
  });
});

test('an environment that leaves the fleet takes its overlay along', async () => {
  await project.run(BASE_OVERLAYS);
  await project.run(`${BASE_OVERLAYS} --app one.ts`);
  expect(files().filter((path) => path.includes('staging'))).toEqual([]);
  expect(files()).toContain('deploy/applications/cart/virtual-service.yaml');
});

test('nothing is written when one environment is refused', async () => {
  const dangling = `new mesh.VirtualService(env, 'v', { namespace: 'default', hosts: [], http: [{ delegate: { name: 'gone', namespace: 'default' } }] });`;
  project.write('dangling.ts', fleetModule({ staging: dangling, production: SHOP }));
  const { status, stderr } = await project.run(`${BASE_OVERLAYS} --app dangling.ts`);
  expect(status).toBe(ExitCode.Findings);
  expect(stderr).toContain('nothing is written');
  expect(Object.keys(project.files('.')).some((path) => path.startsWith('deploy'))).toBe(false);
});

describe('wrong usage exits 2 and says why', () => {
  test('of one environment alone, because what they share depends on all', async () => {
    const { status, stderr } = await project.run(`${BASE_OVERLAYS} --env staging`);
    expect(status).toBe(ExitCode.Usage);
    expect(stderr).toContain('what environments share depends on all of them: leave out --env\n');
  });

  test('of an environment that is called as what all share', async () => {
    project.write('base.ts', fleetModule({ base: SHOP, production: SHOP }));
    const { status, stderr } = await project.run(`${BASE_OVERLAYS} --app base.ts`);
    expect(status).toBe(ExitCode.Usage);
    expect(stderr).toContain('rename it');
    expect((await project.run('synth --app base.ts')).status).toBe(ExitCode.Clean);
  });

  test('of a layout that does not exist', async () => {
    const { status, stderr } = await project.run('synth --layout flat');
    expect(status).toBe(ExitCode.Usage);
    expect(stderr).toContain('Allowed choices are rendered, base-overlays');
  });
});
