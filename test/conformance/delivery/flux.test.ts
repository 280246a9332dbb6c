import { join } from 'node:path';
import { ConfigMap, defineEnvironment, defineFleet, Environment, Fleet, seconds } from '../../../src';
import { flux } from '../../../src/delivery/flux';
import { stageOf } from '../../../src/delivery/flux/stages';
import { pathOf } from '../../../src/layout/paths';
import type { KubeClient, Reference } from '../kube-client';
import { describeWith } from '../programs';
import { DeployRepository } from './harness/deploy-repository';
import { eventuallyGone } from './harness/eventually';
import { Flux, FLUX_PROGRAMS } from './harness/flux';
import { RealClusters } from './harness/real-clusters';
import { definitionsFor, SynthesizedFleet, synthesizedFleet } from './harness/synthesized-fleet';
import {
  analysed,
  DestinationRule,
  destinationRule,
  gateway,
  ISTIOD,
  movedWeights,
  podHashes,
  ROLLOUTS,
  VirtualService,
  virtualService,
} from './istio-objects';
import { shop, ShopProps } from './shop';

/** Each test has an environment of its own, which no other test changes. */
const ENVIRONMENTS = [
  'staging',
  'broken',
  'unhealthy',
  'awaited',
  'pruned',
  'healed',
  'substituted',
  'rolled-out',
] as const;
type Name = (typeof ENVIRONMENTS)[number];

const CLUSTER = { name: 'one', region: 'eu-west-1', variables: { DOMAIN: 'eu.example.com' } };
const VARIABLES = {
  domain: '${DOMAIN}',
  region: '${CLUSTER_REGION}',
  cluster: '${CLUSTER_NAME}',
  in: '${ENVIRONMENT}',
};
const SOURCE = 'istio-config';

describeWith(FLUX_PROGRAMS, 'Flux', () => {
  let clusters: RealClusters<'one'>;
  let controller: Flux;
  let api: KubeClient;
  let repository: DeployRepository;
  let fleet: SynthesizedFleet;
  let revision: string;
  const edits: Partial<Record<Name, ShopProps>> = { substituted: { labels: VARIABLES, more: templates } };

  beforeAll(async () => {
    clusters = await RealClusters.start(['one']);
    ({ api } = clusters.cluster('one'));
    repository = new DeployRepository(join(clusters.folder, 'repository'));
    fleet = synthesizedFleet(composed());
    await api.install(definitionsFor(fleet.sets.values()));
    repository.commit(fleet);
    controller = await Flux.start(clusters, 'one');
    await controller.bootstrap('./deploy/clusters/one');
    revision = await controller.publish(repository.folder, SOURCE);
  });

  afterAll(() => clusters.stop());

  function composed(): Fleet {
    const delivery = flux({ reconciliation: { timeout: seconds(30), retryInterval: seconds(5) } });
    const environments = ENVIRONMENTS.map((name) =>
      defineEnvironment(name, { clusters: [CLUSTER], delivery, compose: (env) => shop(env, edits[name]) }),
    );
    return defineFleet({ repository: { url: 'https://git.example.com/shop.git' }, environments });
  }

  /** Waits until all folders of an environment are what was committed last. */
  async function ready(name: Name): Promise<void> {
    for (const folder of ['istio-system', 'gateways', 'applications', 'authorization']) {
      await controller.ready(`${name}-one-${folder}`, revision);
    }
  }

  async function commit(name: Name, edit: ShopProps): Promise<void> {
    edits[name] = edit;
    fleet = synthesizedFleet(composed());
    repository.commit(fleet);
    revision = await controller.publish(repository.folder, SOURCE);
  }

  async function timeoutOf(namespace: string, name = 'api'): Promise<string | undefined> {
    const routes = await api.get<VirtualService>(virtualService(namespace, name));
    return routes!.spec.http.at(-1)!.timeout;
  }

  test('applies an environment stage by stage', async () => {
    await ready('staging');
    const objects = await Promise.all(
      fleet.sets.get('staging')!.manifests.map(async (manifest) => ({
        stage: stageOf(pathOf(manifest).split('/', 1)[0]!),
        version: Number((await api.get(manifest.object))!.metadata.resourceVersion),
      })),
    );
    const stages = objects.sort((one, other) => one.version - other.version).map(({ stage }) => stage);
    expect(new Set(stages)).toEqual(new Set([0, 1, 2, 3]));
    expect(stages).toEqual([...stages].sort((one, other) => one - other));
  });

  test('labels the objects of each stage as the set has them', async () => {
    await ready('staging');
    for (const { object } of fleet.sets.get('staging')!) {
      expect((await api.get(object))!.metadata.labels).toMatchObject(object.metadata.labels!);
    }
  });

  test('says what the API server refuses, and leaves the rest as it was', async () => {
    await ready('broken');
    await commit('broken', { timeout: seconds(9), more: malformed });
    const message = await controller.fails('broken-one-istio-system', 'ReconciliationFailed');
    expect(message).toContain('ConfigMap/broken/settings');
    await controller.fails('broken-one-applications', 'DependencyNotReady');
    expect(await timeoutOf('broken')).toBe('5s');
    await commit('broken', { timeout: seconds(9) });
    await ready('broken');
    expect(await timeoutOf('broken')).toBe('9s');
  });

  test('holds back the next stages while istiod finds an error', async () => {
    await ready('unhealthy');
    await api.merge(gateway('unhealthy', 'edge'), { status: analysed('ERROR') }, ISTIOD);
    await commit('unhealthy', { timeout: seconds(9) });
    const message = await controller.fails('unhealthy-one-gateways', 'HealthCheckFailed');
    expect(message).toContain('Gateway/unhealthy/edge');
    expect(await timeoutOf('unhealthy')).toBe('5s');
    await api.merge(gateway('unhealthy', 'edge'), { status: analysed('WARNING') }, ISTIOD);
    await ready('unhealthy');
    expect(await timeoutOf('unhealthy')).toBe('9s');
  });

  test('goes on after an edit of an object that istiod does not look at again', async () => {
    await ready('awaited');
    await api.merge(gateway('awaited', 'edge'), { status: { ...analysed('ERROR'), observedGeneration: '1' } }, ISTIOD);
    await commit('awaited', { host: 'api.example.com', timeout: seconds(9) });
    await ready('awaited');
    expect(await timeoutOf('awaited')).toBe('9s');
  });

  test('prunes what is no longer in Git', async () => {
    await ready('pruned');
    await commit('pruned', { hasCart: false });
    await ready('pruned');
    await eventuallyGone(api, virtualService('pruned', 'cart'));
    expect(await api.get(virtualService('pruned', 'api'))).toBeDefined();
  });

  test('takes back what somebody changes by hand', async () => {
    await ready('healed');
    const operations = [{ op: 'replace', path: '/spec/http/0/timeout', value: '1s' }] as const;
    await api.edit(virtualService('healed', 'cart'), operations, { manager: 'kubectl-edit' });
    await controller.reconcile('healed-one-applications');
    expect(await timeoutOf('healed', 'cart')).toBe('5s');
  });

  test('substitutes variables of the cluster, but not in texts for other programs', async () => {
    await ready('substituted');
    const dashboard = await api.get(configMap('substituted', 'dashboard'));
    expect(dashboard!.data).toEqual({ query: 'rate(x{domain="${DOMAIN}"}[$__interval]) $$ ${unknown}' });
    const { labels } = (await api.get({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'substituted' } }))!
      .metadata;
    expect(labels).toMatchObject({ domain: 'eu.example.com', region: 'eu-west-1', cluster: 'one', in: 'substituted' });
  });

  test('leaves the weights that a controller moved, and takes other edits of the service', async () => {
    await ready('rolled-out');
    await api.edit(virtualService('rolled-out', 'api-weights'), movedWeights(70, 30), ROLLOUTS);
    await api.edit(destinationRule('rolled-out', 'api'), podHashes('5b8c', '7d4f'), ROLLOUTS);
    await commit('rolled-out', { timeout: seconds(9) });
    await ready('rolled-out');
    expect(await timeoutOf('rolled-out')).toBe('9s');
    const weights = (await api.get<VirtualService>(virtualService('rolled-out', 'api-weights')))!.spec.http[0]!.route!;
    expect(weights.map(({ weight }) => weight)).toEqual([70, 30]);
    const { subsets } = (await api.get<DestinationRule>(destinationRule('rolled-out', 'api')))!.spec;
    expect(subsets.map(({ labels }) => labels['rollouts-pod-template-hash'])).toEqual(['5b8c', '7d4f']);
  });
});

function configMap(namespace: string, name: string): Reference {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } };
}

/** No key of a ConfigMap has a blank in it. */
function malformed(env: Environment): void {
  new ConfigMap(env, 'settings', { metadata: { name: 'settings', namespace: env.name }, data: { 'a key': '' } });
}

function templates(env: Environment): void {
  new ConfigMap(env, 'dashboard', {
    metadata: { name: 'dashboard', namespace: env.name },
    data: { query: 'rate(x{domain="${DOMAIN}"}[$__interval]) $$ ${unknown}' },
  });
}
