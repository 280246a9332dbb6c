import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { defineEnvironment, defineFleet, Fleet, seconds } from '../../../src';
import { AppProject, ApplicationSet, ApplicationSetGenerator } from '../../../src/constructs/argocd';
import { argoCd, ArgoCdConfig, ArgoCdInstallation } from '../../../src/delivery/argo-cd';
import type { KubernetesObject } from '../../../src/model/identity';
import type { Cluster } from '../../../src/platform/cluster';
import { describeWith } from '../programs';
import { ARGO_CD_PROGRAMS, ArgoCd, DELETION_APPROVED } from './harness/argo-cd';
import { DeployRepository } from './harness/deploy-repository';
import { eventually, eventuallyGone } from './harness/eventually';
import { RealClusters } from './harness/real-clusters';
import { definitionsFor, SynthesizedFleet, synthesizedFleet } from './harness/synthesized-fleet';
import { analysed, gateway, ISTIOD, VirtualService, virtualService } from './istio-objects';
import { shop, ShopProps } from './shop';

interface SetObject extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

describeWith(ARGO_CD_PROGRAMS, 'Argo CD delivers an environment to several clusters', () => {
  let clusters: RealClusters<'host' | 'west'>;
  let argo: ArgoCd;
  let repository: DeployRepository;
  let fleet: SynthesizedFleet;
  let revision: string;

  beforeAll(async () => {
    clusters = await RealClusters.start(['host', 'west']);
    const [host, west] = [clusters.cluster('host'), clusters.cluster('west')];
    repository = new DeployRepository(join(clusters.folder, 'repository'));
    fleet = synthesizedFleet(composed({}));
    const definitions = definitionsFor(fleet.sets.values());
    await Promise.all([host.api.install(definitions), west.api.install(definitions)]);
    revision = repository.commit(fleet);
    argo = await ArgoCd.start(clusters, 'host');
    await argo.register(west, { region: 'us-west-1' });
    for (const object of await repository.build('argocd')) await host.api.apply(object);
  });

  afterAll(() => clusters.stop());

  function composed(edit: ShopProps): Fleet {
    const deployTo: readonly Cluster[] = [
      { name: 'east', region: 'us-east-1', server: 'https://kubernetes.default.svc' },
      { name: 'west', region: 'us-west-1', server: clusters.cluster('west').access.server },
    ];
    const retry = { limit: 200, duration: seconds(1), factor: 1 };
    return defineFleet({
      repository: { url: repository.url },
      environments: [
        defineEnvironment('production', {
          clusters: deployTo,
          delivery: argoCd({ retry }),
          compose: (env) => shop(env),
        }),
        defineEnvironment('staged', {
          clusters: deployTo,
          delivery: argoCd({ name: 'rolling', retry, rollingSync: 'cluster' }),
          compose: (env) => shop(env, edit),
        }),
      ],
      compose(scope) {
        new ArgoCdInstallation(scope, 'installation');
        new ArgoCdConfig(scope, 'config', { progressiveSyncs: true });
      },
    });
  }

  const apiOf = (cluster: 'east' | 'west') => clusters.cluster(cluster === 'east' ? 'host' : 'west').api;

  async function timeoutOn(cluster: 'east' | 'west'): Promise<string | undefined> {
    const routes = await apiOf(cluster).get<VirtualService>(virtualService('staged', 'api'));
    return routes?.spec.http.at(-1)!.timeout;
  }

  test('by an Application for each of them, whose objects tell the cluster', async () => {
    for (const cluster of ['east', 'west'] as const) {
      await argo.delivered(`istio-config-production-${cluster}`, revision);
      for (const { object } of fleet.sets.get('production')!) {
        const { labels } = (await apiOf(cluster).get(object))!.metadata;
        expect(labels).toMatchObject({ ...object.metadata.labels, cluster });
      }
    }
  });

  test('one after the other, each when the one before is healthy', async () => {
    await argo.delivered('rolling-staged-west', revision);
    await apiOf('east').merge(gateway('staged', 'edge'), { status: analysed('ERROR') }, ISTIOD);
    revision = repository.commit(synthesizedFleet(composed({ timeout: seconds(9), hasCart: false })));
    await Promise.all(['rolling-staged-east', 'rolling-staged-west'].map((name) => argo.refresh(name)));
    await argo.until('rolling-staged-east', 'unhealthy at the new commit', ({ status }) => {
      const isNew = status?.operationState?.syncResult?.revision === revision;
      return isNew && status.health?.status === 'Degraded';
    });
    expect(await timeoutOn('west')).toBe('5s');
    await apiOf('east').merge(gateway('staged', 'edge'), { status: analysed('WARNING') }, ISTIOD);
    for (const cluster of ['west', 'east'] as const) {
      await argo.delivered(`rolling-staged-${cluster}`, revision);
      expect(await timeoutOn(cluster)).toBe('9s');
      await eventuallyGone(apiOf(cluster), virtualService('staged', 'cart'));
    }
  });

  test('keeping the approval of a deletion, and no other annotation of people', async () => {
    const name = 'istio-config-production-east';
    await argo.annotate(name, DELETION_APPROVED, '2026-01-01T00:00:00Z');
    await argo.annotate(name, 'example.com/note', 'mine');
    const { metadata } = await argo.until(name, 'without the note', ({ metadata }) => {
      return metadata.annotations!['example.com/note'] === undefined;
    });
    expect(metadata.annotations![DELETION_APPROVED]).toBe('2026-01-01T00:00:00Z');
  });

  describe('as generators say:', () => {
    const git = () => ({ repoURL: repository.url, revision: 'main' });
    const folders = () =>
      ApplicationSetGenerator.gitDirectories({
        ...git(),
        directories: ['deploy/overlays/*'],
        exclude: ['deploy/overlays/staged'],
      });
    const list = () => ApplicationSetGenerator.list([{ cluster: 'a' }, { cluster: 'b' }]);

    test('a list', async () => {
      expect(await made(list(), ({ cluster }) => cluster)).toEqual(['a', 'b']);
    });

    test('clusters that Argo CD knows', async () => {
      const all = ApplicationSetGenerator.clusters();
      expect(await made(all, ({ nameNormalized }) => nameNormalized)).toEqual(['in-cluster', 'west']);
    });

    test('clusters with a label', async () => {
      const labelled = ApplicationSetGenerator.clusters({ labels: { region: 'region' } });
      expect(await made(labelled, ({ name, region }) => `${name}-${region}`)).toEqual(['west-us-west-1']);
    });

    test('folders of a repository', async () => {
      expect(await made(folders(), ({ basename }) => basename)).toEqual(['production']);
    });

    test('files of a repository', async () => {
      const fields = { set: 'metadata.name' };
      const files = ['deploy/argocd/applicationsets/*.yaml'];
      const generator = ApplicationSetGenerator.gitFiles({ ...git(), files, fields });
      expect(await made(generator, ({ set }) => set)).toEqual(['istio-config-production', 'rolling-staged']);
    });

    test('all combinations of two', async () => {
      const generator = ApplicationSetGenerator.matrix(list(), folders());
      const names = await made(generator, ({ cluster, basename }) => `${cluster}-${basename}`);
      expect(names).toEqual(['a-production', 'b-production']);
    });

    test('some with parameters of others', async () => {
      const base = ApplicationSetGenerator.list([
        { cluster: 'a', size: 's' },
        { cluster: 'b', size: 's' },
      ]);
      const large = ApplicationSetGenerator.list([{ cluster: 'b', size: 'l' }]);
      const generator = ApplicationSetGenerator.merge({ generators: [base, large], mergeKeys: ['cluster'] });
      expect(await made(generator, ({ cluster, size }) => `${cluster}-${size}`)).toEqual(['a-s', 'b-l']);
    });

    /** The names of the Applications that a set makes, without the prefix that tells them from those of other sets. */
    async function made<Name extends string>(
      generator: ApplicationSetGenerator<Name>,
      nameOf: (parameters: Readonly<Record<Name, string>>) => string,
    ): Promise<readonly string[]> {
      const chart = new Chart(new App(), 'sets');
      const id = `set-${sets++}`;
      new ApplicationSet<Name>(chart, id, {
        generators: [generator],
        template: (parameters) => ({
          name: `${id}-${nameOf(parameters)}`,
          project: AppProject.fromName('istio-config'),
          source: { repoURL: repository.url, targetRevision: 'main', path: 'deploy/overlays/production' },
          destination: { server: 'https://kubernetes.default.svc', namespace: 'production' },
        }),
      });
      const { api } = clusters.cluster('host');
      const [set] = chart.toJson() as [KubernetesObject];
      await api.apply(set);
      await eventually(
        `Applications of ${id}`,
        async () => (await api.get<SetObject>(set))!.status?.conditions ?? [],
        (conditions) => conditions.some(({ type, status }) => type === 'ResourcesUpToDate' && status === 'True'),
      );
      const names = (await argo.applications()).map(({ metadata }) => metadata.name);
      return names
        .filter((name) => name.startsWith(`${id}-`))
        .map((name) => name.slice(id.length + 1))
        .sort();
    }
  });

  test('leaving the objects there when the set is deleted', async () => {
    const set = { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet' };
    await apiOf('east').delete({ ...set, metadata: { name: 'istio-config-production', namespace: 'argocd' } });
    await eventually(
      'end of the Applications',
      async () => (await argo.applications()).map(({ metadata }) => metadata.name),
      (names) => !names.some((name) => name.startsWith('istio-config-production-')),
    );
    for (const cluster of ['east', 'west'] as const) {
      for (const { object } of fleet.sets.get('production')!) {
        const left = await apiOf(cluster).get(object);
        expect(left).toBeDefined();
        expect(left!.metadata).not.toHaveProperty('deletionTimestamp');
      }
    }
  });
});

let sets = 0;
