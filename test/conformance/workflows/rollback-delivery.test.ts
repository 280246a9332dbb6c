import { describeWith } from '../programs';
import type { JobRun } from './harness/runner-job';
import { Remote } from './harness/stubs-git';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';
import type { Answer } from './harness/stubs-http';
import { recorded, RollbackScene, verdictOf } from './harness/stubs-rollback';

const WELL = ['success', '', ''];

let scene: RollbackScene;
let before: string;
let commit: string;
let after: string;
let elsewhere: string;

beforeAll(async () => {
  const remote = new Remote();
  before = remote.head();
  commit = remote.commit('Go on', { file: 'v2\n' });
  after = remote.commit('Go further', { file: 'v3\n' });
  elsewhere = remote.branch('elsewhere', before, { file: 'v4\n' });
  scene = await RollbackScene.start(remote);
});
afterAll(async () => {
  await scene.stop();
  expectNobodyWasFooled();
});

describeWith(['bash', 'git', 'jq', 'curl'], 'by Argo CD', () => {
  type Say = () => Answer | undefined;

  /** Watches the commit, while Argo CD says one thing after the other and the last one for ever. */
  async function watched(looks: 'once' | 'often', ...answers: readonly Say[]): Promise<JobRun> {
    let look = 0;
    scene.argoCd.requests.length = 0;
    scene.applications.set('istio-config-staging', () => answers[Math.min(look++, answers.length - 1)]!());
    return scene.watch('staging', commit, looks);
  }

  /** An answer that was recorded, with another status. */
  function changed(name: string, status: object): Answer {
    const { body } = recorded(name, commit) as { body: { status: object } };
    return { body: { ...body, status: { ...body.status, ...status } } };
  }

  const healthy: Say = () => recorded('healthy', commit);
  const degraded: Say = () => recorded('degraded', commit);

  test.each<[string, Say]>([
    ['the commit', healthy],
    ['a later one', () => recorded('healthy', after)],
  ])('all is well when the Application is Synced and Healthy at %s', async (_, answer) => {
    expect(verdictOf(await watched('once', answer))).toEqual(WELL);
  });

  test('the Application is waited for, and told to look at Git only until it knows the commit', async () => {
    const syncing = { sync: { status: 'OutOfSync', revision: commit }, operationState: { phase: 'Running' } };
    const job = await watched(
      'often',
      () => recorded('healthy', before),
      () => undefined,
      () => changed('degraded', syncing),
      degraded,
      healthy,
    );
    expect(verdictOf(job)).toEqual(WELL);
    const refreshes = scene.argoCd.requests.map(({ query }) => query.get('refresh'));
    expect(refreshes).toEqual(['normal', 'normal', 'normal', null, null]);
  });

  test.each<[string, Say]>([
    ['is degraded for a moment', degraded],
    [
      'failed at another commit',
      () => changed('failed', { operationState: { phase: 'Failed', syncResult: { revision: before } } }),
    ],
  ])('an Application that %s may mend itself', async (_, answer) => {
    const progressing: Say = () => changed('healthy', { health: { status: 'Progressing' } });
    expect(verdictOf(await watched('often', answer, answer, answer, progressing, answer, healthy))).toEqual(WELL);
  });

  test.each<[string, 'once' | 'often', Say, string]>([
    ['is degraded', 'often', degraded, 'is degraded: Gateway edge: ERROR IST0101'],
    [
      'has failed',
      'often',
      () => recorded('failed', commit),
      'has failed: one or more synchronization tasks completed unsuccessfully (retried 1 times)., Gateway edge: ERROR IST0101',
    ],
    ['has an old commit', 'once', () => recorded('healthy', before), 'is not delivered after 0 s: has '],
    ['has one of another branch', 'once', () => recorded('healthy', elsewhere), 'is not delivered after 0 s: has '],
    [
      'has none',
      'once',
      () => changed('healthy', { sync: { status: 'Unknown' } }),
      'is not delivered after 0 s: has no commit',
    ],
    [
      'progresses for ever',
      'once',
      () => changed('healthy', { operationState: { phase: 'Running', message: 'waiting for a hook' } }),
      'is not delivered after 0 s: syncs, waiting for a hook',
    ],
    [
      'is out of sync for ever',
      'once',
      () => changed('healthy', { sync: { status: 'OutOfSync', revision: commit } }),
      'is not delivered after 0 s: is OutOfSync',
    ],
    [
      'cannot be compared',
      'once',
      () =>
        changed('healthy', {
          sync: { status: 'Unknown', revision: commit },
          conditions: [{ type: 'ComparisonError', message: 'kustomize build failed' }],
        }),
      'is not delivered after 0 s: is Unknown, kustomize build failed',
    ],
    [
      'never gets healthy',
      'once',
      () => changed('healthy', { health: { status: 'Progressing' } }),
      'is not delivered after 0 s: is Progressing',
    ],
  ])('it is bad when the Application %s', async (_, looks, answer, reason) => {
    const job = await watched(looks, answer);
    expect(verdictOf(job)).toEqual(['failure', 'bad', expect.stringContaining(`staging on staging ${reason}`)]);
    expect(job.summary).toContain(`    staging on staging ${reason}`);
  });

  test.each<[string, Say]>([
    ['does not answer', () => undefined],
    ['answers nonsense', () => ({ body: 'hello' })],
    ['knows no such Application', () => recorded('not-found', '')],
    ['does not know the token', () => recorded('unauthorized', '')],
    ['waits for somebody to confirm a deletion', () => recorded('confirmation', commit)],
    ['has a commit that GitHub does not know', () => recorded('healthy', 'f'.repeat(40))],
  ])('nobody can tell when Argo CD %s', async (_, answer) => {
    expect(verdictOf(await watched('once', answer))).toEqual([
      'failure',
      'unknown',
      expect.stringContaining('staging on staging cannot be judged after 0 s: '),
    ]);
  });

  test('what Argo CD says is one line, and nothing of it is taken for code', async () => {
    const message = HOSTILE.join('\n').repeat(300);
    const operationState = { phase: 'Failed', message, syncResult: { revision: commit } };
    const [, verdict, reason] = verdictOf(await watched('once', () => changed('failed', { operationState })));
    expect([verdict, reason.length < 620, reason]).toEqual([
      'bad',
      true,
      expect.stringMatching(/^staging .*\$\(touch /),
    ]);
  });
});

describeWith(['bash', 'git', 'jq', 'curl'], 'by Flux', () => {
  const kustomization = (name: string, status: object, spec: object = {}) => ({
    metadata: { name, generation: 2 },
    spec,
    status: { observedGeneration: 2, ...status },
  });
  const ready = (revision: string) => ({
    conditions: [{ type: 'Ready', status: 'True' }],
    lastAppliedRevision: `main@sha1:${revision}`,
  });
  const notReady = (revision: string, reason: string) => ({
    conditions: [{ type: 'Ready', status: 'False', reason, message: `no: ${reason}` }],
    lastAttemptedRevision: `main@sha1:${revision}`,
  });
  const artifact = { lastAppliedRevision: 'v1@sha256:0', lastAppliedOriginRevision: 'main@sha1:COMMIT' };

  const QUESTION =
    'get kustomizations.kustomize.toolkit.fluxcd.io --kubeconfig * --request-timeout 60s' +
    ' --namespace flux-system --selector cluster=dev,environment=development --output json';

  async function watched(looks: 'once' | 'often', items: readonly object[]): Promise<JobRun> {
    const revisions: Readonly<Record<string, string>> = { BEFORE: before, COMMIT: commit, AFTER: after };
    const listed = JSON.stringify({ items }).replace(/BEFORE|COMMIT|AFTER/g, (name) => revisions[name]!);
    const isAsked = `[[ "$*" == ${QUESTION.replaceAll(' ', '\\ ')} && $(cat "$4") == 'a kubeconfig' ]]`;
    scene.github.program('kubectl', `${isAsked} || exit 1\ncat <<'END'\n${listed}\nEND`);
    return scene.watch('development', commit, looks);
  }

  test.each([
    [
      'all Kustomizations are Ready at the commit',
      [kustomization('a', ready('COMMIT')), kustomization('b', ready('COMMIT'))],
    ],
    ['they are at a later one', [kustomization('a', ready('AFTER'))]],
    ['they have an artifact of the commit', [kustomization('a', { ...ready('x'), ...artifact })]],
  ])('all is well when %s', async (_, items) => {
    expect(verdictOf(await watched('once', items))).toEqual(WELL);
  });

  test.each<['bad' | 'unknown', string, 'once' | 'often', object[], string]>([
    [
      'bad',
      'one is old',
      'once',
      [kustomization('a', ready('COMMIT')), kustomization('b', ready('BEFORE'))],
      ': b has ',
    ],
    [
      'bad',
      'one fails',
      'often',
      [kustomization('a', ready('COMMIT')), kustomization('b', notReady('COMMIT', 'HealthCheckFailed'))],
      ' is degraded: b: no: HealthCheckFailed',
    ],
    [
      'bad',
      'one that it waits for fails',
      'once',
      [kustomization('a', notReady('COMMIT', 'DependencyNotReady'))],
      ': a has ',
    ],
    ['bad', 'it failed before', 'once', [kustomization('a', notReady('BEFORE', 'BuildFailed'))], ': a has no commit'],
    [
      'bad',
      'one is not looked at',
      'once',
      [kustomization('a', { ...ready('COMMIT'), observedGeneration: 1 })],
      ': a is new',
    ],
    ['unknown', 'one is suspended', 'once', [kustomization('a', ready('COMMIT'), { suspend: true })], 'a is suspended'],
    ['unknown', 'there is none', 'once', [], 'there is no Kustomization'],
  ])('it is %s when %s', async (verdict, _, looks, items, reason) => {
    expect(verdictOf(await watched(looks, items))).toEqual(['failure', verdict, expect.stringContaining(reason)]);
  });

  test('nobody can tell when the API server does not answer', async () => {
    scene.github.program('kubectl', 'exit 1');
    expect(verdictOf(await scene.watch('development', commit))).toEqual([
      'failure',
      'unknown',
      expect.stringContaining('the API server does not answer'),
    ]);
  });
});
