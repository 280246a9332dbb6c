import { promotion } from '../../../src/workflows/promotion';
import { ONE_REPOSITORY } from '../../workflows/stubs-context';
import { describeWith } from '../programs';
import { CHANGES, ReleaseScene } from './harness/release-scene';
import type { WorkflowRun } from './harness/runner';
import { installRealCommandLine, Saying } from './harness/stubs-cli';
import { HOSTILE } from './harness/stubs-hostile';

const SAYING: Saying = {
  ...CHANGES,
  traffic: 'api in production: v2 takes over from v1 for all requests at once\n',
};

describeWith(['bash', 'git', 'jq', 'curl'], 'a promotion', () => {
  let scene: ReleaseScene;
  beforeEach(async () => {
    scene = await ReleaseScene.start();
  });
  afterEach(() => scene.stop());

  function run(inputs: Readonly<Record<string, string>>): Promise<WorkflowRun> {
    return scene.run(promotion(ONE_REPOSITORY)!, inputs);
  }

  test('is a pull request with a checklist, the diff and labels', async () => {
    const cli = scene.says(SAYING);
    const { jobs } = await run({ from: 'staging', to: 'production' });
    expect(jobs.promotion!.conclusion).toBe('success');
    expect(cli.calls[0]).toEqual(['promote', '--', 'staging', 'production']);
    expect(scene.github.pullRequests).toEqual([
      expect.objectContaining({
        head: 'promote/staging-to-production',
        title: 'Promote staging to production',
        labels: ['promotion', 'istio', 'production'],
        body: `    api in production: v2 takes over from v1 for all requests at once

- [ ] Reviewed configuration changes
- [ ] Verified staging deployment was successful
- [ ] Confirmed monitoring dashboards are healthy
- [ ] Approved by service owner

Started by somebody: https://github.example/your-org/istio-config/actions/runs/42

## 1 object changes
`,
      }),
    ]);
    expect(scene.remote.changes('promote/staging-to-production')).toEqual([
      'deploy/overlays/all.yaml',
      'environments/production.releases.yaml',
    ]);
  });

  test.each([
    ['api', ['--service=api']],
    [' api,web  cart\tshop,', ['--service=api', '--service=web', '--service=cart', '--service=shop']],
    ['--app=elsewhere.ts', ['--service=--app=elsewhere.ts']],
  ])('takes the services %j', async (services, options) => {
    const cli = scene.says({ traffic: '', diff: '' });
    await run({ from: 'staging', to: 'production', services });
    expect(cli.calls).toEqual([['promote', ...options, '--', 'staging', 'production']]);
  });

  test('with nothing to promote succeeds, says so, and opens no pull request', async () => {
    scene.says({ traffic: 'api in production: v2 stays the stable version\n', diff: '' });
    const { jobs } = await run({ from: 'staging', to: 'production' });
    expect(jobs.promotion).toMatchObject({
      conclusion: 'success',
      summary: 'Nothing to promote: production has what staging has.\n',
    });
    expect([scene.remote.branches(), scene.github.grants]).toEqual([['main'], []]);
  });

  test('that is refused fails with the reason, and nothing is pushed', async () => {
    const stderr = 'error: api in staging is in the middle of a rollout\nnothing is promoted\n';
    scene.says({ traffic: '', stderr, status: 1, diff: '' });
    const { jobs } = await run({ from: 'staging', to: 'production' });
    expect(jobs.promotion).toMatchObject({
      conclusion: 'failure',
      summary: `Refused, and nothing is changed:\n\n${stderr.replace(/^(?=.)/gm, '    ')}`,
    });
    expect([scene.remote.branches(), scene.github.pullRequests, scene.github.grants]).toEqual([['main'], [], []]);
  });

  test.each(HOSTILE)('takes no input for code: %j', async (text) => {
    const cli = scene.says({ traffic: '', stderr: text, status: 2, diff: '' });
    await run({ from: text, to: text, services: text });
    const options = text.split(/[ ,\t\n]+/).map((service) => `--service=${service}`);
    expect(cli.calls).toEqual([['promote', ...options, '--', text, text]]);
  });

  test('really carries a version from one environment to the next', async () => {
    installRealCommandLine(scene.github);
    const releases = (stable: string): string => `services:\n  api:\n    strategy: canary\n    stable: ${stable}\n`;
    scene.remote.commit('A project', {
      'environments/staging.releases.yaml': releases('v2'),
      'environments/production.releases.yaml': releases('v1'),
      'environments/main.ts': `import { CanaryService, defineEnvironment, defineFleet } from 'istio-gitops';
const environments = ['staging', 'production'].map((name) => defineEnvironment(name, {
  clusters: [{ name }],
  releases: './' + name + '.releases.yaml',
  compose: (env) => { new CanaryService(env, 'api', { port: 80, release: env.release('api') }); },
}));
export default defineFleet({ environments });
`,
      'deploy/overlays/all.yaml': null,
      'deploy/README.md': 'What synth writes comes here.\n',
    });
    const { jobs } = await run({ from: 'staging', to: 'production', services: 'api' });
    expect(jobs.promotion!.steps.map(({ stdout }) => stdout).join('')).toContain('is changed');
    expect(scene.remote.file('promote/staging-to-production', 'environments/production.releases.yaml')).toContain('v2');
    expect(scene.github.pullRequests[0]!.body).toContain('v2 takes over from v1');
  });
});
