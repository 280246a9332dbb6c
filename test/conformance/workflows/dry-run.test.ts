import { deployChecks } from '../../../src/workflows/deploy-checks';
import { describeWith } from '../programs';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { PullRequestProps, PullRequestRepository, ValidateSaying } from './harness/pull-request';
import type { StepRun } from './harness/runner-job';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';
import type { Files } from './harness/stubs-git';

const SECRETS = { KUBECONFIG_STAGING: 'of staging', KUBECONFIG_PROD_US_EAST: '', KUBECONFIG_PROD_EU_WEST: '' };
const TAKEN: ValidateSaying = { stdout: '', stderr: 'nothing found in 1 object of 1 set\n', github: '' };
const DEPLOY: PullRequestProps = { context: TWO_REPOSITORIES, workflow: deployChecks };

/** What a repository has where its tree is in a folder, or at the root. */
const LAYOUTS: readonly [string, string, string, PullRequestProps][] = [
  ['the sources', 'deploy/', '', {}],
  ['a deploy tree alone', '', '.github/istio-gitops/', DEPLOY],
];

describeWith(['bash', 'git', 'jq', 'curl'], 'the dry run in a repository of', () => {
  describe.each(LAYOUTS)('%s', (_, tree, packages, props) => {
    let repository: PullRequestRepository;
    const FIRST: Files = {
      [`${tree}overlays/staging/objects.yaml`]: 'of the branch\n',
      [`${tree}overlays/staging/gone.yaml`]: 'of the branch\n',
      [`${packages}package-lock.json`]: 'packages of the branch\n',
    };
    const CHANGE: Files = {
      [`${tree}overlays/staging/objects.yaml`]: 'of the pull request\n',
      [`${tree}overlays/staging/gone.yaml`]: null,
      [`${packages}package-lock.json`]: 'packages of the pull request\n',
    };

    beforeEach(async () => {
      repository = await PullRequestRepository.start(FIRST);
      repository.github.program(
        'npm',
        `cat package-lock.json >>'${repository.folder}/packages'
        mkdir -p node_modules/.bin
        printf '#!/bin/bash\\nexec npx --no-install istio-gitops "$@"\\n' >node_modules/.bin/istio-gitops
        chmod +x node_modules/.bin/istio-gitops`,
      );
    });
    afterEach(async () => {
      await repository.stop();
      expectNobodyWasFooled();
    });

    async function dryRun(saying: ValidateSaying, more: PullRequestProps = {}): Promise<Record<string, StepRun>> {
      repository.validates(saying);
      const jobs = await repository.run(['dry-run'], { files: CHANGE, secrets: SECRETS, ...props, ...more });
      return Object.fromEntries(jobs['dry-run']!.steps.map((step) => [step.name, step]));
    }

    test('asks about the YAML of the pull request by the packages that are there already', async () => {
      const steps = await dryRun(TAKEN);
      expect(steps['Ask staging about staging']).toMatchObject({ conclusion: 'success' });
      expect([repository.remembered('packages'), repository.remembered('read')]).toEqual([
        'packages of the branch\n',
        'of the pull request\n',
      ]);
      expect(repository.remembered('kubeconfig')).toBe('of staging\n');
      expect(repository.remembered('arguments')).toMatch(
        new RegExp(`^validate ${tree}overlays/staging --stage dry-run --kubeconfig \\S+ --report github=\\S+\n$`),
      );
    });

    test('leaves clusters out that it has no kubeconfig of, and says so', async () => {
      const steps = await dryRun(TAKEN);
      expect(steps['Ask prod-us-east about production']).toMatchObject({
        conclusion: 'success',
        stdout:
          '::notice title=No dry run on prod-us-east::there is no secret KUBECONFIG_PROD_US_EAST here, and there never is one for forks\n',
      });
    });

    test.each([1, 2, 3])('fails as validate does, by %d, and goes on with other clusters', async (status) => {
      const steps = await dryRun(
        { stdout: HOSTILE.join('\n'), stderr: 'refused\n', github: '::error ::refused\n', status },
        { secrets: { ...SECRETS, KUBECONFIG_DEV: 'of dev' } },
      );
      expect(['Ask dev about development', 'Ask staging about staging'].map((name) => steps[name]!.conclusion)).toEqual(
        ['failure', 'failure'],
      );
      expect(steps['Ask staging about staging']!.stdout).toMatch(/refused\n\n::[\w-]{36}::\n::error ::refused\n$/);
    });

    test('has nothing to run by where the branch has no packages yet', async () => {
      repository.remote.commit('Before', { [`${packages}package-lock.json`]: null });
      const steps = await dryRun(TAKEN);
      expect(Object.values(steps).map(({ conclusion }) => conclusion)).toEqual([
        'success',
        'success',
        ...Array.from({ length: 6 }, () => 'skipped'),
      ]);
      expect(steps['Take the YAML of the pull request alone']!.stdout).toMatch(/^::notice title=No dry run::/);
    });
  });

  test('what was pushed to a deploy repository asks about all of it', async () => {
    const lock = '.github/istio-gitops/package-lock.json';
    const repository = await PullRequestRepository.start({ [lock]: '{}\n', 'overlays/staging/all.yaml': 'old\n' });
    try {
      repository.validates(TAKEN);
      const files = { 'overlays/staging/all.yaml': 'new\n' };
      await repository.run(['dry-run'], { ...DEPLOY, files, secrets: SECRETS, event: 'push' });
      expect(repository.remembered('read')).toBe('new\n');
    } finally {
      await repository.stop();
    }
  });
});
