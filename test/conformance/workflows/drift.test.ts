import type { EnvironmentFacts } from '../../../src/platform/workflows';
import { drift } from '../../../src/workflows/drift';
import { describeWith } from '../programs';
import { GitHubPosts } from './harness/github-posts';
import { fileOf, Programs } from './harness/jobs';
import { JobRun } from './harness/runner-job';
import { Runner } from './harness/runner';
import { ONE_REPOSITORY } from '../../workflows/stubs-context';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';
import { HttpStub } from './harness/stubs-http';

const MARKER = '<!-- istio-gitops drift -->';
const SHA = '0123456789abcdef0123456789abcdef01234567';
const SYNCED = { status: { sync: { status: 'Synced' }, operationState: { phase: 'Succeeded' } } };
const READY = kustomization({ lastAppliedRevision: `main@sha1:${SHA}` });

function kustomization(status: object, ready: object = { status: 'True' }, spec: object = {}): object {
  return { metadata: { name: 'istio-config' }, spec, status: { conditions: [{ type: 'Ready', ...ready }], ...status } };
}

const outOfSync = (...names: readonly string[]): object => ({
  status: {
    sync: { status: 'OutOfSync' },
    resources: [
      { kind: 'Gateway', namespace: 'istio-system', name: 'fine', status: 'Synced' },
      ...names.map((name) => ({ kind: 'VirtualService', namespace: 'default', name, status: 'OutOfSync' })),
    ],
  },
});

describeWith(['bash', 'jq', 'curl'], 'drift', () => {
  let posts: GitHubPosts;
  let argoCd: HttpStub;
  let applications: Record<string, object>;
  let kustomizations: readonly object[] | undefined;

  beforeEach(async () => {
    posts = await GitHubPosts.start();
    applications = {};
    kustomizations = [READY];
    argoCd = await HttpStub.start(({ path, query, headers }) => {
      const known = query.get('refresh') === 'normal' && query.get('appNamespace') === 'argocd';
      if (!known || headers.authorization !== 'Bearer argo-cd') return { status: 403, body: {} };
      return { body: applications[path.replace('/api/v1/applications/', '')] ?? SYNCED };
    });
  });
  afterEach(async () => {
    await Promise.all([posts.api.stop(), argoCd.stop()]);
  });

  async function run(environments: readonly EnvironmentFacts[] = ONE_REPOSITORY.environments): Promise<JobRun> {
    const kubectl = new Programs();
    kubectl.add(
      'kubectl',
      kustomizations === undefined ? 'exit 1' : `echo '${JSON.stringify({ items: kustomizations })}'`,
    );
    try {
      const runner = new Runner({
        actions: {},
        path: [kubectl.folder],
        vars: { ARGOCD_URL: argoCd.url },
        secrets: { ARGOCD_TOKEN: 'argo-cd', KUBECONFIG_DEV: 'of dev' },
      });
      const github = {
        repository: 'your-org/istio-config',
        sha: SHA,
        token: 'own-token-of-the-job',
        run_id: '42',
        server_url: 'https://github.example',
        api_url: posts.api.url,
      };
      const file = fileOf(drift({ ...ONE_REPOSITORY, environments }, '0 6 * * *')!, 'drift');
      return (await runner.run(file, { event: 'schedule', github })).jobs['drift']!;
    } finally {
      kubectl.remove();
    }
  }

  const states = (): unknown => posts.own.map(({ state, body }) => [state, body.split('\n').slice(3)]);

  test('is asked of every Application and Kustomization, and none is no issue', async () => {
    const job = await run();
    expect([job.conclusion, job.summary, posts.own]).toEqual(['success', '', []]);
    expect(argoCd.requests.map(({ path }) => path)).toEqual([
      '/api/v1/applications/istio-config-staging',
      '/api/v1/applications/istio-config-production-prod-us-east',
      '/api/v1/applications/istio-config-production-prod-eu-west',
    ]);
  });

  test('is one issue, updated while it lasts and closed when it is over', async () => {
    applications['istio-config-staging'] = outOfSync('shop');
    await run();
    const report = [
      '- **staging** on staging: the Application `istio-config-staging` is `OutOfSync`',
      '  - `VirtualService/default/shop`',
      '',
    ];
    expect(posts.own[0]).toMatchObject({ title: 'What is live differs from Git' });
    expect(states()).toEqual([['open', report]]);

    applications['istio-config-staging'] = outOfSync('shop', 'cart');
    await run();
    expect(states()).toEqual([['open', [...report.slice(0, 2), '  - `VirtualService/default/cart`', '']]]);

    applications = {};
    await run();
    expect(states()).toEqual([['closed', expect.anything()]]);

    applications['istio-config-staging'] = outOfSync('shop');
    await run();
    expect(posts.own.map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test('leaves the issues of others alone', async () => {
    posts.add(`${MARKER}\nI am the workflow`);
    posts.add(null as unknown as string);
    await run();
    applications['istio-config-staging'] = outOfSync('shop');
    await run();
    expect(posts.posts.map(({ state, author }) => [author, state])).toEqual([
      ['somebody', 'open'],
      ['somebody', 'open'],
      ['github-actions[bot]', 'open'],
    ]);
  });

  const STAGING = '- **staging** on staging: the Application `istio-config-staging`';
  const DEV = '- **development** on dev';

  test.each([
    ['a sync that goes on', { status: { sync: { status: 'OutOfSync' }, operationState: { phase: 'Running' } } }, ''],
    [
      'what cannot be compared',
      {
        status: { sync: { status: 'Unknown' }, conditions: [{ type: 'ComparisonError', message: 'no `such`\npath' }] },
      },
      `${STAGING} cannot be compared: \`no such path\`\n`,
    ],
    ['nothing known', {}, `${STAGING} is \`Unknown\`\n`],
  ])('of an Application: %s', async (_, application, report) => {
    applications['istio-config-staging'] = application;
    expect((await run()).summary).toBe(report);
  });

  test('names the first objects of many', async () => {
    applications['istio-config-staging'] = outOfSync(...Array.from({ length: 5000 }, (_, i) => `shop-${i}`));
    const lines = (await run()).summary.trimEnd().split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([22, '  - and 4980 more']);
  });

  test.each([
    ['at this commit', [READY], ''],
    ['none', [], `${DEV}: there is no Kustomization\n`],
    [
      'suspended',
      [kustomization({}, {}, { suspend: true })],
      `${DEV}: the Kustomization \`istio-config\` is suspended\n`,
    ],
    [
      'not ready',
      [kustomization({}, { status: 'False', message: 'VirtualService/default/shop dry-run failed' })],
      `${DEV}: the Kustomization \`istio-config\` is not ready: \`VirtualService/default/shop dry-run failed\`\n`,
    ],
    [
      'at an old commit',
      [READY, kustomization({ lastAppliedRevision: 'main@sha1:fedcba' })],
      `${DEV}: the Kustomization \`istio-config\` is still at \`main@sha1:fedcba\`\n`,
    ],
    ['from an artifact', [kustomization({ lastAppliedRevision: 'v1@sha256:fedcba' })], ''],
    ['reconciling', [kustomization({}, { status: 'Unknown', reason: 'Progressing' })], ''],
  ])('of Kustomizations: %s', async (_, items, report) => {
    kustomizations = items;
    expect((await run()).summary).toBe(report);
  });

  test('cannot be known where a controller does not answer, and is looked for elsewhere', async () => {
    kustomizations = undefined;
    applications['istio-config-production-prod-us-east'] = outOfSync('shop');
    argoCd.answers = ((others) => (request) =>
      request.path.endsWith('-staging') ? { status: 404, body: {} } : others(request))(argoCd.answers);
    expect((await run()).summary).toBe(
      `${STAGING} could not be read from \`vars.ARGOCD_URL\` by \`secrets.ARGOCD_TOKEN\`
- **production** on prod-us-east: the Application \`istio-config-production-prod-us-east\` is \`OutOfSync\`
  - \`VirtualService/default/shop\`
${DEV} could not be read by \`secrets.KUBECONFIG_DEV\`
`,
    );
  });

  test('takes no text for code', async () => {
    const message = HOSTILE.join('\n');
    applications['istio-config-staging'] = { status: { conditions: [{ type: 'ComparisonError', message }] } };
    const { conclusion, summary } = await run();
    expect([conclusion, summary.split('\n').length]).toEqual(['success', 2]);
    expect(posts.own[0]!.body).toContain('touch');
    expectNobodyWasFooled();
  });
});
