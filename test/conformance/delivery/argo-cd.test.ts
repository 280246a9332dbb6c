import { join } from 'node:path';
import {
  ConfigMap,
  defineEnvironment,
  defineFleet,
  Environment,
  Fleet,
  PeerAuthentication,
  seconds,
} from '../../../src';
import { argoCd, ArgoCdConfig, ArgoCdInstallation } from '../../../src/delivery/argo-cd';
import type { KubeClient, Reference } from '../kube-client';
import { describeWith } from '../programs';
import { Application, ARGO_CD_PROGRAMS, ArgoCd, isDelivered } from './harness/argo-cd';
import { DeployRepository } from './harness/deploy-repository';
import { eventually, eventuallyGone } from './harness/eventually';
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
  'refused',
  'healed',
  'pruned',
  'guarded',
  'confined',
  'rolled-out',
  'awaited',
] as const;
type Name = (typeof ENVIRONMENTS)[number];

const AWAITED = 'istio-config-awaited';
const EDGE = 'networking.istio.io/Gateway/edge';

describeWith(ARGO_CD_PROGRAMS, 'Argo CD', () => {
  let clusters: RealClusters<'host'>;
  let argo: ArgoCd;
  let api: KubeClient;
  let repository: DeployRepository;
  let fleet: SynthesizedFleet;
  let revision: string;
  const edits: Partial<Record<Name, ShopProps>> = {};

  beforeAll(async () => {
    clusters = await RealClusters.start(['host']);
    ({ api } = clusters.cluster('host'));
    repository = new DeployRepository(join(clusters.folder, 'repository'));
    fleet = synthesizedFleet(composed());
    await api.install(definitionsFor(fleet.sets.values()));
    revision = repository.commit(fleet);
    argo = await ArgoCd.start(clusters, 'host');
    for (const object of await repository.build('argocd')) await api.apply(object);
  });

  afterAll(() => clusters.stop());

  function composed(): Fleet {
    const delivery = argoCd({ retry: { limit: 200, duration: seconds(1), factor: 1 } });
    const shops = ENVIRONMENTS.map((name) =>
      defineEnvironment(name, { clusters: [{ name }], delivery, compose: (env) => shop(env, edits[name]) }),
    );
    const bare = defineEnvironment('bare', {
      clusters: [{ name: 'bare' }],
      delivery,
      compose: (env) => new PeerAuthentication(env, 'default', { namespace: 'istio-system', mode: 'STRICT' }),
    });
    return defineFleet({
      repository: { url: repository.url },
      environments: [...shops, bare],
      compose(scope) {
        new ArgoCdInstallation(scope, 'installation');
        new ArgoCdConfig(scope, 'config');
      },
    });
  }

  /** Waits until an environment is what was committed of it first. */
  async function ready(name: Name): Promise<void> {
    await argo.until(`istio-config-${name}`, 'Synced and Healthy', isDelivered);
  }

  /** Whether the operation for the newest commit has this to say of an object of a kind. */
  function said(kind: string, message: string) {
    return ({ status }: Application): boolean => {
      const { revision: synced, resources = [] } = status?.operationState?.syncResult ?? {};
      return synced === revision && resources.some((result) => result.kind === kind && result.message === message);
    };
  }

  /** Commits an edit of one environment, and tells Argo CD. */
  async function commit(name: Name, edit: ShopProps): Promise<void> {
    edits[name] = edit;
    fleet = synthesizedFleet(composed());
    revision = repository.commit(fleet);
    await argo.refresh(`istio-config-${name}`);
  }

  async function timeoutOf(namespace: string): Promise<string | undefined> {
    const routes = await api.get<VirtualService>(virtualService(namespace, 'api'));
    return routes!.spec.http.at(-1)!.timeout;
  }

  async function timeoutBecomes(namespace: string, timeout: string): Promise<void> {
    await eventually(
      `timeout in ${namespace}`,
      () => timeoutOf(namespace),
      (seen) => seen === timeout,
    );
  }

  test('applies an environment tier by tier', async () => {
    await argo.delivered('istio-config-staging', revision);
    const { manifests } = fleet.sets.get('staging')!;
    const objects = await Promise.all(manifests.map(({ object }) => api.get(object)));
    const waves = objects
      .sort((one, other) => Number(one!.metadata.resourceVersion) - Number(other!.metadata.resourceVersion))
      .map((object) => Number(object!.metadata.annotations!['argocd.argoproj.io/sync-wave']));
    expect(new Set(waves)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(waves).toEqual([...waves].sort((one, other) => one - other));
  });

  test('makes the namespace that it delivers to, where the environment makes none', async () => {
    await argo.delivered('istio-config-bare', revision);
    expect(await api.get(namespace('istio-system'))).toBeDefined();
  });

  test('holds back what comes after an object that istiod has found an error in', async () => {
    await ready('refused');
    const edge = gateway('refused', 'edge');
    await api.merge(edge, { status: analysed('ERROR') }, ISTIOD);
    await commit('refused', { timeout: seconds(9) });
    await argo.until('istio-config-refused', 'held back', said('Gateway', 'ERROR IST0101'));
    expect(await timeoutOf('refused')).toBe('5s');
    await api.merge(edge, { status: analysed('WARNING') }, ISTIOD);
    await timeoutBecomes('refused', '9s');
    await argo.delivered('istio-config-refused', revision);
  });

  test('waits for istiod to look at what was edited, if it has ever looked', async () => {
    await ready('awaited');
    const edge = gateway('awaited', 'edge');
    await api.merge(edge, { status: { ...analysed('ERROR'), observedGeneration: '1' } }, ISTIOD);
    await commit('awaited', { host: 'api.example.com', timeout: seconds(9) });
    // Asked for in this order: it waits still when the timeout has been read already.
    const { timeout } = await eventually(
      'wait for an analysis',
      async () => ({ timeout: await timeoutOf('awaited'), waits: await argo.until(AWAITED, 'there', () => true) }),
      ({ waits: { status } }) => status?.operationState?.message === `waiting for healthy state of ${EDGE}`,
    );
    expect(timeout).toBe('5s');
  });

  test('takes back what somebody changes by hand', async () => {
    await ready('healed');
    const path = '/spec/http/0/timeout';
    await api.edit(virtualService('healed', 'cart'), [{ op: 'replace', path, value: '1s' }], {
      manager: 'kubectl-edit',
    });
    await eventually(
      'timeout of the cart',
      () => cartTimeout(),
      (seen) => seen === '5s',
    );
    await api.delete(virtualService('healed', 'cart'));
    await eventually(
      'the cart',
      () => api.get(virtualService('healed', 'cart')),
      (seen) => seen !== undefined,
    );

    async function cartTimeout(): Promise<string | undefined> {
      return (await api.get<VirtualService>(virtualService('healed', 'cart')))!.spec.http[0]!.timeout;
    }
  });

  test('prunes last, once all else is healthy', async () => {
    await ready('pruned');
    const routes = virtualService('pruned', 'api');
    await api.merge(routes, { status: analysed('ERROR') }, ISTIOD);
    await commit('pruned', { timeout: seconds(9), hasCart: false });
    await timeoutBecomes('pruned', '9s');
    await argo.until('istio-config-pruned', 'unhealthy', ({ status }) => status?.health?.status === 'Degraded');
    expect(await api.get(virtualService('pruned', 'cart'))).toBeDefined();
    await api.merge(routes, { status: analysed('WARNING') }, ISTIOD);
    await argo.delivered('istio-config-pruned', revision);
    await eventuallyGone(api, virtualService('pruned', 'cart'));
  });

  test('asks before it deletes a Gateway, and has applied everything else by then', async () => {
    await ready('guarded');
    await commit('guarded', { timeout: seconds(9), hasGateway: false });
    const edge = gateway('guarded', 'edge');
    const message = 'Waiting for pruning confirmation of networking.istio.io/v1/Gateway/edge';
    await argo.until('istio-config-guarded', 'waits', ({ status }) => {
      return status?.operationState?.message?.startsWith(message) === true;
    });
    expect(await timeoutOf('guarded')).toBe('9s');
    expect(await api.get(edge)).toBeDefined();
    await argo.confirmDeletion('istio-config-guarded');
    await argo.delivered('istio-config-guarded', revision);
    await eventuallyGone(api, edge);
  });

  test('leaves the weights that a controller moved, and takes other edits of the service', async () => {
    await ready('rolled-out');
    const weights = virtualService('rolled-out', 'api-weights');
    const rule = destinationRule('rolled-out', 'api');
    await api.edit(weights, movedWeights(70, 30), ROLLOUTS);
    await api.edit(rule, podHashes('5b8c', '7d4f'), ROLLOUTS);
    await commit('rolled-out', { timeout: seconds(9) });
    await timeoutBecomes('rolled-out', '9s');
    await argo.delivered('istio-config-rolled-out', revision);
    const { spec } = (await api.get<VirtualService>(weights))!;
    expect(spec.http[0]!.route!.map(({ weight }) => weight)).toEqual([70, 30]);
    const { subsets } = (await api.get<DestinationRule>(rule))!.spec;
    expect(subsets.map(({ labels }) => labels['rollouts-pod-template-hash'])).toEqual(['5b8c', '7d4f']);
  });

  test('waits no longer than an analysis takes', async () => {
    await timeoutBecomes('awaited', '9s');
    await argo.delivered('istio-config-awaited', revision);
  });

  describe('refuses by the project', () => {
    test('kinds and namespaces that the environments do not have', async () => {
      await ready('confined');
      await commit('confined', { more: strangers });
      const ofKind = said('ConfigMap', 'resource :ConfigMap is not permitted in project istio-config');
      const ofNamespace = said('PeerAuthentication', "namespace elsewhere is not permitted in project 'istio-config'");
      await argo.until('istio-config-confined', 'refused', (seen) => ofKind(seen) && ofNamespace(seen));
      expect(await api.get(namespace('elsewhere'))).toBeUndefined();
    });

    test('other repositories', async () => {
      const name = 'foreign';
      const { spec } = await argo.until('istio-config-staging', 'there', () => true);
      const { source } = spec as { source: object };
      const foreign = { ...(spec as object), source: { ...source, repoURL: 'https://git.example.com/elsewhere.git' } };
      await api.apply({ ...APPLICATION, metadata: { name, namespace: 'argocd' }, spec: foreign });
      const message =
        "application repo https://git.example.com/elsewhere.git is not permitted in project 'istio-config'";
      await argo.until(name, 'refused', ({ status }) => {
        return status?.conditions?.some((one) => one.type === 'InvalidSpecError' && one.message === message) === true;
      });
    });
  });
});

const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };

function namespace(name: string): Reference {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function strangers(env: Environment): void {
  new ConfigMap(env, 'settings', { metadata: { namespace: 'confined' }, data: { a: 'b' } });
  new PeerAuthentication(env, 'elsewhere', { namespace: 'elsewhere', mode: 'STRICT' });
}
