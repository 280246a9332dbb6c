import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { deployChecks } from '../../src/workflows/deploy-checks';
import { drift } from '../../src/workflows/drift';
import { githubActions } from '../../src/workflows/github-actions';
import type { Workflow } from '../../src/workflows/model';
import { workflowFile } from '../../src/workflows/render';
import { ONE, TWO } from '../workflows/facts';
import { fileOf } from '../workflows/jobs';
import { GitHubPosts } from '../workflows/github-posts';
import { Runner } from '../workflows/runner';
import { JobRun } from '../workflows/runner-job';
import { ONE_REPOSITORY, TWO_REPOSITORIES } from '../workflows/stubs-context';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { KubeApi } from './kube-api';
import { describeWith, programPath } from './programs';
import { DEPLOY_TREE } from './sample';

const VARIANTS = {
  one: githubActions().inSources(ONE),
  'one, pushed': githubActions({ rollback: { by: 'push', whenUnknown: 'revert' }, layout: 'base-overlays' }).inSources(
    ONE,
  ),
  two: githubActions().inSources(TWO),
  'two, pushed': githubActions({ publishBy: 'push', command: 'npm run --silent mesh --' }).inSources(TWO),
  'the deploy repository': githubActions().inDeployRepository(TWO),
};

describe.each(Object.entries(VARIANTS))('workflows of %s', (_, files) => {
  let folder: string;
  let paths: string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workflows-'));
    paths = [...files].map(([path, text]) => write(join(folder, '.github', path), text));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describeWith(['actionlint', 'shellcheck'], 'to actionlint', () => {
    test('have no fault', () => {
      expect(actionlint(...paths)).toBe('');
    });

    test('would have one if a script had', () => {
      const good = readFileSync(
        paths.find((path) => path.includes('validation'))!,
        'utf8',
      );
      const file = write(join(folder, 'bad.yaml'), good.replaceAll('rm "$archive"', 'rm $archive'));
      expect(actionlint(file)).toMatch(/SC2086/);
    });
  });

  describeWith(['zizmor'], 'to zizmor', () => {
    const zizmor = (...inputs: readonly string[]) =>
      spawnSync(
        programPath('zizmor'),
        ['--offline', '--no-progress', '--quiet', '--format=plain', '--color=never', ...inputs],
        {
          encoding: 'utf8',
        },
      );

    test('have no weakness', () => {
      const { stdout, status } = zizmor(...paths);
      expect([stdout.replace(/^No findings.*\n/, ''), status]).toEqual(['', 0]);
    });

    test('would have one if an action were at a tag', () => {
      const text = readFileSync(
        paths.find((path) => path.includes('validation'))!,
        'utf8',
      );
      const file = write(join(folder, '.github/workflows/bad.yaml'), text.replace(/checkout@\w+ # /, 'checkout@'));
      expect(zizmor(file).stdout).toContain('unpinned-uses');
    });
  });

  describeWith(['shellcheck'], 'to shellcheck', () => {
    test('have scripts without a fault', () => {
      for (const [path, script] of scripts([...files.values()])) {
        // That a variable of the step's `env` may be a misspelt one of the script.
        const { stdout } = spawnSync(programPath('shellcheck'), ['--shell=bash', '--exclude=SC2153', '-'], {
          input: `set -euo pipefail\n${script}`,
          encoding: 'utf8',
        });
        expect([path, stdout]).toEqual([path, '']);
      }
    });
  });
});

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function actionlint(...paths: readonly string[]): string {
  const options = ['-no-color', `-shellcheck=${programPath('shellcheck')}`, '-pyflakes='];
  return spawnSync(programPath('actionlint'), [...options, ...paths], { encoding: 'utf8' }).stdout;
}

/** Each different script, with the name of its step. */
function scripts(files: readonly string[]): readonly (readonly [name: string, script: string])[] {
  const jobs = files.flatMap((text) => Object.values((parse(text) as Workflow).jobs));
  const steps = jobs.flatMap((job) => job.steps);
  const all = steps.flatMap((step) => ('run' in step ? [[step.run, step.name] as const] : []));
  return [...new Map(all)].map(([run, name]) => [name, run]);
}

/** Runs one job of a workflow on a repository that has what a folder has. */
async function runJob(workflow: Workflow, id: string, tree: string, secrets: Readonly<Record<string, string>> = {}) {
  const runner = new Runner({
    path: ['yamllint', 'kustomize', 'istioctl', 'conftest', 'kubectl'].map((name) => dirname(programPath(name))),
    secrets: {
      KUBECONFIG_DEV: '',
      KUBECONFIG_STAGING: '',
      KUBECONFIG_PROD_US_EAST: '',
      KUBECONFIG_PROD_EU_WEST: '',
      ...secrets,
    },
    actions: {
      'actions/checkout': ({ workspace }) => {
        cpSync(tree, workspace, { recursive: true });
        return {};
      },
    },
  });
  const github = { ref: 'refs/pull/7/merge', sha: '0'.repeat(40) };
  return (await runner.run(fileOf(workflow, id), { event: 'pull_request', github })).jobs[id]!;
}

const failures = ({ steps }: JobRun): string[] =>
  steps.filter(({ conclusion }) => conclusion !== 'success').map(({ name }) => name);

describeWith(['yamllint', 'kustomize', 'istioctl', 'conftest', 'kubectl'], 'the checks of a deploy tree', () => {
  let folder: string;
  const file = (path: string): string => join(folder, 'overlays/production', path);
  const replace = (path: string, text: string | RegExp, other: string): void => {
    const before = readFileSync(file(path), 'utf8');
    expect(before).toMatch(text);
    writeFileSync(file(path), before.replace(text, other));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tree-'));
    cpSync(DEPLOY_TREE, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('accept the sample', async () => {
    expect(failures(await runJob(deployChecks(TWO_REPOSITORIES), 'tree', folder))).toEqual([]);
  });

  const ROUTES = 'applications/frontend/virtual-service.yaml';
  test.each<[string, string, string | RegExp, string, string]>([
    ['YAML that is not well-formed to yamllint', ROUTES, 'spec:\n', 'spec:  \n', 'Lint the YAML'],
    ['a field that Istio does not have', ROUTES, /timeout: /, 'timeoutt: ', 'Check the schemas of Istio'],
    ['a gateway that is not there', ROUTES, 'istio-system/main-gateway', 'istio-system/other', 'Analyze with istioctl'],
    ['a route without a timeout', ROUTES, /\n +timeout: .*/, '', 'Check the policies'],
    ['a resource that is not there', 'kustomization.yaml', '- telemetry', '- telemetri', 'Build all kustomizations'],
  ])('refuse %s', async (_, path, text, other, step) => {
    replace(path, text, other);
    expect(failures(await runJob(deployChecks(TWO_REPOSITORIES), 'tree', folder))[0]).toBe(step);
  });
});

describeWith([...CONTROL_PLANE_PROGRAMS, 'kubectl', 'kustomize', 'jq', 'curl'], 'with a cluster', () => {
  let api: KubeApi;
  beforeAll(async () => {
    api = await KubeApi.start();
    const groups = ['networking.istio.io', 'kustomize.toolkit.fluxcd.io'];
    await api.install(customResourceDefinitions().filter(({ spec }) => groups.includes(spec.group)));
  }, 60_000);
  afterAll(async () => {
    await api.stop();
  });

  const kubeconfig = (): string => readFileSync(api.server.kubeconfig(), 'utf8');

  describe('the dry run', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'dry-run-'));
      write(join(folder, 'overlays/staging/kustomization.yaml'), 'resources:\n  - objects.yaml\n');
    });
    afterEach(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    async function dryRun(objects: string): Promise<readonly [conclusion: string, said: string]> {
      write(join(folder, 'overlays/staging/objects.yaml'), objects);
      const job = await runJob(deployChecks(TWO_REPOSITORIES), 'dry-run', folder, { KUBECONFIG_STAGING: kubeconfig() });
      const { conclusion, stdout, stderr } = job.steps.find(({ name }) => name === 'Ask staging about staging')!;
      return [conclusion, stdout + stderr];
    }

    const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n';
    const routes = (namespace: string, spec: string): string =>
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: shop\n  namespace: ${namespace}\nspec:\n${spec}\n`;
    const ROUTE = '  hosts: [shop]\n  http: [{ route: [{ destination: { host: shop } }] }]';

    test('takes what the API server takes, and leaves nothing', async () => {
      expect(await dryRun(routes('default', ROUTE))).toEqual(['success', 'staging takes all of staging: 1 objects\n']);
      expect(await api.list('networking.istio.io/v1', 'VirtualService')).toEqual([]);
    });

    test('fails with what the API server says', async () => {
      expect(await dryRun(routes('default', `${ROUTE}\n  nonsense: 1`))).toEqual([
        'failure',
        expect.stringContaining('nonsense'),
      ]);
    });

    test('knows a namespace that the tree is about to make', async () => {
      expect(await dryRun(NAMESPACE + routes('shop', ROUTE))).toEqual([
        'success',
        expect.stringContaining('were not checked'),
      ]);
      expect(await dryRun(NAMESPACE + routes('cart', ROUTE))).toEqual([
        'failure',
        expect.stringContaining('namespaces "cart" not found'),
      ]);
    });
  });

  test('drift is read from Kustomizations of Flux', async () => {
    await api.createNamespaces(['flux-system']);
    const metadata = { name: 'development-dev', namespace: 'flux-system' };
    const reference = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata };
    const labels = { cluster: 'dev', environment: 'development' };
    await api.apply({
      ...reference,
      metadata: { ...metadata, labels },
      spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'mesh' } },
    });
    const ready = {
      type: 'Ready',
      status: 'False',
      reason: 'Failed',
      message: 'no such path',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    await api.merge(reference, { status: { conditions: [ready] } }, { manager: 'flux', subresource: 'status' });
    const posts = await GitHubPosts.start();
    try {
      const environments = ONE_REPOSITORY.environments.slice(0, 1);
      const runner = new Runner({
        actions: {},
        path: [dirname(programPath('kubectl'))],
        secrets: { KUBECONFIG_DEV: kubeconfig() },
      });
      const github = {
        repository: 'your-org/istio-config',
        sha: '0'.repeat(40),
        token: 'own-token-of-the-job',
        run_id: '1',
        server_url: 'https://github.example',
        api_url: posts.api.url,
      };
      const text = fileOf(drift({ ...ONE_REPOSITORY, environments }, '0 6 * * *')!, 'drift');
      const { jobs } = await runner.run(text, { event: 'schedule', github });
      expect(jobs['drift']!.summary).toBe(
        '- **development** on dev: the Kustomization `development-dev` is not ready: `no such path`\n',
      );
    } finally {
      await posts.api.stop();
    }
  });
});

describeWith(['python3'], 'yamllint', () => {
  test('is installed with the digests that PyPI has', async () => {
    const workflow = deployChecks(TWO_REPOSITORIES);
    const tree = workflow.jobs['tree']!;
    const install = tree.steps.filter(({ name }) => name.startsWith('Install yamllint'));
    const steps = [...install, { name: 'Use it', run: 'yamllint --version' }];
    // Where this machine's pip finds its packages.
    const settings = Object.entries(process.env).filter(([name]) => name.startsWith('PIP_'));
    const runner = new Runner({ actions: {}, variables: Object.fromEntries(settings) as Record<string, string> });
    const text = workflowFile({ ...workflow, jobs: { tree: { ...tree, steps } } });
    const { jobs } = await runner.run(text, { event: 'push', github: { ref: 'refs/heads/main' } });
    expect([jobs['tree']!.conclusion, jobs['tree']!.steps.at(-1)!.stdout]).toEqual(['success', 'yamllint 1.38.0\n']);
  }, 120_000);
});
