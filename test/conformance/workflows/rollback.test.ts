import { rollback } from '../../../src/workflows/rollback';
import { describeWith } from '../programs';
import type { JobRun } from './harness/runner-job';
import type { WorkflowRun } from './harness/runner';
import { ONE_REPOSITORY } from '../../workflows/stubs-context';
import { Files, Remote } from './harness/stubs-git';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';
import { recorded, RollbackScene } from './harness/stubs-rollback';

const STAGING = 'deploy/overlays/staging/all.yaml';
const PRODUCTION = 'deploy/overlays/production/all.yaml';
const SOURCE = 'environments/staging.releases.yaml';
const FIRST: Files = { [STAGING]: 'v1\n', [PRODUCTION]: 'v1\n', [SOURCE]: 'v1\n', 'docs.md': 'one\n' };
const CHANGE: Files = { [STAGING]: 'v2\n', [SOURCE]: 'v2\n' };

describeWith(['bash', 'git', 'jq', 'curl'], 'a rollback', () => {
  let remote: Remote;
  let scene: RollbackScene;

  beforeEach(async () => {
    remote = new Remote(FIRST);
    scene = await RollbackScene.start(remote);
  });
  afterEach(async () => {
    await scene.stop();
    expectNobodyWasFooled();
  });

  /** Has Argo CD say that staging failed at the newest commit. */
  function fails(): void {
    scene.applications.set('istio-config-staging', () => recorded('failed', remote.head()));
  }

  function conclusions({ jobs }: WorkflowRun): Record<string, string> {
    return Object.fromEntries(Object.entries(jobs).map(([id, { conclusion }]) => [id, conclusion]));
  }

  function revert({ jobs }: WorkflowRun): JobRun {
    return jobs.revert!;
  }

  test.each<[string, Files, readonly string[]]>([
    ['one environment', { [STAGING]: 'v2\n' }, ['staging']],
    ['two', { [PRODUCTION]: 'v2\n', [STAGING]: 'v2\n' }, ['staging', 'production']],
    ['what all may depend on', { 'deploy/argocd/projects/all.yaml': 'v2\n' }, ['development', 'staging', 'production']],
    [
      'a file that git would quote',
      { 'deploy/overlays/staging/ü "x".yaml': '' },
      ['development', 'staging', 'production'],
    ],
    ['an environment that went away', { 'deploy/overlays/gone/all.yaml': 'v2\n' }, []],
  ])('finds the environments that a push may have changed: %s', async (_, files, found) => {
    const before = remote.head();
    const after = remote.commit('Change', files);
    const { jobs, ...workflow } = rollback(ONE_REPOSITORY, {})!;
    const github = scene.github.context('your-org/istio-config', after);
    const trigger = { event: 'push', github, payload: { before } } as const;
    const run = await scene.run({ ...workflow, jobs: { changes: jobs.changes! } }, trigger);
    expect(JSON.parse(run.jobs.changes!.outputs.environments!)).toEqual(found);
  });

  test('watches those alone, on all of their clusters', async () => {
    const before = remote.head();
    remote.commit('Change', { [PRODUCTION]: 'v2\n' });
    expect(conclusions(await scene.push(before, {}, ['staging', 'production']))).toEqual({
      changes: 'success',
      'watch-staging-staging': 'skipped',
      'watch-production-prod-us-east': 'success',
      'watch-production-prod-eu-west': 'success',
      revert: 'skipped',
    });
  });

  test('has nothing to do where all is well', async () => {
    const before = remote.head();
    remote.commit('Change', CHANGE);
    expect(conclusions(await scene.push(before))).toEqual({
      changes: 'success',
      'watch-staging-staging': 'success',
      revert: 'skipped',
    });
  });

  test('opens a pull request that says why, and leaves the branch as it is', async () => {
    const before = remote.head();
    const after = remote.commit('Try v2 (#12)', CHANGE);
    fails();
    const run = await scene.push(before);
    expect(conclusions(run)).toEqual({ changes: 'success', 'watch-staging-staging': 'failure', revert: 'success' });
    const why = 'staging on staging has failed: one or more synchronization tasks completed unsuccessfully';
    expect(scene.github.pullRequests).toEqual([
      expect.objectContaining({
        head: `rollback/${after}`,
        base: 'main',
        title: 'Revert "Try v2 (#12)"',
        body: expect.stringContaining(`What came of ${after}:\n\n    ${why}`) as string,
      }),
    ]);
    expect(remote.message(`rollback/${after}`)).toMatch(
      new RegExp(`^Revert "Try v2 \\(#12\\)"\n\nWhat came of it:\n\n- ${why}.*\n\nRollback-of: ${after}$`),
    );
    expect(remote.changes(`rollback/${after}`)).toEqual([STAGING, SOURCE]);
    expect([remote.file(`rollback/${after}`, STAGING), remote.file('main', STAGING)]).toEqual(['v1', 'v2']);
    expect(scene.github.grants).toEqual([
      { 'permission-contents': 'write', 'permission-pull-requests': 'write', 'permission-workflows': 'write' },
    ]);
  });

  describe('takes back', () => {
    /** What the branch has after a rollback that pushes directly. */
    async function pushedBack(before: string): Promise<readonly string[]> {
      fails();
      expect(revert(await scene.push(before, { by: 'push' })).conclusion).toBe('success');
      return [STAGING, SOURCE, 'docs.md'].map((path) => remote.file('main', path));
    }

    test('a squash merge', async () => {
      const before = remote.head();
      remote.commit('Try v2 (#12)', CHANGE);
      expect(await pushedBack(before)).toEqual(['v1', 'v1', 'one']);
      expect(scene.github.grants).toEqual([{ 'permission-contents': 'write', 'permission-workflows': 'write' }]);
      expect(scene.github.pullRequests).toEqual([]);
    });

    test('a merge commit with all that it merged', async () => {
      const before = remote.head();
      remote.merge('feature', [
        ['Begin', { [SOURCE]: 'v2\n' }],
        ['Mend', { [SOURCE]: 'v3\n', [STAGING]: 'v3\n' }],
      ]);
      expect(await pushedBack(before)).toEqual(['v1', 'v1', 'one']);
    });

    test('all commits of one push, merges among them', async () => {
      const before = remote.head();
      remote.commit('First', { [SOURCE]: 'v2\n' });
      remote.merge('feature', [['Second', { [SOURCE]: 'v3\n', [STAGING]: 'v3\n' }]]);
      remote.commit('Third', { 'docs.md': 'two\n' });
      expect(await pushedBack(before)).toEqual(['v1', 'v1', 'one']);
    });

    test('files that came, and brings back files that went', async () => {
      const before = remote.head();
      remote.commit('Move', { [STAGING]: null, 'deploy/overlays/staging/other.yaml': 'v1\n' });
      fails();
      await scene.push(before, { by: 'push' });
      remote.pull();
      expect(remote.changes(before)).toEqual(['']);
    });

    test.each(['pull-request', 'push'] as const)('nothing of what landed meanwhile, by %s', async (by) => {
      const before = remote.head();
      const after = remote.commit('Try v2', CHANGE);
      // Somebody is quicker than the revert.
      scene.applications.set('istio-config-staging', () => {
        if (remote.head() === after) remote.commit('Meanwhile', { [PRODUCTION]: 'v9\n' });
        return recorded('failed', remote.head());
      });
      const run = await scene.push(before, { by });
      expect(revert(run).conclusion).toBe('success');
      const branch = by === 'push' ? 'main' : `rollback/${after}`;
      expect([STAGING, PRODUCTION].map((path) => remote.file(branch, path))).toEqual(['v1', 'v9']);
    });
  });

  test('pushes on top of what is pushed at the same moment', async () => {
    const before = remote.head();
    remote.commit('Try v2', CHANGE);
    fails();
    // The first push comes too late, as if somebody had been a second quicker.
    let pushes = 0;
    scene.github.onAppToken = () => {
      if (pushes++ === 0) remote.commit('Meanwhile', { [PRODUCTION]: 'v9\n' });
    };
    expect(revert(await scene.push(before, { by: 'push' })).conclusion).toBe('success');
    expect([STAGING, PRODUCTION].map((path) => remote.file('main', path))).toEqual(['v1', 'v9']);
  });

  test('that is at odds with a later commit fails, and says where', async () => {
    const before = remote.head();
    const after = remote.commit('Try v2', CHANGE);
    scene.applications.set('istio-config-staging', () => {
      if (remote.head() === after) remote.commit('Meanwhile', { [STAGING]: 'v3\n' });
      return recorded('failed', after);
    });
    const run = await scene.push(before, { by: 'push' });
    expect(revert(run)).toMatchObject({
      conclusion: 'failure',
      summary: `    ${STAGING}\n${after.slice(0, 12)} cannot be reverted: later commits changed the same lines of the files above. Revert it by hand.\n`,
    });
    expect([remote.file('main', STAGING), scene.github.grants]).toEqual(['v3', []]);
  });

  test('that somebody made already changes nothing', async () => {
    const before = remote.head();
    const after = remote.commit('Try v2', CHANGE);
    scene.applications.set('istio-config-staging', () => {
      if (remote.head() === after) remote.commit('By hand', { [STAGING]: 'v1\n', [SOURCE]: 'v1\n' });
      return recorded('failed', remote.head());
    });
    const run = await scene.push(before);
    expect(revert(run)).toMatchObject({
      conclusion: 'success',
      summary: 'Somebody has gone back already: there is nothing to revert.\n',
    });
    expect(scene.github.pullRequests).toEqual([]);
  });

  test.each([
    ['of a rollback', 'Anything (#13)\n\n* Revert "Try v2"\n\nRollback-of: 0123'],
    ['of git', 'Try again\n\nThis reverts commit 0123456789.'],
    ['of a person', 'Revert "Try v2 (#12)" (#13)'],
  ])('never reverts a revert %s', async (_, message) => {
    const before = remote.head();
    remote.commit(message, CHANGE);
    fails();
    const run = await scene.push(before, { by: 'push' });
    expect(revert(run)).toMatchObject({
      conclusion: 'failure',
      summary: expect.stringContaining('is itself a way back, which no workflow reverts') as string,
    });
    expect(remote.file('main', STAGING)).toBe('v2');
  });

  test('never reverts what a revert was merged with', async () => {
    const before = remote.head();
    remote.merge('rollback/0123', [['Revert "Try v2"', CHANGE]]);
    fails();
    expect(revert(await scene.push(before)).conclusion).toBe('failure');
  });

  test('of a branch that is new or was rewritten watches nothing', async () => {
    remote.commit('Try v2', CHANGE);
    const run = await scene.push('0'.repeat(40));
    expect(conclusions(run)).toEqual({ changes: 'failure', 'watch-staging-staging': 'skipped', revert: 'skipped' });
    expect(run.jobs.changes!.summary).toContain('there is no commit to go back to');
  });

  test('takes no message for code', async () => {
    const before = remote.head();
    const subject = HOSTILE.join(' ').replaceAll('\n', ' ');
    remote.commit(`${subject}\n\n${HOSTILE.join('\n')}`, CHANGE);
    fails();
    expect(revert(await scene.push(before)).conclusion).toBe('success');
    expect(scene.github.pullRequests[0]!.title).toBe(`Revert "${subject.slice(0, 200)}"`);
  });
});
