import { rollback, rollbackAnnouncement } from '../../../src/workflows/rollback';
import { describeWith } from '../programs';
import type { WorkflowRun } from './harness/runner';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { Files, Remote } from './harness/stubs-git';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';
import { recorded, RollbackScene } from './harness/stubs-rollback';

const SOURCE = 'environments/staging.releases.yaml';

describeWith(['bash', 'git', 'jq', 'curl'], 'a rollback with two repositories', () => {
  let remote: Remote;
  let scene: RollbackScene;
  let deploy: Remote;

  function synthesized(source: string, files: Files): string {
    const url = `https://github.example/your-org/istio-config/commit/${source}`;
    return deploy.commit(`Synthesize from your-org/istio-config\n\nSource: ${url}`, files);
  }

  beforeEach(async () => {
    remote = new Remote({ [SOURCE]: 'v1\n' });
    deploy = new Remote({ 'README.md': 'YAML alone\n' });
    scene = await RollbackScene.start(remote, { 'your-org/istio-deploy': deploy });
  });

  afterEach(async () => {
    await scene.stop();
    expectNobodyWasFooled();
  });

  const environments = TWO_REPOSITORIES.environments.slice(1, 2);

  async function run(inputs: Readonly<Record<string, string>>): Promise<WorkflowRun> {
    const github = scene.github.context('your-org/istio-config', remote.head());
    const workflow = rollback({ ...TWO_REPOSITORIES, environments }, {})!;
    return scene.run(workflow, { event: 'workflow_dispatch', github, inputs });
  }

  test('reverts the sources that the tree was synthesized from', async () => {
    const tree = 'overlays/staging/all.yaml';
    const before = synthesized(remote.head(), { [tree]: 'v1\n' });
    const first = remote.commit('Try v2', { [SOURCE]: 'v2\n' });
    synthesized(first, { [tree]: 'v2\n' });
    const second = remote.commit('Try v3', { [SOURCE]: 'v3\n' });
    const after = synthesized(second, { [tree]: 'v3\n' });
    remote.commit('Not synthesized yet', { 'other.md': 'kept\n' });
    scene.applications.set('istio-config-staging', () => recorded('failed', after));
    const { jobs } = await run({ before, after });
    expect(Object.values(jobs).map(({ conclusion }) => conclusion)).toEqual(['success', 'failure', 'success']);
    expect(scene.github.pullRequests).toEqual([
      expect.objectContaining({ repository: 'your-org/istio-config', title: 'Revert "Try v3"' }),
    ]);
    expect(remote.changes(`rollback/${after}`)).toEqual([SOURCE]);
    expect(remote.file(`rollback/${after}`, SOURCE)).toBe('v1');
    expect([deploy.branches(), deploy.file('main', tree)]).toEqual([['main'], 'v3']);
  });

  test('says so where commits do not say what they were synthesized from', async () => {
    const before = deploy.head();
    const after = deploy.commit('By hand', { 'overlays/staging/all.yaml': 'v2\n' });
    const { jobs } = await run({ before, after });
    expect(jobs.changes).toMatchObject({
      conclusion: 'failure',
      summary: expect.stringContaining('was not synthesized from other sources than before') as string,
    });
  });

  test.each([HOSTILE.join('\n'), '--output=elsewhere', 'HEAD'])(
    'takes no input for anything but a commit: %j',
    async (text) => {
      const { jobs } = await run({ before: text, after: text });
      expect(jobs.changes!.conclusion).toBe('failure');
      expect(jobs.changes!.summary).toContain('there is no commit to go back to');
    },
  );

  test('is announced by the deploy repository', async () => {
    const before = deploy.head();
    const after = deploy.commit('Go on', { 'overlays/staging/all.yaml': 'v2\n' });
    const github = scene.github.context('your-org/istio-deploy', after);
    const announced = await scene.run(rollbackAnnouncement(TWO_REPOSITORIES), {
      event: 'push',
      github,
      payload: { before },
    });
    expect(announced.jobs.announce!.conclusion).toBe('success');
    expect(scene.github.grants).toEqual([{ 'permission-actions': 'write' }]);
    expect(scene.github.dispatches).toEqual([
      {
        repository: 'your-org/istio-config',
        workflow: 'istio-rollback.yaml',
        ref: 'main',
        inputs: { before, after },
      },
    ]);
  });
});
