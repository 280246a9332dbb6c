import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ExitCode } from '../../src/cli/exit-codes';
import { main } from '../../src/cli/main';
import { capturedIo } from './captured-io';
import { Outcome, Project } from './project';

const SOURCES = 'https://github.com/acme/mesh.git';
const FLAGS = `--delivery flux --repository ${SOURCES}`;

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => {
  project.remove();
});

/** On a terminal where somebody gives these answers, and then ends the input. */
async function answering(line: string, answers: readonly string[]): Promise<Outcome & { readonly asked: string[] }> {
  const [left, asked] = [[...answers], [] as string[]];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(left.shift());
  };
  const io = { ...capturedIo(project.folder), ask };
  return { status: await main(line.split(' '), io), ...io.output, asked };
}

test('a new folder has a project, and the next commands are told', async () => {
  const { status, stdout } = await project.run(`init teams/mesh ${FLAGS}`);
  expect(status).toBe(ExitCode.Clean);
  expect(stdout).toBe(
    '18 files in teams/mesh; next:\n  cd teams/mesh\n  git init -b main\n  npm install\n  npm run synth\n  npm test\n',
  );
  expect(Object.keys(project.files('teams')).map((path) => path.replace('teams/mesh/', ''))).toEqual([
    '.gitignore',
    '.vscode/extensions.json',
    'README.md',
    ...['clusters.ts', 'delivery.ts', 'development.releases.yaml', 'development.ts', 'main.ts'].map(inEnvironments),
    ...[
      'platform.traffic.yaml',
      'platform.ts',
      'production.releases.yaml',
      'production.ts',
      'repository.ts',
      'staging.releases.yaml',
      'staging.ts',
    ].map(inEnvironments),
    'package.json',
    'tests/environments.test.ts',
    'tsconfig.json',
  ]);
  // As any folder that the user makes: nobody but them may read a temporary one.
  expect(statSync(join(project.folder, 'teams/mesh')).mode).toBe(statSync(join(project.folder, 'teams')).mode);
});

function inEnvironments(name: string): string {
  return `environments/${name}`;
}

/** A project that finds its packages beside those of this one. */
async function made(flags: string): Promise<void> {
  await project.run(`init mesh ${flags}`);
  project.write('mesh/tsconfig.json', project.read('tsconfig.json').replaceAll('"../', '"../../'));
}

test('a new project meets its traffic tests in every environment', async () => {
  await made(FLAGS);
  const { status, stdout, stderr } = await project.run('test --app mesh/environments/main.ts');
  expect(stdout.match(/^\S+ \(\w+\)$/gm)).toEqual(
    ['development', 'staging', 'production'].map((name) => `mesh/environments/platform.traffic.yaml (${name})`),
  );
  expect([status, stderr]).toEqual([ExitCode.Clean, '9 tests: 9 passed\n']);
});

test('all versions are pinned, and the package is called as its folder', async () => {
  await project.run(`init Mesh_2 ${FLAGS}`);
  const { name, devDependencies } = JSON.parse(project.read('Mesh_2/package.json')) as {
    name: string;
    devDependencies: Record<string, string>;
  };
  expect(name).toBe('mesh-2');
  for (const version of Object.values(devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

/** All that a new project becomes, by path in its deploy tree. */
async function treeOf(flags: string): Promise<Record<string, string>> {
  await made(flags);
  expect(await project.run('synth --app mesh/environments/main.ts')).toMatchObject({
    status: ExitCode.Clean,
    stderr: '',
  });
  return Object.fromEntries(
    Object.entries(project.files('deploy')).map(([path, text]) => [path.replace('deploy/', ''), text]),
  );
}

const ARGO_CD = `--delivery argo-cd --repository ${SOURCES}`;
const DEPLOY = '--deploy-repository https://github.com/acme/deploy.git';

test.each([
  { repositories: 'one repository', flags: ARGO_CD, url: SOURCES, path: 'deploy/argocd' },
  { repositories: 'two', flags: `${ARGO_CD} ${DEPLOY}`, url: 'https://github.com/acme/deploy.git', path: 'argocd' },
])('of $repositories one Application brings Argo CD all others, and health checks', async ({ flags, url, path }) => {
  const tree = await treeOf(flags);
  expect(parse(tree['argocd/applications/application.root.yaml']!)).toMatchObject({
    kind: 'Application',
    spec: { source: { repoURL: url, path }, syncPolicy: { automated: { selfHeal: true } } },
  });
  expect(parse(tree['argocd/config/config-map.argocd-cm.yaml']!)).toMatchObject({
    data: { 'resource.customizations.health.networking.istio.io_VirtualService': expect.any(String) as unknown },
  });
  expect(parse(tree['argocd/applications/application.istio-config-production.yaml']!)).toMatchObject({
    spec: { destination: { server: 'https://production.k8s.example.com' } },
  });
});

test('Flux has a folder to begin with for each cluster, and no addresses of clusters', async () => {
  const tree = await treeOf(FLAGS);
  const entries = Object.keys(tree).filter((path) => /^clusters\/[^/]+\/kustomization\.yaml$/.test(path));
  expect(entries).toEqual(
    ['development', 'production', 'staging'].map((name) => `clusters/${name}/kustomization.yaml`),
  );
  expect(Object.keys(tree).filter((path) => path.startsWith('argocd/'))).toEqual([]);
  expect(project.read('mesh/environments/clusters.ts')).not.toContain('server');
});

test('of two repositories the controllers read the one, and the sources are in the other', async () => {
  await project.run(`init mesh ${FLAGS} --deploy-repository git@github.com:acme/deploy`);
  const repository = project.read('mesh/environments/repository.ts');
  expect(repository).toContain(`  url: 'git@github.com:acme/deploy',\n  sources: { url: '${SOURCES}' },`);
  expect(project.read('mesh/.gitignore')).toContain('\ndeploy/\n');
});

describe('a folder that is there', () => {
  test('may have .git in it, and stays the same folder', async () => {
    mkdirSync(join(project.folder, 'mesh/.git'), { recursive: true });
    const { ino } = statSync(join(project.folder, 'mesh'));
    const { status, stdout } = await project.run(`init mesh ${FLAGS}`);
    expect(status).toBe(ExitCode.Clean);
    expect(stdout).not.toContain('git init');
    expect(statSync(join(project.folder, 'mesh')).ino).toBe(ino);
    expect(existsSync(join(project.folder, 'mesh/environments/main.ts'))).toBe(true);
  });

  test('with anything else is refused as it is', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) project.write(`mesh/${name}`, name);
    const before = project.files('mesh');
    const { status, stderr } = await project.run(`init mesh ${FLAGS}`);
    expect(status).toBe(ExitCode.Usage);
    expect(stderr).toBe(
      'error: mesh is not empty: a, b, c, d, e and 1 more would be in the way; name another folder\n',
    );
    expect(project.files('mesh')).toEqual(before);
  });

  test('but is a file is refused', async () => {
    project.write('mesh', '');
    expect(await project.run(`init mesh ${FLAGS}`)).toMatchObject({
      status: ExitCode.Usage,
      stderr: 'error: mesh is a file: name a folder\n',
    });
  });
});

test.each([
  { flags: '--delivery flux', says: '--repository is missing' },
  { flags: `--repository ${SOURCES}`, says: '--delivery is missing' },
  { flags: `--delivery helm --repository ${SOURCES}`, says: 'Allowed choices are argo-cd, flux' },
  { flags: '--delivery flux --repository mesh', says: '--repository is no address' },
  { flags: `--delivery flux --repository https://me:canary@github.com/acme/mesh`, says: '--repository is no address' },
  { flags: `--delivery flux --repository https://github.com/acme/me'sh`, says: '--repository is no address' },
  { flags: `${FLAGS} --deploy-repository ${SOURCES}`, says: '--deploy-repository is the same as --repository' },
  { flags: `${FLAGS} --deploy-repository x`, says: '--deploy-repository is no address' },
])('init mesh $flags writes nothing: $says', async ({ flags, says }) => {
  const { status, stderr } = await project.run(`init mesh ${flags}`);
  expect(status).toBe(ExitCode.Usage);
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('canary');
  expect(existsSync(join(project.folder, 'mesh'))).toBe(false);
});

describe('on a terminal', () => {
  test('what no flag says is asked, until it is an answer', async () => {
    const { status, asked } = await answering('init mesh', ['helm', ' argo-cd ', 'mesh', SOURCES]);
    expect(status).toBe(ExitCode.Clean);
    expect(asked.map((question) => question.split(',')[0])).toEqual([
      'What brings the YAML to the clusters',
      'What brings the YAML to the clusters',
      'Git repository of the project',
      'Git repository of the project',
    ]);
    expect(project.read('mesh/environments/delivery.ts')).toContain('argoCd()');
    expect(project.read('mesh/environments/repository.ts')).toContain(`url: '${SOURCES}'`);
  });

  test('what flags say is not asked', async () => {
    expect((await answering(`init mesh ${FLAGS}`, [])).asked).toEqual([]);
  });

  test('who ends the input instead of answering gets nothing', async () => {
    const { status } = await answering('init mesh', ['flux']);
    expect(status).toBe(ExitCode.Usage);
    expect(existsSync(join(project.folder, 'mesh'))).toBe(false);
  });
});
