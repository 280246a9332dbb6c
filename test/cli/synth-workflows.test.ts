import { ExitCode } from '../../src/cli/exit-codes';
import { Project } from './project';

const WORKFLOWS = ['istio-drift', 'istio-promotion', 'istio-rollback', 'istio-rollout-step', 'istio-validation'];
const RECORD = '.github/.istio-gitops/workflows.paths';

/** A fleet with an environment for each name, delivered by Flux, and release state of one service. */
function fleet(repository: string, workflows: string, names: readonly string[] = ['staging', 'production']): string {
  const environments = names.map(
    (name) =>
      `mesh.defineEnvironment('${name}', { clusters: [{ name: '${name}' }], delivery, releases: './${name}.releases.yaml', compose() {} })`,
  );
  return `import * as mesh from 'istio-gitops';
const delivery = mesh.flux();
export default mesh.defineFleet({ repository: ${repository}, ${workflows} environments: [${environments.join(', ')}] });
`;
}

const ONE = `{ url: 'https://github.com/your-org/config.git' }`;
const TWO = `{ url: 'https://github.com/your-org/deploy.git', sources: { url: 'https://github.com/your-org/config.git' } }`;
const ACTIONS = 'workflows: mesh.githubActions(),';

let project: Project;
beforeEach(() => {
  project = new Project();
  project.write('environments/main.ts', fleet(ONE, ACTIONS));
  project.write('environments/weekly.ts', fleet(ONE, `workflows: mesh.githubActions({ drift: '0 6 * * 1' }),`));
  project.write('environments/less.ts', fleet(ONE, `workflows: mesh.githubActions({ drift: false }),`));
  project.write('environments/none.ts', fleet(ONE, ''));
  project.write('environments/two.ts', fleet(TWO, ACTIONS));
  for (const name of ['staging', 'production']) {
    project.write(`environments/${name}.releases.yaml`, 'services:\n  shop:\n    strategy: canary\n    stable: v1\n');
  }
});
afterEach(() => {
  project.remove();
});

const written = (folder: string): string[] => Object.keys(project.files(folder));

describe('with workflows, synth', () => {
  test('writes them beside the sources, and records that they are its own', async () => {
    expect(await project.run('synth')).toMatchObject({ status: ExitCode.Clean, stderr: '' });
    const files = WORKFLOWS.map((name) => `.github/workflows/${name}.yaml`);
    expect(written('.github')).toEqual([RECORD, ...files]);
    expect(project.read(RECORD)).toBe(WORKFLOWS.map((name) => `workflows/${name}.yaml\n`).join(''));
    expect(written('deploy').filter((path) => path.includes('.github'))).toEqual([]);
    expect((await project.run('synth --check')).status).toBe(ExitCode.Clean);
  });

  test('offers the services of the release state, and the clusters by their names', async () => {
    await project.run('synth');
    expect(project.read('.github/workflows/istio-rollout-step.yaml')).toContain('          - shop\n');
    expect(project.read('.github/workflows/istio-drift.yaml')).toContain('secrets.KUBECONFIG_PRODUCTION');
  });

  test('finds and lists what differs, and writes nothing, where it only checks', async () => {
    await project.run('synth');
    const before = project.files('.github');
    const path = '.github/workflows/istio-drift.yaml';
    expect(await project.run('synth --app environments/weekly.ts --check')).toMatchObject({
      status: ExitCode.Findings,
      stdout: `replace ${path}\n`,
    });
    expect((await project.run('synth --app environments/weekly.ts --dry-run')).stdout).toBe(`replace ${path}\n`);
    expect(project.files('.github')).toEqual(before);
    await project.run('synth --app environments/weekly.ts');
    expect(project.read(path)).toContain('cron: 0 6 * * 1\n');
  });

  test('removes one that left, all of them with the last, and never somebody else’s', async () => {
    await project.run('synth');
    project.write('.github/workflows/tests.yaml', 'name: Tests\n');
    await project.run('synth --app environments/less.ts');
    expect(written('.github')).not.toContain('.github/workflows/istio-drift.yaml');
    expect(await project.run('synth --app environments/none.ts')).toMatchObject({ status: ExitCode.Clean });
    expect(written('.github')).toEqual(['.github/workflows/tests.yaml']);
    expect((await project.run('synth --app environments/none.ts --check')).status).toBe(ExitCode.Clean);
  });

  test('writes neither tree where a person changed a file of one of them, and both by force', async () => {
    await project.run('synth');
    const path = '.github/workflows/istio-drift.yaml';
    project.write(path, project.read(path).replace('cron: 17', 'cron: 18'));
    project.write('environments/staging.releases.yaml', 'services: {}\n');
    const before = project.files('deploy');
    expect(await project.run('synth --app environments/weekly.ts')).toMatchObject({
      status: ExitCode.Findings,
      stderr: expect.stringContaining(
        `${path}: a person changed it since synth wrote it\nnothing is written`,
      ) as string,
    });
    expect(project.files('deploy')).toEqual(before);
    expect((await project.run('synth --force')).status).toBe(ExitCode.Clean);
    expect(project.read(path)).toContain('cron: 17');
  });

  test('leaves them alone where it is about single environments', async () => {
    expect((await project.run('synth --env staging')).status).toBe(ExitCode.Clean);
    expect(() => written('.github')).toThrow('ENOENT');
  });

  test('leaves a folder of GitHub alone that has nothing of its own', async () => {
    project.write('.github/CODEOWNERS', '* @your-org/mesh\n');
    await project.run('synth --app environments/none.ts');
    expect(written('.github')).toEqual(['.github/CODEOWNERS']);
  });
});

describe('with two repositories, synth', () => {
  test('gives each its own workflows, in the tree that belongs to it', async () => {
    expect(await project.run('synth --app environments/two.ts --out deploy-repository')).toMatchObject({
      status: ExitCode.Clean,
    });
    expect(written('.github')).toEqual([
      RECORD,
      ...['promotion', 'rollback', 'rollout-step', 'synth', 'validation'].map(
        (name) => `.github/workflows/istio-${name}.yaml`,
      ),
    ]);
    expect(written('deploy-repository/.github')).toEqual(
      ['drift', 'rollback', 'validation'].map((name) => `deploy-repository/.github/workflows/istio-${name}.yaml`),
    );
    expect(project.read('deploy-repository/.istio-gitops/fleet.paths')).toContain(
      '.github/workflows/istio-drift.yaml\n',
    );
  });

  test('has controllers read the deploy tree at the root of its repository', async () => {
    await project.run('synth --app environments/two.ts --out deploy-repository');
    const files = project.files('deploy-repository/flux-system');
    const all = Object.values(files).join('\n');
    expect(all).toContain('url: https://github.com/your-org/deploy.git');
    expect(all).not.toContain('path: deploy/');
  });

  test('becomes one repository again without leaving anything', async () => {
    await project.run('synth --app environments/two.ts');
    await project.run('synth');
    expect(written('deploy').filter((path) => path.includes('.github'))).toEqual([]);
    expect(written('.github')).not.toContain('.github/workflows/istio-synth.yaml');
  });
});

test('an interrupted synth of the workflows is found by a check, and undone by the next', async () => {
  await project.run('synth');
  project.write('.github/.istio-gitops/staging/0', 'half a wo');
  expect(await project.run('synth --check')).toMatchObject({
    status: ExitCode.Findings,
    stderr: expect.stringContaining('while it wrote .github: the next one will have it undone') as string,
  });
  expect((await project.run('synth')).stderr).toBe('an interrupted synth was undone\n');
  expect((await project.run('synth --check')).status).toBe(ExitCode.Clean);
});
