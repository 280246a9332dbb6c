import { rolloutStep } from '../../../src/workflows/rollout-step';
import { ONE_REPOSITORY, TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { describeWith } from '../programs';
import { CHANGES, ReleaseScene } from './harness/release-scene';
import type { WorkflowRun } from './harness/runner';
import { shown } from './harness/runner-commands';
import { installRealCommandLine, Saying } from './harness/stubs-cli';
import { HOSTILE } from './harness/stubs-hostile';

const START = { environment: 'production', service: 'api', step: 'start', version: 'v2', weight: '5' };
const SAYING: Saying = {
  ...CHANGES,
  traffic: 'api in production: v1 gets 95 % and v2 5 %\n',
  stderr: 'environments/production.releases.yaml is changed: run synth, and commit both\n',
};

describeWith(['bash', 'git', 'jq', 'curl'], 'a rollout step', () => {
  let scene: ReleaseScene;
  beforeEach(async () => {
    scene = await ReleaseScene.start();
  });
  afterEach(() => scene.stop());

  function run(inputs: Readonly<Record<string, string>>, context = ONE_REPOSITORY): Promise<WorkflowRun> {
    return scene.run(rolloutStep(context)!, inputs);
  }

  /** What the one job came to, and why. */
  function outcome({ jobs }: WorkflowRun): readonly [conclusion: string, said: string] {
    const { conclusion, steps } = jobs['rollout-step']!;
    return [conclusion, steps.map(({ stdout }) => shown(stdout)).join('')];
  }

  test('is a pull request with the release state and the tree, and says what that means', async () => {
    const cli = scene.says(SAYING);
    const finished = await run(START);
    expect(outcome(finished)).toEqual(['success', expect.stringContaining('is changed')]);
    expect([finished.name, finished.concurrencyGroup]).toEqual([
      'Rollout: start api in production',
      'istio-rollout-step-production-api',
    ]);
    expect(cli.calls).toEqual([
      ['rollout', 'start', '--env=production', '--version=v2', '--weight=5', '--', 'api'],
      ['synth', '--out', './deploy'],
      ['diff', 'git:HEAD:deploy', './deploy', '--format', 'markdown'],
    ]);
    expect(scene.github.pullRequests).toEqual([
      expect.objectContaining({
        head: 'rollout/production/api',
        base: 'main',
        title: 'Rollout: start api in production',
        body: `    api in production: v1 gets 95 % and v2 5 %

Started by somebody: https://github.example/your-org/istio-config/actions/runs/42

## 1 object changes
`,
      }),
    ]);
    expect(scene.remote.changes('rollout/production/api')).toEqual([
      'deploy/overlays/all.yaml',
      'environments/production.releases.yaml',
    ]);
    expect(scene.remote.message('rollout/production/api')).toBe(
      'Rollout: start api in production\n\napi in production: v1 gets 95 % and v2 5 %',
    );
    expect(scene.github.grants).toEqual([{ 'permission-contents': 'write', 'permission-pull-requests': 'write' }]);
  });

  test('is asked for once more: the same pull request has the newer one', async () => {
    scene.says(SAYING);
    await run(START);
    scene.says({ ...SAYING, releases: 'api: v3\n', traffic: 'v3 instead\n' });
    await run({ ...START, version: 'v3' });
    expect(scene.github.pullRequests.map(({ body }) => body)).toEqual([expect.stringContaining('v3 instead')]);
    expect(scene.remote.file('rollout/production/api', 'environments/production.releases.yaml')).toBe('api: v3');
  });

  test.each([
    [{ step: 'start', version: 'v3', steps: '5,20' }, ['--env=production', '--version=v3', '--steps=5,20']],
    [{ step: 'advance', weight: '50' }, ['--env=production', '--to=50']],
    [{ step: 'advance' }, ['--env=production']],
    [{ step: 'preview', version: 'v3' }, ['--env=production', '--version=v3']],
  ])('passes on what belongs to it: %j', async (inputs, options) => {
    const cli = scene.says(SAYING);
    await run({ environment: 'production', service: 'api', ...inputs });
    expect(cli.calls[0]).toEqual(['rollout', inputs.step, ...options, '--', 'api']);
  });

  test('that is refused fails with the reason, and nothing is pushed', async () => {
    const stderr = 'error: api in production has no canary: run `istio-gitops rollout start`\n';
    scene.says({ traffic: '', stderr, status: 1, diff: '' });
    const finished = await run({ ...START, step: 'advance' });
    expect(outcome(finished)).toEqual(['failure', stderr]);
    expect(finished.jobs['rollout-step']!.summary).toBe(`Refused, and nothing is changed:\n\n    ${stderr}`);
    expect([scene.remote.branches(), scene.github.pullRequests, scene.github.grants]).toEqual([['main'], [], []]);
  });

  test('that changes nothing fails', async () => {
    scene.says({ traffic: 'usage\n', diff: '' });
    expect(outcome(await run({ ...START, step: '--help' }))).toEqual(['failure', 'usage\n--help changes nothing\n']);
    expect(scene.remote.branches()).toEqual(['main']);
  });

  test('with two repositories changes the release state, and compares what is synthesized from both', async () => {
    scene.remote.commit('Another repository has the tree', { 'deploy/overlays/all.yaml': null });
    const cli = scene.says(SAYING);
    expect((await run(START, TWO_REPOSITORIES)).jobs['rollout-step']!.conclusion).toBe('success');
    const [before, , after, diff] = cli.calls;
    expect([before!.slice(0, 2), after!.slice(0, 2)]).toEqual([
      ['synth', '--out'],
      ['synth', '--out'],
    ]);
    expect(diff).toEqual(['diff', before![2], after![2], '--format', 'markdown']);
    expect(scene.remote.changes('rollout/production/api')).toEqual(['environments/production.releases.yaml']);
  });

  describe('takes no input for code:', () => {
    test.each(HOSTILE)('%j', async (text) => {
      const cli = scene.says({ traffic: '', stderr: text, status: 2, diff: '' });
      const finished = await run({
        environment: text,
        service: text,
        step: text,
        version: text,
        weight: text,
        steps: text,
      });
      expect(cli.calls).toEqual([
        ['rollout', text, `--env=${text}`, `--version=${text}`, `--to=${text}`, `--steps=${text}`, '--', text],
      ]);
      expect(outcome(finished)).toEqual(['failure', text]);
      expect(finished.jobs['rollout-step']!.summary).toContain(text.replaceAll('\r', ' ').replace(/^/gm, '    '));
    });
  });

  test('takes no text for code', async () => {
    const text = HOSTILE.join('\n');
    scene.says({ ...SAYING, traffic: `${text}\n`, diff: `${text}\n` });
    expect(outcome(await run({ ...START, version: text }))[0]).toBe('success');
    expect(scene.remote.changes('rollout/production/api')).toHaveLength(2);
    const { body } = scene.github.pullRequests[0]!;
    expect(body.startsWith(`${text.replaceAll('\r', ' ').replace(/^/gm, '    ')}\n\nStarted by`)).toBe(true);
    expect(body.endsWith(`\n\n${text}\n`)).toBe(true);
  });

  test('says as much of a large change as a pull request holds', async () => {
    scene.says({ ...SAYING, diff: '- `→`\n'.repeat(33_000) });
    expect((await run(START)).jobs['rollout-step']!.conclusion).toBe('success');
    const { body } = scene.github.pullRequests[0]!;
    expect([body.length, body.slice(0, 20)]).toEqual([65_000, '    api in productio']);
  });

  test('really starts a canary', async () => {
    installRealCommandLine(scene.github);
    const releases = 'services:\n  api:\n    strategy: canary\n    stable: v1 # since May\n';
    scene.remote.commit('A project', {
      'environments/production.releases.yaml': releases,
      'environments/main.ts': `import { CanaryService, defineEnvironment, defineFleet } from 'istio-gitops';
const production = defineEnvironment('production', {
  clusters: [{ name: 'prod' }],
  releases: './production.releases.yaml',
  compose: (env) => { new CanaryService(env, 'api', { port: 80, release: env.release('api') }); },
});
export default defineFleet({ environments: [production] });
`,
      'deploy/overlays/all.yaml': null,
      'deploy/README.md': 'What synth writes comes here.\n',
    });
    expect(outcome(await run(START))).toEqual(['success', expect.stringContaining('is changed')]);
    expect(scene.remote.file('rollout/production/api', 'environments/production.releases.yaml')).toBe(
      `${releases}    canary:\n      version: v2\n      weight: 5`,
    );
    expect(scene.remote.changes('rollout/production/api')).toContain(
      'deploy/overlays/production/applications/api/virtual-service.yaml',
    );
    expect(scene.github.pullRequests[0]!.body).toContain('v1 gets 95 % and v2 5 %');
  });
});
