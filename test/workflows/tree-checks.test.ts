import { deployChecks } from '../../src/workflows/deploy-checks';
import { describeWith } from '../conformance/programs';
import { conclusionsOf, PullRequestRepository } from './pull-request';
import { TWO_REPOSITORIES } from './stubs-context';
import { Files } from './stubs-git';

describeWith(['bash', 'git'], 'the validation of a pull request', () => {
  let repository: PullRequestRepository;
  beforeEach(async () => {
    repository = await PullRequestRepository.start({
      'deploy/overlays/all.yaml': 'weight: 10\n',
      'environments/all.yaml': 'weight: 10\n',
    });
    repository.says('## 1 object changed\n');
  });
  afterEach(async () => {
    await repository.stop();
  });

  describe('checks the tree:', () => {
    const TREE: Files = {
      'deploy/.yamllint.yaml': 'rules: {}\n',
      'deploy/policies/rego/all.rego': 'package all\n',
      'deploy/argocd/kustomization.yaml': 'resources: []\n',
      'deploy/overlays/production/kustomization.yaml': 'resources: [gateways]\n',
      'deploy/overlays/production/gateways/kustomization.yaml': 'resources: []\n',
      'deploy/overlays/staging/kustomization.yaml': 'resources: []\n',
    };

    /** Each program remembers what it was called with, and fails on what is said. */
    function programs(failing: Readonly<Record<string, string>> = {}): void {
      for (const name of ['yamllint', 'kustomize', 'istioctl', 'conftest']) {
        repository.github.program(
          name,
          `echo "${name} $*" >>'${repository.folder}/checks'; [[ $* != *'${failing[name] ?? 'no such argument'}'* ]]`,
        );
      }
    }

    const checks = (): string[] =>
      repository
        .remembered('checks')
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll(/\S*\/builds\//g, ''));

    test('all kustomizations are built, and the environments checked', async () => {
      programs();
      expect(conclusionsOf(await repository.run(['tree'], { files: TREE }))).toEqual({ tree: 'success' });
      expect(checks()).toEqual([
        'kustomize build ./argocd',
        'kustomize build ./overlays/production/gateways',
        'kustomize build ./overlays/production',
        'kustomize build ./overlays/staging',
        'yamllint --strict --config-file .yamllint.yaml .',
        'istioctl validate --filename overlays/production.yaml',
        'istioctl validate --filename overlays/staging.yaml',
        'istioctl analyze --use-kube=false --all-namespaces --color=false overlays/production.yaml',
        'istioctl analyze --use-kube=false --all-namespaces --color=false overlays/staging.yaml',
        'conftest test --no-color --combine --all-namespaces --policy policies/rego overlays/production.yaml',
        'conftest test --no-color --combine --all-namespaces --policy policies/rego overlays/staging.yaml',
      ]);
    });

    test.each([
      ['yamllint', '.', 'Lint the YAML'],
      ['istioctl', 'validate', 'Check the schemas of Istio'],
      ['istioctl', 'analyze', 'Analyze with istioctl'],
      ['conftest', 'production', 'Check the policies'],
    ])('what %s refuses fails it, and the other checks go on', async (program, argument, step) => {
      programs({ [program]: argument });
      const { tree } = await repository.run(['tree'], { files: TREE });
      expect(tree!.steps.filter(({ conclusion }) => conclusion !== 'success').map(({ name }) => name)).toEqual([step]);
    });

    test('what cannot be built is not checked', async () => {
      programs({ kustomize: 'staging' });
      const { tree } = await repository.run(['tree'], { files: TREE });
      const unhappy = tree!.steps.filter(({ conclusion }) => conclusion !== 'success');
      expect(unhappy.map(({ conclusion }) => conclusion)).toEqual([
        'failure',
        'skipped',
        'skipped',
        'skipped',
        'skipped',
      ]);
      expect(unhappy[0]!.stdout).toBe('::error::1 kustomizations cannot be built\n');
    });

    test('a tree that synth would write otherwise fails it', async () => {
      programs();
      repository.github.program('npx', `[[ $* != *' synth --check --out deploy' ]]`);
      const { tree } = await repository.run(['tree'], { files: TREE });
      expect(tree!.steps.find(({ conclusion }) => conclusion === 'failure')!.name).toBe(
        'Compare with what synth writes',
      );
    });

    test('a tree without policies or settings of yamllint says so', async () => {
      programs();
      const { tree } = await repository.run(['tree']);
      expect(tree!.conclusion).toBe('success');
      expect(tree!.steps.map(({ stdout }) => stdout).join('')).toBe(
        '::notice title=YAML is not linted::the deploy tree has no .yamllint.yaml\n::notice title=No policies::the deploy tree has no policies/rego\n',
      );
    });

    test('in two repositories the workflows of this one have to be as synth writes them', async () => {
      programs();
      repository.github.program('npx', `mkdir -p "$5" .github && echo new >.github/workflow.yaml`);
      const { tree } = await repository.run(['tree'], { context: TWO_REPOSITORIES });
      expect(tree!.steps.find(({ conclusion }) => conclusion === 'failure')!.stdout).toContain('?? .github/');
    });

    test('a deploy repository is checked without any code', async () => {
      programs();
      repository.github.program('npm', 'exit 1');
      const files = Object.fromEntries(
        Object.entries(TREE).map(([path, text]) => [path.replace(/^deploy\//, ''), text]),
      );
      expect(
        conclusionsOf(await repository.run(['tree'], { files, context: TWO_REPOSITORIES, workflow: deployChecks })),
      ).toEqual({ tree: 'success' });
      expect(checks()).toContain('kustomize build ./overlays/staging');
    });
  });

  describe('asks the clusters:', () => {
    const SECRETS = { KUBECONFIG_STAGING: 'of staging', KUBECONFIG_PROD_US_EAST: '', KUBECONFIG_PROD_EU_WEST: '' };
    const FILES = { 'deploy/overlays/staging/kustomization.yaml': 'resources: []\n' };

    async function dryRun(kubectl: string): Promise<Record<string, { conclusion: string; said: string }>> {
      repository.github.program('kustomize', 'echo built');
      repository.github.program(
        'kubectl',
        `cat "$3" >'${repository.folder}/kubeconfig'; echo "$*" >'${repository.folder}/arguments'\n${kubectl}`,
      );
      const jobs = await repository.run(['dry-run'], { files: FILES, secrets: SECRETS });
      return Object.fromEntries(
        jobs['dry-run']!.steps.map(({ name, conclusion, stdout, stderr }) => [
          name,
          { conclusion, said: stdout + stderr },
        ]),
      );
    }

    test('those that there is a kubeconfig of, about their environment', async () => {
      const steps = await dryRun('echo namespace/shop');
      expect(steps['Ask staging about staging']).toEqual({
        conclusion: 'success',
        said: 'staging takes all of staging: 1 objects\n',
      });
      expect(repository.remembered('kubeconfig')).toBe('of staging\n');
      expect(repository.remembered('arguments')).toMatch(/--dry-run=server .*\/builds\/overlays\/staging\.yaml$/m);
      expect(steps['Ask prod-us-east about production']).toEqual({
        conclusion: 'success',
        said: '::notice title=No dry run on prod-us-east::there is no secret KUBECONFIG_PROD_US_EAST here, and there never is one for forks\n',
      });
    });

    test('what a cluster refuses fails it', async () => {
      const refusal = 'The VirtualService "shop" is invalid: spec.http: Required value';
      const steps = await dryRun(`echo namespace/shop; echo '${refusal}' >&2; exit 1`);
      expect(steps['Ask staging about staging']).toEqual({ conclusion: 'failure', said: `${refusal}\n` });
    });

    const missing = (namespace: string): string => `Error from server (NotFound): namespaces "${namespace}" not found`;

    test('what is in a namespace that does not exist yet cannot be asked', async () => {
      const steps = await dryRun(`echo namespace/shop; echo '${missing('shop')}' >&2; exit 1`);
      expect(steps['Ask staging about staging']).toEqual({
        conclusion: 'success',
        said: '::notice title=Dry run on staging::objects in namespaces that do not exist yet were not checked\n',
      });
    });

    test('a namespace that nobody makes is refused', async () => {
      const steps = await dryRun(`echo namespace/shop; echo '${missing('cart')}' >&2; exit 1`);
      expect(steps['Ask staging about staging']).toEqual({ conclusion: 'failure', said: `${missing('cart')}\n` });
    });
  });
});
