import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { defineEnvironment, defineFleet, Fleet, seconds } from '../../../src';
import { argoCd, ArgoCdConfig, ArgoCdInstallation } from '../../../src/delivery/argo-cd';
import { Remote } from '../workflows/harness/stubs-git';
import { RollbackScene, verdictOf } from '../workflows/harness/stubs-rollback';
import type { KubeAnswer, KubeClient } from '../kube-client';
import { describeWith } from '../programs';
import { Application, ARGO_CD_PROGRAMS, ArgoCd, isDelivered } from './harness/argo-cd';
import { ArgoCdApi } from './harness/argo-cd-api';
import { DeployRepository } from './harness/deploy-repository';
import { eventually } from './harness/eventually';
import { RealClusters } from './harness/real-clusters';
import { definitionsFor, synthesizedFleet } from './harness/synthesized-fleet';
import { analysed, gateway, ISTIOD } from './istio-objects';
import { shop, ShopProps } from './shop';

/** What workflows are tested with; `RECORD=1` writes it anew. */
const RECORDED = join(__dirname, '../../fixtures/workflows/argo-cd');
const RECORDS = process.env.RECORD === '1';

describeWith(ARGO_CD_PROGRAMS, 'the API of Argo CD answers what is recorded', () => {
  let clusters: RealClusters<'host'>;
  let argo: ArgoCd;
  let api: ArgoCdApi;
  let kube: KubeClient;
  let repository: DeployRepository;
  let revision: string;
  let scene: RollbackScene;
  const edits: Record<string, ShopProps> = { staging: {}, guarded: {} };

  beforeAll(async () => {
    clusters = await RealClusters.start(['host']);
    ({ api: kube } = clusters.cluster('host'));
    repository = new DeployRepository(join(clusters.folder, 'repository'));
    const fleet = synthesizedFleet(composed());
    await kube.install(definitionsFor(fleet.sets.values()));
    revision = repository.commit(fleet);
    argo = await ArgoCd.start(clusters, 'host');
    for (const object of await repository.build('argocd')) await kube.apply(object);
    api = await ArgoCdApi.start(clusters, 'host');
    scene = await RollbackScene.start(new Remote());
    scene.argoCd.answers = async ({ path, query }) => {
      const { code: status, body } = (await api.get(`${path}?${query.toString()}`))!;
      return { status, body };
    };
  });

  afterAll(async () => {
    await scene.stop();
    await clusters.stop();
  });

  function composed(): Fleet {
    const delivery = argoCd({ retry: { limit: 1, duration: seconds(1), factor: 1 } });
    return defineFleet({
      repository: { url: repository.url },
      environments: Object.keys(edits).map((name) =>
        defineEnvironment(name, { clusters: [{ name }], delivery, compose: (env) => shop(env, edits[name]) }),
      ),
      compose(scope) {
        new ArgoCdInstallation(scope, 'installation');
        new ArgoCdConfig(scope, 'config');
      },
    });
  }

  function commit(name: string, edit: ShopProps): void {
    edits[name] = edit;
    revision = repository.commit(synthesizedFleet(composed()));
  }

  async function ask(environment: string, token?: string): Promise<KubeAnswer> {
    const path = `/api/v1/applications/istio-config-${environment}?refresh=normal&appNamespace=argocd`;
    return (await api.get(path, token))!;
  }

  /** Waits until an Application is as a test needs it, and its answer as it is recorded: parts of it come one by one. */
  async function answers(environment: string, name: string, isIt: (application: Application) => boolean) {
    const answer = await eventually(
      `${environment} as in ${name}.json`,
      () => ask(environment),
      (answer) => answer.code === 200 && isIt(answer.body as Application) && (RECORDS || isRecorded(name, answer)),
      (answer) => normalized(answer.body),
    );
    if (RECORDS) record(name, answer);
  }

  /** What the workflow makes of it. */
  async function verdict(commit: string): Promise<readonly string[]> {
    return verdictOf(await scene.watch('staging', commit, 'often'));
  }

  test('of an Application that has the commit and is well', async () => {
    await argo.until('istio-config-staging', 'Synced and Healthy', isDelivered);
    await answers('staging', 'healthy', isDelivered);
    expect(await verdict(revision)).toEqual(['success', '', '']);
  });

  test('of one with an error in it', async () => {
    await kube.merge(gateway('staging', 'edge'), { status: analysed('ERROR') }, ISTIOD);
    const isDegraded = ({ status }: Application): boolean => status?.health?.status === 'Degraded';
    await answers('staging', 'degraded', isDegraded);
    const reason = 'staging on staging is degraded: Gateway edge: ERROR IST0101';
    expect(await verdict(revision)).toEqual(['failure', 'bad', reason]);
  });

  test('of one whose sync has failed', async () => {
    commit('staging', { timeout: seconds(9) });
    const reason = 'staging on staging has failed: one or more synchronization tasks completed unsuccessfully';
    expect(await verdict(revision)).toEqual(['failure', 'bad', expect.stringContaining(reason)]);
    const hasFailed = ({ status, operation }: Application): boolean => {
      const isOver = operation === undefined && status?.operationState?.phase === 'Failed';
      return isOver && status.sync.revision === revision && status.conditions !== undefined;
    };
    await answers('staging', 'failed', hasFailed);
  });

  test('of one that waits for somebody to confirm a deletion', async () => {
    await argo.until('istio-config-guarded', 'Synced and Healthy', isDelivered);
    commit('guarded', { hasGateway: false });
    // The operation says that it waits before the objects that it has applied are compared again.
    const waits = ({ status }: Application): boolean => {
      const isAsked = /confirmation/.test(status?.operationState?.message ?? '');
      return (
        isAsked && status!.resources!.every(({ status, requiresPruning }) => status === 'Synced' || requiresPruning)
      );
    };
    await answers('guarded', 'confirmation', waits);
  });

  test('where there is no such Application, or no right to see it', async () => {
    const refusals = { 'not-found': await ask('nowhere'), unauthorized: await ask('staging', 'nobody') };
    for (const [name, answer] of Object.entries(refusals)) {
      if (RECORDS) record(name, answer);
      expect(recordable(answer)).toEqual(recorded(name));
    }
  });
});

function record(name: string, answer: KubeAnswer): void {
  mkdirSync(RECORDED, { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify(recordable(answer), null, 2)}\n`);
}

function isRecorded(name: string, answer: KubeAnswer): boolean {
  return isDeepStrictEqual(recordable(answer), recorded(name));
}

function recorded(name: string): unknown {
  return existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')) : 'nothing is recorded';
}

function recordable({ code, body }: KubeAnswer): object {
  return JSON.parse(JSON.stringify({ status: code, body: normalized(body) })) as object;
}

function fileOf(name: string): string {
  return join(RECORDED, `${name}.json`);
}

/** What differs from run to run, or nobody reads. */
const LEFT_OUT =
  /^(metadata|spec|history|summary|operation|comparedTo|source|controllerNamespace|resourceHealthSource|sourceType|sourceHydrator)$|At$|Time$/;

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalized).sort(byText);
  if (typeof value === 'string') return value.replace(/\b[0-9a-f]{40}\b/g, 'REVISION');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !LEFT_OUT.test(key))
      .map(([key, part]) => [key, normalized(part)]),
  );
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
