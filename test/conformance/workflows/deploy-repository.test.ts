import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Log } from 'sarif';
import { deployChecks } from '../../../src/workflows/deploy-checks';
import { CONTROL_PLANE_PROGRAMS } from '../control-plane';
import { customResourceDefinitions } from '../custom-resource-definitions';
import { KubeApi } from '../kube-api';
import { describeWith } from '../programs';
import { DEPLOY_TREE } from '../sample';
import { TWO_REPOSITORIES } from '../../workflows/stubs-context';
import { conclusionsOf, PullRequestRepository } from './harness/pull-request';
import { installRealCommandLine } from './harness/stubs-cli';
import type { Files } from './harness/stubs-git';
import { expectNobodyWasFooled, HOSTILE } from './harness/stubs-hostile';

const LOCK: Files = { '.github/istio-gitops/package-lock.json': '{}\n' };
const DEPLOY = { context: TWO_REPOSITORIES, workflow: deployChecks } as const;

/** The deploy tree of the sample at the root of a repository. */
function sample(): Files {
  const entries = readdirSync(DEPLOY_TREE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(DEPLOY_TREE, path), readFileSync(path, 'utf8')]));
}

describeWith(['bash', 'git', 'jq', 'curl'], 'the checks of a deploy repository, with the real command line', () => {
  const files = sample();
  let repository: PullRequestRepository;

  beforeAll(async () => {
    repository = await PullRequestRepository.start({ ...files, ...LOCK });
    installRealCommandLine(repository.github);
  });
  afterAll(async () => {
    await repository.stop();
  });
  beforeEach(() => {
    repository.analyses.length = 0;
  });

  /** What code scanning is told of a pull request: codes at files and lines. */
  const alerts = (): readonly string[] =>
    repository.analyses.flatMap(([, sarif]) =>
      (JSON.parse(sarif) as Log).runs[0]!.results!.map(({ ruleId, locations }) => {
        const { artifactLocation, region } = locations![0]!.physicalLocation!;
        return `${ruleId!} ${artifactLocation!.uri!}:${region!.startLine!}`;
      }),
    );

  test('accept the sample', async () => {
    const jobs = await repository.run(['tree', 'code-scanning'], { ...DEPLOY, branch: 'sample', files: { new: '' } });
    expect(conclusionsOf(jobs)).toEqual({ tree: 'success', 'code-scanning': 'success' });
  });

  const ROUTES = 'overlays/production/applications/frontend/virtual-service.yaml';
  const OVERLAY = 'overlays/production/kustomization.yaml';
  test.each<[string, string, string | RegExp, string, string]>([
    ['a key that is there twice', ROUTES, 'spec:\n', 'spec: {}\nspec:\n', 'DUPLICATE_KEY'],
    ['a field that Istio does not have', ROUTES, /timeout: /, 'timeoutt: ', 'IST0106'],
    ['a gateway that is not there', ROUTES, 'istio-system/main-gateway', 'istio-system/other', 'IST0101'],
    ['a route without a timeout', ROUTES, /\n +timeout: .*/, '', 'route_timeout'],
    ['a resource that is not there', OVERLAY, '- telemetry', '- telemetri', 'MISSING_FILE'],
  ])('refuse %s', async (what, path, text, other, code) => {
    const changed = files[path]!.replace(text, other);
    expect(changed).not.toBe(files[path]);
    repository.remote.commit('As it was', { [path]: files[path]! });
    const branch = what.replaceAll(' ', '-');
    const jobs = await repository.run(['tree', 'code-scanning'], { ...DEPLOY, branch, files: { [path]: changed } });
    expect(conclusionsOf(jobs)).toEqual({ tree: 'failure', 'code-scanning': 'success' });
    expect(alerts()).toContainEqual(expect.stringMatching(`^${code} ${path}:\\d+$`));
  });

  test('take no name of a file or of an object for code', async () => {
    const texts = HOSTILE.filter((text) => !text.startsWith('..'));
    const object = (name: string): string =>
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${JSON.stringify(name)}}\nspec: {hots: []}\n`;
    const hostile = Object.fromEntries(texts.map((text) => [`strange/${text}.yaml`, object(text)]));
    const { tree } = await repository.run(['tree', 'code-scanning'], { ...DEPLOY, branch: 'strange', files: hostile });
    const { conclusion, outputs } = tree!.steps.find(({ name }) => name === 'Validate')!;
    expect([conclusion, outputs]).toEqual(['failure', { reported: 'true' }]);
    const lines = tree!.summary.split(/\r\n|\r|\n/).slice(2, -2);
    expect(lines.filter((line) => !line.startsWith('    '))).toEqual([]);
    expect(alerts().filter((alert) => alert.includes('strange/')).length).toBeGreaterThanOrEqual(texts.length);
    expectNobodyWasFooled();
  });
});

describeWith([...CONTROL_PLANE_PROGRAMS, 'bash', 'git', 'jq', 'curl'], 'the dry run of a deploy repository', () => {
  let api: KubeApi;
  let repository: PullRequestRepository;
  let number = 0;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions().filter(({ spec }) => spec.group === 'networking.istio.io'));
    repository = await PullRequestRepository.start({
      ...LOCK,
      'overlays/staging/kustomization.yaml': 'resources:\n  - objects.yaml\n',
    });
    installRealCommandLine(repository.github);
  });
  afterAll(async () => {
    await Promise.all([api.stop(), repository.stop()]);
  });

  async function dryRun(objects: string): Promise<readonly [conclusion: string, said: string]> {
    const jobs = await repository.run(['dry-run'], {
      ...DEPLOY,
      branch: `change-${++number}`,
      files: { 'overlays/staging/objects.yaml': objects },
      secrets: { KUBECONFIG_STAGING: readFileSync(api.server.kubeconfig(), 'utf8'), KUBECONFIG_PROD_EU_WEST: '' },
    });
    const { conclusion, stdout, stderr } = jobs['dry-run']!.steps.find(
      ({ name }) => name === 'Ask staging about staging',
    )!;
    return [conclusion, stdout + stderr];
  }

  const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n';
  const routes = (namespace: string, spec: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: shop\n  namespace: ${namespace}\nspec:\n${spec}\n`;
  const ROUTE = '  hosts: [shop]\n  http: [{ route: [{ destination: { host: shop } }] }]';

  test('takes what the API server takes, and leaves nothing', async () => {
    expect(await dryRun(routes('default', ROUTE))).toEqual([
      'success',
      expect.stringContaining('nothing found in 1 object of 1 set'),
    ]);
    expect(await api.list('networking.istio.io/v1', 'VirtualService')).toEqual([]);
  });

  test('fails with what the API server says', async () => {
    const [conclusion, said] = await dryRun(routes('default', `${ROUTE}\n  nonsense: 1`));
    expect([conclusion, said]).toEqual(['failure', expect.stringContaining('nonsense')]);
    expect(said).toMatch(/^::error file=overlays\/staging\/objects.yaml,line=\d+/m);
  });

  test('knows a namespace that the tree is about to make', async () => {
    expect((await dryRun(NAMESPACE + routes('shop', ROUTE)))[0]).toBe('success');
    expect(await dryRun(NAMESPACE + routes('cart', ROUTE))).toEqual(['failure', expect.stringContaining('cart')]);
  });
});
