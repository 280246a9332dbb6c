import { synthesis } from '../../../src/workflows/synth';
import { describeWith } from '../programs';
import { fileOf } from './harness/jobs';
import { JobRun } from './harness/runner-job';
import { Runner } from './harness/runner';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { GitHub } from './harness/stubs-github';
import { Files, Remote } from './harness/stubs-git';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';

const [SOURCES, DEPLOY] = ['your-org/istio-config', 'your-org/istio-deploy'];
const BRANCH = 'istio-gitops/synth';

/** What the checks of the deploy repository are installed by, as the stand-in of npm writes it. */
function locked(version: string): Files {
  const dependencies = { 'istio-gitops': version };
  return {
    '.github/istio-gitops/package.json': `${JSON.stringify({ private: true, dependencies }, undefined, 2)}\n`,
    '.github/istio-gitops/package-lock.json': `${JSON.stringify(dependencies)}\n`,
  };
}

describeWith(['bash', 'git', 'jq', 'curl'], 'synth to the deploy repository', () => {
  let sources: Remote;
  let deploy: Remote;
  let github: GitHub;

  beforeEach(async () => {
    sources = new Remote({ 'environments/all.yaml': 'weight: 10\n' });
    deploy = new Remote({ 'overlays/all.yaml': 'weight: 10\n', 'README.md': 'Of the team\n', ...locked('1.2.3') });
    github = await GitHub.start({ [SOURCES]: sources, [DEPLOY]: deploy });
    installed('1.2.3');
    says('## Changes\n');
  });
  afterEach(async () => {
    await github.stop();
  });

  /** Has the repository of the sources this version of istio-gitops. */
  function installed(version: string): void {
    github.program('node', `[[ $2 == 'require("istio-gitops/package.json").version' ]] && echo '${version}'`);
  }

  function says(diff: string, status = 0): void {
    github.program(
      'npx',
      `
case $3 in
  synth) cp environments/* "$5/overlays" ;;
  diff) cat <<'END_OF_DIFF'\n${diff}END_OF_DIFF\nexit ${status} ;;
esac`,
    );
  }

  async function run(context = TWO_REPOSITORIES): Promise<JobRun> {
    const trigger = { event: 'push', github: github.context(SOURCES, sources.head()) } as const;
    const { jobs } = await new Runner(github.runner()).run(fileOf(synthesis(context), 'synth'), trigger);
    return jobs['synth']!;
  }

  test('is a pull request there that names the commit of the sources', async () => {
    const commit = sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    expect((await run()).conclusion).toBe('success');
    const url = `https://github.example/${SOURCES}/commit/${commit}`;
    expect(github.pullRequests).toEqual([
      expect.objectContaining({
        repository: DEPLOY,
        head: BRANCH,
        base: 'main',
        title: 'Synthesize Istio configuration',
        body: `Synthesized from ${url}. Change the sources, not this branch: synth overwrites it.\n\n## Changes\n`,
      }),
    ]);
    expect(deploy.changes(BRANCH)).toEqual(['overlays/all.yaml']);
    expect(deploy.message(BRANCH)).toBe(`Synthesize from ${SOURCES}@${commit.slice(0, 12)}\n\nSource: ${url}`);
    expect(sources.branches()).toEqual(['main']);
  });

  test('brings the version of istio-gitops along that checks it there', async () => {
    installed('1.3.0');
    expect((await run()).conclusion).toBe('success');
    expect(deploy.changes(BRANCH)).toEqual(Object.keys(locked('')).sort());
    for (const [path, text] of Object.entries(locked('1.3.0'))) {
      expect(deploy.file(BRANCH, path)).toBe(text!.trimEnd());
    }
  });

  test('leaves that to others where the tree is in a folder, which GitHub has no checks for', async () => {
    installed('1.3.0');
    deploy.commit('Move', { 'mesh/overlays/all.yaml': 'weight: 10\n' });
    await run({ ...TWO_REPOSITORIES, deploy: { ...TWO_REPOSITORIES.deploy, path: 'mesh' } });
    expect(github.pullRequests).toEqual([]);
  });

  test('is one pull request, updated by what is merged later', async () => {
    sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    await run();
    const commit = sources.commit('All of it', { 'environments/all.yaml': 'weight: 100\n' });
    await run();
    expect(github.pullRequests.map(({ body }) => body)).toEqual([expect.stringContaining(commit)]);
    expect(deploy.file(BRANCH, 'overlays/all.yaml')).toBe('weight: 100');
  });

  test('is nothing where nothing changed', async () => {
    sources.commit('Explain', { 'README.md': 'Read me\n' });
    expect((await run()).conclusion).toBe('success');
    expect([github.pullRequests, deploy.branches()]).toEqual([[], ['main']]);
  });

  test('takes its branch back when the sources are again what the tree has', async () => {
    sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    await run();
    sources.commit('Back', { 'environments/all.yaml': 'weight: 10\n' });
    expect((await run()).conclusion).toBe('success');
    expect(deploy.branches()).toEqual(['main']);
  });

  test('has no token that can write before all packages have run', async () => {
    sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    const { steps } = await run();
    expect(github.grants).toEqual([
      { 'permission-contents': 'read' },
      { 'permission-contents': 'write', 'permission-pull-requests': 'write', 'permission-workflows': 'write' },
    ]);
    const [last] = steps
      .map(({ name }) => name)
      .filter((name) => name.startsWith('Get a token'))
      .slice(-1);
    const names = steps.map(({ name }) => name);
    expect(names.lastIndexOf(last!)).toBeGreaterThan(names.indexOf('Say where it comes from'));
  });

  test('is pushed where that is wanted', async () => {
    sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    expect((await run({ ...TWO_REPOSITORIES, publishBy: 'push' })).conclusion).toBe('success');
    expect([github.pullRequests, deploy.branches(), deploy.file('main', 'overlays/all.yaml')]).toEqual([
      [],
      ['main'],
      'weight: 50',
    ]);
    expect((await run({ ...TWO_REPOSITORIES, publishBy: 'push' })).conclusion).toBe('success');
  });

  test('goes on where something goes away, and fails where diff does', async () => {
    sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    says('## Gateway/istio-system/main goes away\n', 1);
    expect((await run()).conclusion).toBe('success');
    expect(github.pullRequests[0]!.body).toContain('goes away');
    says('', 3);
    expect((await run()).conclusion).toBe('failure');
  });

  test('takes no text for code', async () => {
    const text = HOSTILE.join('\n');
    sources.commit(text, { 'environments/all.yaml': text });
    says(`${text}\n`);
    expect((await run()).conclusion).toBe('success');
    expect(github.pullRequests[0]!.body).toContain(text);
    expect(deploy.file(BRANCH, 'overlays/all.yaml')).toBe(text);
    expectNobodyWasFooled();
  });

  test('says as much of a large change as a pull request holds', async () => {
    sources.commit('Half of it', { 'environments/all.yaml': 'weight: 50\n' });
    says('- `→`\n'.repeat(33_000));
    expect((await run()).conclusion).toBe('success');
    expect(github.pullRequests[0]!.body).toHaveLength(65_000);
  });
});
