import { Project } from '../../cli/project';
import { conclusionsOf, PullRequestProps, PullRequestRepository } from './harness/pull-request';
import { installRealCommandLine, TSCONFIG } from './harness/stubs-cli';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { Files } from './harness/stubs-git';
import { describeWith } from '../programs';

/** A project with a canary, and a gateway if it is wanted. */
function sources(weight: number, gateway = true): Files {
  const edge = `new mesh.IngressGateway(env, 'edge', { hosts: ['*.example.com'], tls: { mode: 'SIMPLE', certificate: mesh.Certificate.fromSecretName('edge') } });`;
  return {
    'environments/main.ts': `import * as mesh from 'istio-gitops';
const production = mesh.defineEnvironment('production', {
  clusters: [{ name: 'prod' }],
  compose(env) {
    ${gateway ? edge : ''}
    new mesh.CanaryService(env, 'api', {
      port: 80,
      release: { strategy: 'canary', stable: 'v1', canary: { version: 'v2', weight: ${weight} } },
    });
  },
});
export default mesh.defineFleet({ environments: [production] });
`,
  };
}

/** The same with the tree that synth makes of it. */
async function withTree(files: Files): Promise<Files> {
  const project = new Project();
  try {
    for (const [path, text] of Object.entries(files)) project.write(path, text!);
    await project.run('synth');
    return { ...files, ...project.files('deploy') };
  } finally {
    project.remove();
  }
}

describeWith(['bash', 'git', 'jq', 'curl'], 'the validation of a pull request, with the real command line', () => {
  let repository: PullRequestRepository;
  beforeEach(async () => {
    repository = await PullRequestRepository.start({ 'tsconfig.json': TSCONFIG });
    installRealCommandLine(repository.github);
  });
  afterEach(async () => {
    await repository.stop();
  });

  /** Merges a change from one to the other. */
  async function run(
    jobs: readonly string[],
    [before, after]: readonly [Files, Files],
    props: Pick<PullRequestProps, 'context' | 'body'> = {},
  ) {
    repository.remote.commit('Before', before);
    const gone = Object.keys(before).filter((path) => !(path in after));
    const files = { ...after, ...Object.fromEntries(gone.map((path) => [path, null])) };
    return repository.run(jobs, { ...props, files });
  }

  const comments = (): readonly string[] => repository.posts.own.map(({ body }) => body);
  const ALL = ['tree', 'diff', 'comment'];
  const ACCEPTED = { tree: 'success', diff: 'success', comment: 'success' };

  test('says what a new weight means', async () => {
    const trees = [await withTree(sources(10)), await withTree(sources(50))] as const;
    expect(conclusionsOf(await run(ALL, trees))).toEqual(ACCEPTED);
    expect(comments()).toEqual([expect.stringContaining('canary: 10 % → 50 %')]);
  });

  // It starts the command line five times.
  test('says the same where the tree is in another repository', async () => {
    const jobs = await run(ALL, [sources(10), sources(50)], { context: TWO_REPOSITORIES });
    expect(conclusionsOf(jobs)).toEqual(ACCEPTED);
    expect(comments()).toEqual([expect.stringContaining('canary: 10 % → 50 %')]);
  }, 300_000);

  test('refuses a tree that was not synthesized from its sources', async () => {
    const before = await withTree(sources(10));
    const { tree } = await run(['tree'], [before, { ...before, ...sources(50) }]);
    expect(tree!.steps.find(({ conclusion }) => conclusion === 'failure')!.stdout).toBe(
      'replace deploy/overlays/production/applications/api/virtual-service.yaml\n',
    );
  });

  const ALLOWED = 'It is not used.\r\n\r\nAllow-deletion: Gateway/istio-system/edge\r\n';

  test.each([
    ['refuses to lose a gateway', '', 'failure'],
    ['lets a gateway go that is named', ALLOWED, 'success'],
  ])('%s', async (_, body, conclusion) => {
    const trees = [await withTree(sources(10)), await withTree(sources(10, false))] as const;
    expect(conclusionsOf(await run(['diff', 'comment'], trees, { body }))).toEqual({
      diff: conclusion,
      comment: 'success',
    });
    expect(comments()).toEqual([expect.stringContaining('Gateway istio-system/edge')]);
  });
});
