import { ExitCode } from '../../../src/cli/exit-codes';
import { describeIdentity, identityOf } from '../../../src/model/identity';
import { CONTROL_PLANE_PROGRAMS } from '../control-plane';
import { customResourceDefinitions } from '../custom-resource-definitions';
import { istioctlAnalyze } from '../istioctl';
import { KubeApi } from '../kube-api';
import { objectsIn } from '../kustomize';
import { describeWith } from '../programs';
import { SampleRepository } from './sample-repository';
import { STORY } from './story';

const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
const PROGRAMS = ['git', 'kustomize', 'istioctl', ...CONTROL_PLANE_PROGRAMS];

describeWith(PROGRAMS, 'the guide’s story: each step is a commit', () => {
  let repository: SampleRepository;
  let api: KubeApi;
  /** What is wrong with what kustomize built: the same text is not asked about twice. */
  const verdicts = new Map<string, Promise<readonly string[]>>();

  beforeAll(async () => {
    repository = await SampleRepository.create();
    api = await KubeApi.start();
    await api.install(customResourceDefinitions());
  });

  afterAll(async () => {
    repository.remove();
    await api.stop();
  });

  describe.each(STORY)('$command', ({ command, says, changes, annotations }) => {
    test('says what it means for traffic, and is committed', async () => {
      const dryRun = await repository.run(`${command} --dry-run`);
      expect(repository.status()).toBe('');
      const { stdout } = await repository.take(command);
      expect(stdout.trim().split('\n')).toEqual(says.map((sentence) => expect.stringContaining(sentence) as string));
      expect(dryRun.stdout).toBe(stdout);
    });

    test('changes no other file', () => {
      const environment = /staging$|--env (\w+)/.exec(command)?.[1] ?? 'production';
      const overlays = changes.map((path) => `deploy/overlays/${path}`);
      expect(repository.changes()).toEqual([...overlays, `environments/${environment}.releases.yaml`]);
    });

    test('is what diff says of it', async () => {
      const { status, stdout } = await repository.run('diff HEAD^ HEAD --exit-code --format json');
      expect(status).toBe(changes.length > 0 ? ExitCode.Findings : ExitCode.Clean);
      const { objects, safe } = JSON.parse(stdout) as DiffReport;
      expect(safe).toBe(true);
      expect(objects.map(({ change }) => change)).toEqual(changes.map(() => 'changed'));
      expect(new Set(objects.map(({ resource: { kind } }) => kind))).toEqual(new Set(changes.map(kindOf)));
    });

    test('is what synth would write', async () => {
      expect(await repository.run('synth --check')).toMatchObject({ status: 0, stdout: '' });
    });

    test.each(ENVIRONMENTS)('kustomize, the API server and istioctl accept %s', async (environment) => {
      const yaml = await repository.build(environment);
      const verdict = verdicts.get(yaml) ?? judge(api, yaml);
      verdicts.set(yaml, verdict);
      expect(await verdict).toEqual([]);
    });

    test('leaves the annotations that the guide shows', async () => {
      const virtualServices = (await repository.objects('production')).filter(({ kind }) => kind === 'VirtualService');
      const all = virtualServices.flatMap(({ metadata }) => Object.entries(metadata.annotations ?? {}));
      const own = all.filter(([name]) => name.startsWith('istio-gitops.dev/'));
      expect(Object.fromEntries(own.map(([name, value]) => [name.split('/')[1], value]))).toEqual(annotations);
    });
  });

  test('a second promotion changes nothing', async () => {
    expect(await repository.run('promote staging production')).toMatchObject({
      status: 0,
      stderr: 'environments/production.releases.yaml says so already\n',
    });
    expect(repository.status()).toBe('');
  });

  test('comments of the release state are where they were', () => {
    expect(repository.read('environments/production.releases.yaml')).toBe(
      `# What runs in production; the platform team reviews changes.
services:
  api-service: # the shop's API
    strategy: canary
    stable: v3
  web-app: # ask the web team
    strategy: blue-green
    active: green
    blue: v1
    green: v2
    idle: previous
`,
    );
  });
});

interface DiffReport {
  readonly objects: readonly { readonly change: string; readonly resource: { readonly kind: string } }[];
  readonly safe: boolean;
}

/** The kind that a file is named after. */
function kindOf(path: string): string {
  const [name = ''] = path.split('/').at(-1)!.split('.');
  return name.replace(/(^|-)./g, (start) => start.slice(-1).toUpperCase());
}

/** What the API server and istioctl have against an environment. */
async function judge(api: KubeApi, yaml: string): Promise<readonly string[]> {
  const objects = objectsIn(yaml);
  await api.createNamespaces(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  const refusals = await Promise.all(
    objects.map(async (object) => {
      const refusal = await api.dryRun(object);
      return refusal === undefined ? [] : [`${describeIdentity(identityOf(object))}: ${refusal.message}`];
    }),
  );
  const messages = await istioctlAnalyze(yaml);
  return [...refusals.flat(), ...messages.map(({ code, origin, message }) => `${code} ${origin}: ${message}`)];
}
