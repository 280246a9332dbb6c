import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { drift } from '../../../src/workflows/drift';
import { githubActions } from '../../../src/workflows/github-actions';
import type { Workflow } from '../../../src/workflows/model';
import { ONE, TWO } from '../../workflows/facts';
import { fileOf } from './harness/jobs';
import { GitHubPosts } from './harness/github-posts';
import { Runner } from './harness/runner';
import { ONE_REPOSITORY } from '../../workflows/stubs-context';
import { CONTROL_PLANE_PROGRAMS } from '../control-plane';
import { customResourceDefinitions } from '../custom-resource-definitions';
import { KubeApi } from '../kube-api';
import { describeWith, programPath } from '../programs';

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
      const file = write(join(folder, 'bad.yaml'), good.replaceAll('cat "$annotations"', 'cat $annotations'));
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

describeWith([...CONTROL_PLANE_PROGRAMS, 'kubectl', 'jq', 'curl'], 'with a cluster', () => {
  let api: KubeApi;
  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions().filter(({ spec }) => spec.group === 'kustomize.toolkit.fluxcd.io'));
  });
  afterAll(async () => {
    await api.stop();
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
        secrets: { KUBECONFIG_DEV: readFileSync(api.server.kubeconfig(), 'utf8') },
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
