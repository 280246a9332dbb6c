import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Chart } from 'cdk8s';
import { parse, stringify } from 'yaml';
import { IstioConfigHealth } from '../../../src/patterns/canary-analysis-istio-config';
import { describeIdentity, type KubernetesObject } from '../../../src/model/identity';
import { synthesize } from '../../../src/synth/synthesize';
import { temporaryFolders, writeTo } from '../../adapters/temporary-folder';
import { controlledShop, PROMETHEUS } from '../../patterns/canary-controllers';
import { CONTROL_PLANE_PROGRAMS } from '../control-plane';
import { KubeApi } from '../kube-api';
import { describeWith, programPath } from '../programs';
import { definitionsFor } from './harness/synthesized-fleet';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'progressive-delivery.md');

const chart = new Chart(new App(), 'shop');
controlledShop(chart);
new IstioConfigHealth(chart, 'istio-config-health', { prometheus: PROMETHEUS });
const { set } = synthesize(chart, 'shop');

describeWith(CONTROL_PLANE_PROGRAMS, 'the API server', () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(definitionsFor([set]));
    await api.createNamespaces(set.manifests.flatMap(({ object }) => object.metadata.namespace ?? []));
  });

  afterAll(() => api.stop());

  test.each(set.manifests.map(({ identity, object }) => ({ what: describeIdentity(identity), object })))(
    'accepts $what',
    async ({ object }) => {
      expect(await api.dryRun(object)).toBeUndefined();
    },
  );
});

describeWith(['kubectl-argo-rollouts'], 'kubectl argo rollouts lint', () => {
  const newFolder = temporaryFolders();

  async function lint(rollout: KubernetesObject): Promise<string> {
    const others = set.manifests.filter(({ identity: { kind, name } }) => {
      return LINTED.includes(kind) && name.startsWith(rollout.metadata.name);
    });
    const folder = newFolder();
    const file = [...others.map(({ object }) => object), rollout].map((object) => stringify(object)).join('---\n');
    writeTo(folder, 'rollout.yaml', file);
    const command = ['lint', '--filename', join(folder, 'rollout.yaml')];
    const { stdout, stderr } = await promisify(execFile)(programPath('kubectl-argo-rollouts'), command);
    return stdout + stderr;
  }

  test('accepts the Rollout that the page on progressive delivery shows, with our objects', async () => {
    expect(await lint(rolloutOfThePage())).toBe('');
  });

  test.each([
    ['a route', 'weighted', 'weightless', "HTTP Route 'weightless' is not found"],
    ['a subset', 'stableSubsetName: stable', 'stableSubsetName: steady', 'steady'],
  ])('finds %s that we do not have', async (_, ours, theirs, message) => {
    const text = stringify(rolloutOfThePage());
    expect(text).toContain(ours);
    await expect(lint(parse(text.replace(ours, theirs)) as KubernetesObject)).rejects.toThrow(message);
  });
});

// The linter says nothing of objects that it cannot find.
test('the Rollout that the page shows names objects that we have', () => {
  const text = stringify(rolloutOfThePage());
  const names = ['VirtualService default/shop-weights', 'DestinationRule default/shop'];
  expect(text).toMatch(/virtualService:\n +name: shop-weights\n/);
  expect(text).toMatch(/destinationRule:\n +name: shop\n/);
  expect(text).toMatch(/templateName: shop-analysis\n/);
  const ours = set.manifests.map(({ identity }) => describeIdentity(identity));
  expect(ours).toEqual(expect.arrayContaining([...names, 'AnalysisTemplate default/shop-analysis']));
});

/** What the linter looks at besides the Rollout. */
const LINTED = ['VirtualService', 'DestinationRule', 'AnalysisTemplate'];

function rolloutOfThePage(): KubernetesObject {
  const blocks = readFileSync(PAGE, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm);
  const objects = [...blocks].map(([, yaml]) => parse(yaml!) as KubernetesObject);
  return objects.find(({ kind }) => kind === 'Rollout')!;
}
