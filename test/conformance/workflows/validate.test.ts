import { deployChecks } from '../../../src/workflows/deploy-checks';
import { describeWith } from '../programs';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { conclusionsOf, PullRequestProps, PullRequestRepository, ValidateSaying } from './harness/pull-request';
import type { JobRun } from './harness/runner-job';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';

const SARIF = '{"version": "2.1.0"}\n';
const FINDING: ValidateSaying = {
  stdout: 'VirtualService default/shop (environments/production.ts:18)\n  error IST0101 there is no gateway other\n',
  stderr: '1 error in 120 objects of 3 sets\n',
  github: '::error file=environments/production.ts,line=18,title=IST0101::there is no gateway other\n',
  sarif: SARIF,
  status: 1,
};
const CLEAN: ValidateSaying = {
  stdout: '',
  stderr: 'nothing found in 120 objects of 3 sets\n',
  github: '',
  sarif: SARIF,
};
const LOCK = { '.github/istio-gitops/package-lock.json': '{}\n' };
const JOBS = ['tree', 'code-scanning'];

describeWith(['bash', 'git', 'jq', 'curl'], 'the validation', () => {
  let repository: PullRequestRepository;
  beforeEach(async () => {
    repository = await PullRequestRepository.start({
      'deploy/overlays/all.yaml': 'weight: 10\n',
      'environments/all.yaml': 'weight: 10\n',
      ...LOCK,
    });
  });
  afterEach(async () => {
    await repository.stop();
    expectNobodyWasFooled();
  });

  async function run(saying: ValidateSaying, props: PullRequestProps = {}): Promise<Readonly<Record<string, JobRun>>> {
    repository.validates(saying);
    return repository.run(JOBS, props);
  }

  const stepOf = ({ steps }: JobRun, name: string) => steps.find((step) => step.name === name)!;

  test.each<[string, ValidateSaying, Record<string, string>, number]>([
    ['0: nothing found', CLEAN, { tree: 'success', 'code-scanning': 'success' }, 1],
    ['1: findings', FINDING, { tree: 'failure', 'code-scanning': 'success' }, 1],
    [
      '1: sources that cannot be composed',
      { stdout: '', stderr: 'environments/main.ts:3:1: no\n', status: 1 },
      { tree: 'failure', 'code-scanning': 'skipped' },
      0,
    ],
    ['2: wrong usage', { ...FINDING, status: 2 }, { tree: 'failure', 'code-scanning': 'skipped' }, 0],
    ['3: the world', { ...FINDING, status: 3 }, { tree: 'failure', 'code-scanning': 'skipped' }, 0],
    ['70: a bug', { ...FINDING, status: 70 }, { tree: 'failure', 'code-scanning': 'skipped' }, 0],
  ])(
    'ends as validate ends, and code scanning has what it is sure of: %s',
    async (_, saying, conclusions, analyses) => {
      expect(conclusionsOf(await run(saying))).toEqual(conclusions);
      expect(repository.analyses).toEqual(Array.from({ length: analyses }, () => ['istio-gitops', SARIF]));
    },
  );

  test('says what it finds in the log, beside the lines, and in the summary', async () => {
    const { tree } = await run(FINDING);
    const { stdout } = stepOf(tree!, 'Validate');
    expect(stdout).toMatch(/^::stop-commands::/);
    expect(stdout).toContain(FINDING.stdout + FINDING.stderr);
    expect(stdout.endsWith(FINDING.github!)).toBe(true);
    expect(tree!.summary).toBe(`### Validation

    VirtualService default/shop (environments/production.ts:18)
      error IST0101 there is no gateway other
    1 error in 120 objects of 3 sets

`);
  });

  test('reads the environments, so that findings are at the lines of the sources', async () => {
    await run(CLEAN);
    const [check, validate] = repository.remembered('arguments').split('\n');
    expect([check, validate!.replaceAll(/=\S+\/temp/g, '=TEMP')]).toEqual([
      'synth --check --out deploy',
      'validate --report sarif=TEMP/validation.sarif --report github=TEMP/annotations.txt',
    ]);
  });

  test('goes on where the tree is not what synth writes, which fails it as well', async () => {
    repository.validates(CLEAN);
    repository.github.program('npx', `[[ $* != *' synth --check --out deploy' ]]`);
    const { tree } = await repository.run(['tree']);
    expect(tree!.steps.map(({ name, conclusion }) => [name, conclusion]).slice(-4)).toEqual([
      ['Compare with what synth writes', 'failure'],
      ['Validate', 'success'],
      ['Keep the findings', 'skipped'],
      ['Test the traffic', 'success'],
    ]);
  });

  test('in two repositories asks for workflows of this one that are as synth writes them', async () => {
    repository.github.program(
      'npx',
      `if [[ $3 == synth ]]; then mkdir -p .github && echo new >.github/workflow.yaml; fi`,
    );
    const { tree } = await repository.run(['tree'], { context: TWO_REPOSITORIES });
    expect(stepOf(tree!, 'Compare with what synth writes')).toMatchObject({
      conclusion: 'failure',
      stdout: expect.stringContaining('?? .github/workflow.yaml') as string,
    });
  });

  test.each<[string, Partial<PullRequestProps>, string]>([
    ['a push, which pull requests are compared with', { event: 'push' }, 'success'],
    ['a pull request of a fork, for which GitHub gives no token', { fork: true }, 'skipped'],
    ['a private repository', { isPrivate: true }, 'skipped'],
    [
      'a private repository that says that it has code scanning',
      { isPrivate: true, vars: { ISTIO_GITOPS_CODE_SCANNING: 'true' } },
      'success',
    ],
  ])('in code scanning: %s', async (_, props, conclusion) => {
    const { tree, 'code-scanning': scanning } = await run(FINDING, props);
    expect([tree!.conclusion, tree!.summary, scanning!.conclusion]).toEqual([
      'failure',
      expect.stringContaining('IST0101'),
      conclusion,
    ]);
    expect(repository.analyses).toHaveLength(conclusion === 'success' ? 1 : 0);
  });

  test('does not mind code scanning that cannot be had', async () => {
    repository.hasCodeScanning = false;
    expect(conclusionsOf(await run(CLEAN))).toEqual({ tree: 'success', 'code-scanning': 'success' });
  });

  test('takes no finding and no name of a file for code', async () => {
    const text = HOSTILE.join('\n');
    const { tree } = await run({ ...FINDING, stdout: text, stderr: text });
    expect(tree!.steps.map(({ name, outputs }) => [name, outputs]).slice(-3)).toEqual([
      ['Validate', { reported: 'true' }],
      ['Keep the findings', {}],
      ['Test the traffic', {}],
    ]);
    // All of it is in one block of code: each line that a reader of Markdown would see is indented.
    const lines = tree!.summary.split(/\r\n|\r|\n/).slice(2, -2);
    expect(lines.filter((line) => !line.startsWith('    '))).toEqual([]);
    expect(lines.join('\n')).toContain('onerror=alert(1)');
  });

  test('cuts a summary that GitHub would refuse', async () => {
    const { tree } = await run({ ...FINDING, stdout: 'VirtualService default/shop\n'.repeat(200_000) });
    expect(Buffer.byteLength(tree!.summary)).toBeLessThan(100_000);
    expect(stepOf(tree!, 'Validate').stdout.length).toBeGreaterThan(5_000_000);
  });

  describe('of a deploy repository', () => {
    const DEPLOY = { context: TWO_REPOSITORIES, workflow: deployChecks } as const;

    test('reads the tree, by the istio-gitops that its lockfile names', async () => {
      repository.github.program('node', 'exit 64');
      expect(conclusionsOf(await run(FINDING, DEPLOY))).toEqual({ tree: 'failure', 'code-scanning': 'success' });
      expect(repository.remembered('arguments')).toMatch(/^validate \. --report sarif=/);
    });

    test('says how to get a lockfile where there is none', async () => {
      const files = { '.github/istio-gitops/package-lock.json': null };
      const { tree, 'code-scanning': scanning } = await run(CLEAN, { ...DEPLOY, files });
      expect(stepOf(tree!, 'Install packages').stdout).toContain(
        'run npm install --prefix . --package-lock-only --save-exact istio-gitops in that folder',
      );
      expect([tree!.conclusion, scanning!.conclusion]).toEqual(['failure', 'skipped']);
    });
  });
});
