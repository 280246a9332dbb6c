import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fleet from '../../environments/main';
import {
  argoCd,
  ArgoCdRoot,
  Cluster,
  defineEnvironment,
  defineFleet,
  Environment,
  FleetProps,
  flux,
  Namespace,
} from '../../src';
import { identityKey, identityOf, KubernetesObject } from '../../src/model/identity';
import { bootstrapStack, CHARTS } from '../../src/pulumi';
import { documents } from '../fixtures/manifests';
import { Registered, recordedStack, secretsOf, StackOptions } from './recorded-stack';
import { stackFiles } from './stack-files';

const DEPLOY = join(__dirname, '..', '..', 'deploy');
const CANARY = 'canary-5f1e';
const SECRETS = {
  repositoryPassword: CANARY,
  secrets: {
    'flux-system/slack-webhook': { address: CANARY },
    'argocd/argocd-notifications-secret': { 'slack-token': CANARY },
  },
  argoCdClusters: { staging: { bearerToken: CANARY } },
};
const STACKS = stackFiles();
const GITOPS = [...STACKS.keys()].filter((stack) => STACKS.get(stack)!['delivery'] !== 'direct');

function stackOptions(stack: string): StackOptions {
  const secrets = stack === 'local' ? {} : SECRETS;
  return { stack, config: { ...STACKS.get(stack), ...secrets }, secret: Object.keys(secrets) };
}

const recorded = new Map<string, Promise<readonly Registered[]>>();

function stackOf(stack: string): Promise<readonly Registered[]> {
  const known = recorded.get(stack);
  if (known !== undefined) return known;
  const resources = recordedStack(() => bootstrapStack(fleet), stackOptions(stack)).then((result) => result.resources);
  recorded.set(stack, resources);
  return resources;
}

const only = (resources: readonly Registered[], type: string) => resources.filter((one) => one.type.endsWith(type));
const names = (resources: readonly Registered[], type: string) => only(resources, type).map(({ name }) => name);
const named = (resources: readonly Registered[], name: string): Registered => {
  const found = resources.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not among ${resources.map((one) => one.name).join(', ')}`);
  return found;
};

/** Keys of all objects in the deploy tree, as its files have them. */
function deployed(): ReadonlySet<string> {
  const files = readdirSync(DEPLOY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const objects = files.flatMap((file) => documents(readFileSync(join(DEPLOY, file), 'utf8')));
  // Kustomizations of the tree itself have no name, and are no objects.
  return new Set(objects.filter(isNamed).map((object) => identityKey(identityOf(object))));
}

function isNamed(object: object): object is KubernetesObject {
  return 'metadata' in object;
}

function keyOf({ type, inputs }: Registered): string {
  const [, apiVersion, kind] = type.split(':') as [string, string, string];
  const metadata = inputs['metadata'] as KubernetesObject['metadata'];
  return identityKey(identityOf({ apiVersion: apiVersion.replace(/^core\//, ''), kind, metadata }));
}

describe('the stacks of the sample', () => {
  test('there is one for each cluster', () => {
    expect([...STACKS.keys()]).toEqual(expect.arrayContaining(fleet.clusters.map(({ name }) => name)));
  });

  test.each([
    ['dev', ['istio-system', 'flux-system'], 'flux2'],
    ['staging', ['istio-system'], undefined],
    ['prod-us-east', ['istio-system'], undefined],
    ['management', [], 'argocd'],
    ['local', ['istio-system'], undefined],
  ])('%s makes the namespaces %j and installs %s', async (stack, namespaces, controller) => {
    const resources = await stackOf(stack);
    const istio = ['istio-base', 'istiod', 'istio-ingressgateway', 'istio-egressgateway'];
    const releases = [...(stack === 'management' ? [] : istio), ...(controller === undefined ? [] : [controller])];
    expect(names(resources, ':Release').map((name) => name.split(':')[1])).toEqual(expect.arrayContaining(releases));
    expect(only(resources, ':Release')).toHaveLength(releases.length);
    expect(names(resources, ':Namespace').map((name) => name.split(':')[1])).toEqual(namespaces);
  });

  test.each(GITOPS)('%s owns nothing that is in the deploy tree', async (stack) => {
    const objects = (await stackOf(stack)).filter(
      ({ type }) => type.startsWith('kubernetes:') && !type.endsWith(':Release'),
    );
    const inGit = deployed();
    expect(inGit.size).toBeGreaterThan(50);
    expect(objects.map(keyOf).filter((key) => inGit.has(key))).toEqual([]);
  });

  test.each([...STACKS.keys()])('%s keeps secrets secret', async (stack) => {
    const resources = await stackOf(stack);
    for (const { inputs, type } of resources) {
      const hidden = secretsOf(inputs);
      expect(JSON.stringify(without(inputs, hidden))).not.toContain(CANARY);
      if (type.endsWith(':Secret')) expect(hidden).toEqual(['/stringData']);
    }
  });

  test.each([...STACKS.keys()])('%s changes nothing by a provider of its own accord', async (stack) => {
    const resources = (await stackOf(stack)).filter(({ type }) => type.startsWith('kubernetes:'));
    expect(resources.length).toBeGreaterThan(0);
    for (const { provider } of resources) expect(provider).toContain('pulumi:providers:kubernetes::cluster');
  });

  test.each([...STACKS.keys()])('%s is previewed with the same resources', async (stack) => {
    const preview = await recordedStack(() => bootstrapStack(fleet), { ...stackOptions(stack), isPreview: true });
    const sorted = (resources: readonly Registered[]) => resources.map(({ name }) => name).sort();
    expect(sorted(preview.resources)).toEqual(sorted(await stackOf(stack)));
  });
});

function without(value: unknown, pointers: readonly string[], at = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !pointers.includes(`${at}/${key}`));
  return Object.fromEntries(entries.map(([key, child]) => [key, without(child, pointers, `${at}/${key}`)]));
}

describe('Istio', () => {
  test('leaves the mesh config to Git, and tells what it thinks of objects', async () => {
    const { inputs } = named(await stackOf('dev'), 'istio:istiod');
    expect(inputs).toMatchObject({
      chart: 'istiod',
      version: CHARTS.istiod.version,
      atomic: true,
      values: { configMap: false, global: { istiod: { enableAnalysis: true } }, revision: '' },
    });
  });

  test('comes in the order that its parts need', async () => {
    const resources = await stackOf('dev');
    expect(named(resources, 'istio:istiod').dependsOn).toEqual(['istio:istio-base']);
    expect(named(resources, 'istio:istio-ingressgateway').dependsOn).toEqual(['istio:istiod']);
    expect(named(resources, 'istio:istio-base').dependsOn).toEqual(['istio:istio-system']);
  });

  test('takes more values from the stack, below those that the mesh depends on', async () => {
    const { inputs } = named(await stackOf('prod-us-east'), 'istio:istiod');
    const [asset] = inputs['valueYamlFiles'] as [Record<string, string>];
    expect(JSON.parse(asset['text']!)).toEqual({ autoscaleMin: 2 });
    expect(inputs['values']).toMatchObject({ configMap: false });
  });

  test('runs two revisions while one takes over from the other', async () => {
    const config = { ...STACKS.get('staging'), revisions: { default: '1.30.3', '1-31': '1.31.1' } };
    const { resources } = await recordedStack(() => bootstrapStack(fleet), { stack: 'staging', config });
    expect(named(resources, 'istio:istio-base').inputs).toMatchObject({
      version: '1.31.1',
      values: { defaultRevision: 'default' },
    });
    expect(named(resources, 'istio:istiod').inputs).toMatchObject({ version: '1.30.3' });
    expect(named(resources, 'istio:istiod-1-31').inputs).toMatchObject({
      version: '1.31.1',
      values: { revision: '1-31' },
    });
    expect(named(resources, 'istio:istio-ingressgateway').inputs).toMatchObject({
      version: '1.30.3',
      values: { revision: '' },
    });
  });
});

describe('Flux', () => {
  test('is told of its folder of the deploy tree, after Istio and its credentials are there', async () => {
    const resources = await stackOf('dev');
    const roots = resources.filter(({ parent }) => parent === 'flux:root');
    expect(roots.map(keyOf)).toEqual([
      'kustomize.toolkit.fluxcd.io/Kustomization/flux-system/flux-system',
      'source.toolkit.fluxcd.io/GitRepository/flux-system/flux-system',
    ]);
    expect(roots[0]!.inputs['spec']).toMatchObject({
      path: './deploy/clusters/dev',
      deletionPolicy: 'Orphan',
      prune: true,
    });
    expect(roots[1]!.inputs['spec']).toMatchObject({ secretRef: { name: 'github-credentials' } });
    expect(roots[0]!.dependsOn).toEqual(
      expect.arrayContaining(['istio:istiod', 'flux:flux2', 'flux:flux-system/github-credentials']),
    );
  });

  test('keeps the definitions of its kinds when it is removed', async () => {
    expect(named(await stackOf('dev'), 'flux:flux2').inputs['values']).toEqual({
      crds: { annotations: { 'helm.sh/resource-policy': 'keep' } },
    });
  });
});

describe('Argo CD', () => {
  test('gets its root Application, the repository and its clusters', async () => {
    const resources = await stackOf('management');
    const root = named(resources, 'argo-cd:root:argoproj.io/Application/argocd/root');
    expect(root.inputs['spec']).toMatchObject({ source: { path: 'deploy/argocd' } });
    expect(root.dependsOn).toEqual([
      'argo-cd:argocd',
      'argo-cd:argocd/cluster-staging',
      'argo-cd:argocd/deploy-repository',
    ]);
    const cluster = named(resources, 'argo-cd:argocd/cluster-staging');
    expect(cluster.inputs['metadata']).toMatchObject({ labels: { 'argocd.argoproj.io/secret-type': 'cluster' } });
  });

  test('leaves its namespace, and the settings that are in Git, as Git has them', async () => {
    const { inputs } = named(await stackOf('management'), 'argo-cd:argocd');
    expect(inputs).toMatchObject({
      createNamespace: true,
      values: {
        configs: { cm: { url: 'https://argocd.example.com' } },
        notifications: { secret: { create: false } },
      },
    });
  });

  test('is installed where the only cluster has no other server', async () => {
    const small = fleetOf({ delivery: argoCd(), clusters: [{ name: 'one' }] });
    const { outputs } = await recordedStack(() => bootstrapStack(small), { stack: 'one', config: { context: 'one' } });
    expect(outputs).toEqual({
      cluster: 'one',
      environments: ['one'],
      istio: { default: '1.31.1' },
      controllers: ['argo-cd'],
    });
  });
});

function fleetOf(
  environment: { delivery?: ReturnType<typeof argoCd>; clusters: readonly Cluster[]; text?: string },
  props: Partial<FleetProps> = {},
): ReturnType<typeof defineFleet> {
  const { text = 'plain', ...rest } = environment;
  const compose = (env: Environment): void => {
    new Namespace(env, 'shop', { name: 'shop', annotations: { 'example.com/text': text } });
  };
  return defineFleet({
    repository: { url: 'https://git.example.com/mesh.git' },
    environments: [defineEnvironment('one', { ...rest, compose })],
    ...props,
  });
}

describe('a direct stack', () => {
  test('applies the whole environment after Istio, and installs no controller', async () => {
    const resources = await stackOf('local');
    const objects = resources.filter(({ parent }) => parent === 'development');
    expect(objects.length).toBeGreaterThan(20);
    expect(objects[0]!.dependsOn).toEqual(expect.arrayContaining(['istio:istio-ingressgateway']));
    expect(names(resources, ':ControllerBootstrap')).toEqual([]);
    const gateway = named(resources, 'istio:istio-ingressgateway');
    expect(gateway.inputs['values']).toMatchObject({ service: { type: 'NodePort' } });
  });
});

describe('what is wrong is said with the command that mends it', () => {
  const clusters = [{ name: 'one', variables: {} }];
  const sample = (stack: string, config: object, secret: readonly string[] = []) => ({
    stack,
    config,
    secret,
    of: fleet,
  });
  const cases: Record<
    string,
    [{ stack: string; config: object; secret?: readonly string[]; of: typeof fleet }, string]
  > = {
    'an unknown cluster': [
      sample('prod-us-est', { context: 'x' }),
      'prod-us-est: the fleet has no cluster "prod-us-est"; did you mean "prod-us-east"?: run pulumi config set cluster with one of dev, staging',
    ],
    'no cluster to change': [sample('staging', {}), 'run pulumi config set context'],
    'a misspelt key': [
      sample('staging', { contxt: 'x' }),
      'Pulumi.staging.yaml: istio-gitops:contxt is no configuration of this program; did you mean "context"?',
    ],
    'a wrong type': [
      sample('staging', { context: 'x', runsArgoCd: 'perhaps' }),
      'istio-gitops:runsArgoCd is "perhaps": pass true or false',
    ],
    'a wrong word': [
      sample('staging', { context: 'x', delivery: 'directly' }),
      'istio-gitops:delivery is "directly"; did you mean "direct"?',
    ],
    'a plain-text secret': [
      sample('dev', { context: 'x', repositoryPassword: CANARY }),
      'istio-gitops:repositoryPassword is stored as plain text: rotate it, and run pulumi config set --secret repositoryPassword',
    ],
    'a secret that is no object': [
      sample('dev', { context: 'x', secrets: CANARY }, ['secrets']),
      'istio-gitops:secrets is no object',
    ],
    'a secret of a wrong type': [
      sample('dev', { context: 'x', secrets: { 'a/b': CANARY } }, ['secrets']),
      'istio-gitops:secrets has a field of a wrong type',
    ],
    'a Secret without a namespace': [
      sample('dev', { ...STACKS.get('dev'), repositoryPassword: 'x', secrets: { b: { c: CANARY } } }, [
        'secrets',
        'repositoryPassword',
      ]),
      '`secrets` has "b", which names no Secret: write namespace/name',
    ],
    'credentials that nobody makes': [
      sample('dev', { context: 'x' }),
      'dev: the source of Flux reads the Secret flux-system/github-credentials, and nobody makes it: run pulumi config set --secret repositoryPassword',
    ],
    'two kinds of credentials': [
      sample('dev', { context: 'x', repositoryPassword: 'a', sshPrivateKey: 'b' }, [
        'repositoryPassword',
        'sshPrivateKey',
      ]),
      'istio-gitops:sshPrivateKey and repositoryPassword are both set',
    ],
    'a key without the host’s': [
      sample('dev', { context: 'x', sshPrivateKey: 'b' }, ['sshPrivateKey']),
      'istio-gitops:knownHosts is missing',
    ],
    'an unknown cluster of Argo CD': [
      sample('management', { ...STACKS.get('management'), argoCdClusters: { stagin: {} } }, ['argoCdClusters']),
      'the fleet has no cluster "stagin"; did you mean "staging"?',
    ],
    'a cluster without a server': [
      sample('management', { ...STACKS.get('management'), argoCdClusters: { dev: {} } }, ['argoCdClusters']),
      'the cluster dev has no server',
    ],
    'a revision without a version': [
      sample('staging', { context: 'x', revisions: { '1-31': '1.31.1' } }),
      'an environment has the revision "default", and `revisions` has not',
    ],
    'an unknown environment': [
      sample('dev', { context: 'x', delivery: 'direct', environment: 'develop' }),
      'the cluster has no environment "develop"; did you mean "development"?',
    ],
    'a direct stack with a controller': [
      sample('dev', { context: 'x', delivery: 'direct', runsArgoCd: true }),
      'a direct stack has no controller',
    ],
    'nobody who delivers': [
      { stack: 'one', config: { context: 'x' }, of: fleetOf({ clusters }) },
      'nobody delivers to one: set `delivery` of one',
    ],
    'Argo CD that delivers nothing': [
      { stack: 'one', config: { context: 'x', runsArgoCd: true }, of: fleetOf({ clusters, delivery: flux() }) },
      'Argo CD delivers no environment',
    ],
    'credentials that nobody reads': [
      {
        stack: 'one',
        config: { context: 'x', repositoryPassword: CANARY },
        secret: ['repositoryPassword'],
        of: fleetOf({ clusters, delivery: flux() }),
      },
      'Flux would not read the credentials: name a Secret in `source.secretRef` of flux()',
    ],
    'variables of Flux': [
      {
        stack: 'one',
        config: { context: 'x', delivery: 'direct' },
        of: fleetOf({ clusters, delivery: flux(), text: '${CLUSTER_NAME}' }),
      },
      'has variables, which Flux alone substitutes',
    ],
    'a root that is in Git, too': [
      {
        stack: 'one',
        config: { context: 'x' },
        of: fleetOf(
          { clusters: [{ name: 'one' }], delivery: argoCd() },
          {
            compose(scope) {
              new ArgoCdRoot(scope, 'root', { repository: { url: 'https://git.example.com/mesh.git' } });
            },
          },
        ),
      },
      'Application argocd/root is in the deploy tree, so that Pulumi must not own it too',
    ],
  };

  test.each(Object.entries(cases))('%s', async (_, [{ of, ...options }, message]) => {
    const failed = recordedStack(() => bootstrapStack(of), options as StackOptions);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(CANARY);
  });
});
