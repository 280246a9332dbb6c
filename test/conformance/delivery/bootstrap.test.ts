import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../../src/model/identity';
import { customResourceDefinitions } from '../custom-resource-definitions';
import type { KubeClient, Reference } from '../kube-client';
import { describeWith } from '../programs';
import { ARGO_CD_PROGRAMS, ArgoCd, argoCdDefinitions, argoCdSettings } from './harness/argo-cd';
import { eventually } from './harness/eventually';
import { bootstrapped, Flux, FLUX_PROGRAMS } from './harness/flux';
import { missing } from './harness/missing';
import { commandsOf, withOwn } from './harness/page-commands';
import { RealClusters } from './harness/real-clusters';
import { ScaffoldedProject } from './harness/scaffolded-project';
import { VirtualService, virtualService } from './istio-objects';

const SOURCES = 'https://github.com/your-org/istio-config.git';
const DEPLOY = 'https://github.com/your-org/istio-deploy.git';

const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

type ConfigMap = KubernetesObject & { readonly data: Readonly<Record<string, string>> };
interface Managed {
  readonly managedFields: readonly { readonly manager: string; readonly operation: string; readonly time: string }[];
}

/** What a cluster has of Istio's installation: the kinds, and the namespace. */
async function installIstio(objects: readonly KubernetesObject[], api: KubeClient): Promise<void> {
  const kinds = new Set(objects.map(({ apiVersion, kind }) => `${apiVersion.split('/')[0]}/${kind}`));
  await api.install(customResourceDefinitions().filter(({ spec }) => kinds.has(`${spec.group}/${spec.names.kind}`)));
  await api.createNamespaces(['istio-system']);
}

async function timeoutOf(api: KubeClient): Promise<string | undefined> {
  return (await api.get<VirtualService>(virtualService('default', 'api-service')))!.spec.http.at(-1)!.timeout;
}

describeWith([...ARGO_CD_PROGRAMS, 'kubectl'], 'a project for Argo CD', () => {
  /** Argo CD runs where production does. */
  const HOST = 'production';
  let clusters: RealClusters<Environment>;
  let project: ScaffoldedProject;
  let argo: ArgoCd;
  let revision: string;

  beforeAll(async () => {
    clusters = await RealClusters.start(ENVIRONMENTS);
    project = await ScaffoldedProject.init(`--delivery argo-cd --repository ${SOURCES}`, clusters.newFolder('git'));
    project.edit('environments/repository.ts', SOURCES, project.makeRemote('istio-config.git'));
    nameClusters(project);
    await project.commit();
    revision = project.push('istio-config.git');
    await Promise.all(
      ENVIRONMENTS.map(async (name) => installIstio(await project.build(`overlays/${name}`), apiOf(name))),
    );
  });

  afterAll(async () => {
    await clusters.stop();
    project.remove();
  });

  /** What a reader puts in of their own, besides addresses of repositories. */
  function nameClusters(project: ScaffoldedProject): void {
    for (const name of ENVIRONMENTS) {
      const server = name === HOST ? 'https://kubernetes.default.svc' : clusters.cluster(name).access.server;
      project.edit('environments/clusters.ts', `https://${name}.k8s.example.com`, server);
    }
  }

  function changeTimeout(project: ScaffoldedProject): void {
    project.edit('environments/platform.ts', 'timeout: seconds(10)', 'timeout: seconds(9)');
  }

  /** Takes an environment out, and changes the Application of another one. */
  function removeDevelopment(project: ScaffoldedProject): void {
    project.edit('environments/main.ts', '[development, staging, production]', '[staging, production]');
    project.edit('environments/clusters.ts', "name: 'staging'", "name: 'staging', region: 'eu-west-1'");
  }

  const apiOf = (name: Environment): KubeClient => clusters.cluster(name).api;

  async function kubectl(command: string): Promise<string> {
    return clusters.run(HOST, command, project.folder);
  }

  async function delivered(names: readonly Environment[]): Promise<void> {
    for (const name of ['root', ...names.map((name) => `istio-config-${name}`)]) {
      await argo.until(name, 'there', () => true);
      await argo.refresh(name);
      await argo.delivered(name, revision);
    }
  }

  /** Has Argo CD, with what only its API server makes of it. */
  async function startArgoCd(): Promise<void> {
    argo = await ArgoCd.run(clusters, HOST);
    await clusters.startArgoCdApi();
    await eventually(
      'the project of the root',
      () => apiOf(HOST).get(argoCdObject('AppProject', 'default')),
      (seen) => seen !== undefined,
    );
    for (const name of ENVIRONMENTS) if (name !== HOST) await argo.register(clusters.cluster(name), {});
  }

  /** When Argo CD has last changed something of an object. */
  async function whenApplied(object: Reference): Promise<string> {
    const { managedFields } = (await apiOf(HOST).get(object))!.metadata as unknown as Managed;
    return managedFields.find(({ manager, operation }) => manager === 'argocd-controller' && operation === 'Apply')!
      .time;
  }

  test('is bootstrapped by the commands of the page, where Argo CD was once installed without --server-side', async () => {
    const manifests = join(clusters.folder, 'install.yaml');
    const page = withOwn(commandsOf('argo-cd.md', 'install'), /https:\/\/raw\S+\/manifests\/install\.yaml/, manifests);
    const [create, ...install] = page.split('\n');
    await kubectl(create!);
    writeFileSync(manifests, yamlOf(argoCdSettings()));
    await kubectl(`kubectl apply -n argocd -f ${manifests}`);
    writeFileSync(manifests, yamlOf([...argoCdDefinitions(), ...argoCdSettings()]));
    await kubectl(install.join('\n'));
    await startArgoCd();
    await kubectl(commandsOf('argo-cd.md', 'root'));
    await delivered(ENVIRONMENTS);
    for (const name of ENVIRONMENTS) {
      expect(await missing(await project.build(`overlays/${name}`), apiOf(name))).toEqual([]);
    }
  });

  test('leaves the settings that Argo CD came with, and changes nothing twice', async () => {
    const objects = await project.build('argocd');
    const ours = objects.find(({ metadata }) => metadata.name === 'argocd-cm') as ConfigMap;
    const theirs = argoCdSettings()[0] as ConfigMap;
    const { data } = (await apiOf(HOST).get<ConfigMap>(ours))!;
    expect(new Set(Object.keys(data))).toEqual(new Set([...Object.keys(theirs.data), ...Object.keys(ours.data)]));
    const before = await Promise.all(objects.map(whenApplied));
    for (let times = 0; times < 3; times++) await argo.compare('root');
    expect(await Promise.all(objects.map(whenApplied))).toEqual(before);
  });

  test('delivers the next commit to all clusters', async () => {
    changeTimeout(project);
    await project.commit();
    revision = project.push('istio-config.git');
    await delivered(ENVIRONMENTS);
    for (const name of ENVIRONMENTS) expect(await timeoutOf(apiOf(name))).toBe('9s');
  });

  test('asks before an environment leaves, once all else is applied, and its objects stay', async () => {
    const objects = await project.build('overlays/development');
    removeDevelopment(project);
    await project.commit();
    revision = project.push('istio-config.git');
    await argo.refresh('root');
    const message = 'Waiting for pruning confirmation of argoproj.io/v1alpha1/Application/istio-config-development';
    await argo.until('root', 'waits', ({ status }) => status?.operationState?.message === message);
    const { spec } = await argo.until('istio-config-staging', 'there', () => true);
    expect(spec).toMatchObject({ source: { kustomize: { commonLabels: { region: 'eu-west-1' } } } });
    const confirm = withOwn(commandsOf('argo-cd.md', 'confirm'), 'istio-config-production-us-east', 'root');
    await eventually(
      'end of the Application',
      async () => {
        await kubectl(confirm); // in the second in which the operation began an approval is none
        return (await argo.applications()).map(({ metadata }) => metadata.name);
      },
      (names) => !names.includes('istio-config-development'),
    );
    await delivered(['staging', 'production']);
    expect(await missing(objects, apiOf('development'))).toEqual([]);
  });

  test('is divided into two repositories, and is then as one that began with two', async () => {
    const [sources, deploy] = [project.makeRemote('sources.git'), project.makeRemote('istio-deploy.git')];
    const page = 'tasks/two-repositories.md';
    const repository = commandsOf(page, 'write environments/repository.ts');
    project.write('environments/repository.ts', withOwn(withOwn(repository, DEPLOY, deploy), SOURCES, sources));
    project.write('.gitignore', commandsOf(page, 'write .gitignore'));
    await project.run(commandsOf(page, 'run'));
    revision = project.push('istio-deploy.git', 'deploy');
    await eventually(
      'root of the deploy repository',
      async () => {
        await kubectl(commandsOf('argo-cd.md', 'root')); // a sync that was under way takes it back
        await argo.compare('root');
        return argo.until('root', 'there', () => true);
      },
      ({ spec }) => (spec as { source: { repoURL: string } }).source.repoURL === deploy,
    );
    await delivered(['staging', 'production']);

    const choices = `--delivery argo-cd --repository ${SOURCES} --deploy-repository ${DEPLOY}`;
    const other = await ScaffoldedProject.init(choices, clusters.newFolder('other'));
    try {
      other.edit('environments/repository.ts', SOURCES, sources);
      other.edit('environments/repository.ts', DEPLOY, deploy);
      for (const edit of [nameClusters, changeTimeout, removeDevelopment]) edit(other);
      await other.run('npm run synth');
      expect(other.tree()).toEqual(project.tree());
    } finally {
      other.remove();
    }
  });
});

describeWith(FLUX_PROGRAMS, 'a project for Flux', () => {
  let clusters: RealClusters<'production'>;
  let api: KubeClient;
  let project: ScaffoldedProject;
  let flux: Flux;
  let revision: string;

  beforeAll(async () => {
    clusters = await RealClusters.start(['production']);
    ({ api } = clusters.cluster('production'));
    project = await ScaffoldedProject.init(`--delivery flux --repository ${SOURCES}`, clusters.newFolder('git'));
    project.makeRemote('istio-config.git');
    await installIstio(await project.build('overlays/production'), api);
    flux = await Flux.start(clusters, 'production');
  });

  afterAll(async () => {
    await clusters.stop();
    project.remove();
  });

  /** Pushes what is committed, and gives Flux what its source controller would. */
  async function push(): Promise<void> {
    const commit = project.push('istio-config.git');
    revision = await flux.publish(project.clone('istio-config.git', join(clusters.folder, commit)), 'istio-config');
  }

  async function ready(): Promise<void> {
    for (const name of ['flux-system', ...stages()]) await flux.ready(name, revision);
  }

  function stages(): readonly string[] {
    return ['istio-system', 'gateways', 'applications', 'authorization', 'policies'].map(
      (folder) => `production-production-${folder}`,
    );
  }

  test('is bootstrapped with the folder that the page says', async () => {
    const [, page] = /^flux bootstrap github .*--path=(\S+)/.exec(
      commandsOf('flux.md', 'bootstrap').replaceAll('\\\n', ''),
    )!;
    const path = withOwn(page!, 'us-east', 'production');
    // What the command writes, and commits, there.
    project.write(`${path}/flux-system/kustomization.yaml`, yamlOf([{ resources: ['gotk-sync.yaml'] }]));
    project.write(`${path}/flux-system/gotk-sync.yaml`, yamlOf(bootstrapped(`./${path}`)));
    await project.commit();
    await project.run('npx istio-gitops synth --check');
    await flux.bootstrap(`./${path}`);
    await push();
    await ready();
    expect(await missing(await project.build('overlays/production'), api)).toEqual([]);
  });

  test('delivers the next commit', async () => {
    project.edit('environments/platform.ts', 'timeout: seconds(10)', 'timeout: seconds(9)');
    await project.commit();
    await push();
    await ready();
    expect(await timeoutOf(api)).toBe('9s');
  });

  test('takes an environment that leaves from its cluster, but its namespaces', async () => {
    const objects = await project.build('overlays/production');
    project.edit('environments/main.ts', '[development, staging, production]', '[development, staging]');
    await project.commit();
    await push();
    await flux.ready('flux-system', revision);
    const left = await eventually(
      'end of the objects',
      () => missing(objects, api),
      (gone) => gone.length === objects.length - 1,
    );
    expect(left).not.toContain('Namespace default');
  });
});

function argoCdObject(kind: string, name: string): Reference {
  return { apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { namespace: 'argocd', name } };
}

function yamlOf(objects: readonly object[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}
