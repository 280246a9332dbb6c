import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fleet from '../../environments/main';
import type { KubernetesObject } from '../../src/model/identity';
import { IstioInstallation, IstioInstallationArgs } from '../../src/pulumi';
import { FleetSets } from '../../src/pulumi/fleet-sets';
import { documents } from '../fixtures/manifests';
import { recordedStack, Registered } from '../pulumi/recorded-stack';
import { describeWith, programPath } from './programs';

/** Folders of the charts in the module that istioctl is built from. */
const FOLDERS: Readonly<Record<string, string>> = {
  base: 'base',
  istiod: 'istio-control/istio-discovery',
  gateway: 'gateway',
};

interface Inputs {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly values: object;
}

/** What an object of a workload or ConfigMap has, as far as it is looked at. */
interface Rendered extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly serviceAccountName: string;
        readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value?: string }[] }[];
      };
    };
  };
}

describeWith(['helm', 'go'], 'the charts of Istio', () => {
  const pin = /istio\.io\/istio@\S+/.exec(
    readFileSync(join(__dirname, '..', '..', 'tools', 'programs.sh'), 'utf8'),
  )![0];
  let charts: string;
  let folder: string;
  beforeAll(() => {
    const module = execFileSync(programPath('go'), ['mod', 'download', '-json', pin], {
      encoding: 'utf8',
      cwd: tmpdir(),
    });
    charts = join((JSON.parse(module) as { Dir: string }).Dir, 'manifests', 'charts');
    folder = mkdtempSync(join(tmpdir(), 'istio-charts-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function rendered(args: IstioInstallationArgs = {}): Promise<ReadonlyMap<string, readonly Rendered[]>> {
    const { resources } = await recordedStack(() => new IstioInstallation('istio', args));
    const releases = resources.filter(({ type }) => type.endsWith(':Release'));
    return new Map(releases.map((release) => [(release.inputs as unknown as Inputs).name, template(release)]));
  }

  function template({ inputs }: Registered): readonly Rendered[] {
    const { name, namespace, chart, values } = inputs as unknown as Inputs;
    const file = join(folder, 'values.json');
    writeFileSync(file, JSON.stringify(values));
    const argv = ['template', name, join(charts, FOLDERS[chart]!), '--namespace', namespace, '--values', file];
    const text = execFileSync(programPath('helm'), argv, { encoding: 'utf8', maxBuffer: 64 << 20 });
    return documents(text) as Rendered[];
  }

  const named = (objects: readonly Rendered[], kind: string, name: string): Rendered | undefined =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);

  test('make no mesh config, which is in Git, and no other object of the deploy tree', async () => {
    const sets = FleetSets.of(fleet);
    const objects = [...(await rendered()).values()].flat();
    const owned = objects.filter(({ apiVersion, kind, metadata: { name, namespace } }) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
      return sets.has(`${group}/${kind}/${namespace ?? ''}/${name}`);
    });
    expect(objects.length).toBeGreaterThan(40);
    expect(owned.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
    expect(named(objects, 'ConfigMap', 'istio')).toBeUndefined();
    expect(named(objects, 'ConfigMap', 'istio-sidecar-injector')).toBeDefined();
  });

  test('start istiod with its analysis, named as the mesh config calls it', async () => {
    const releases = await rendered({ revisions: { default: '1.31.1', '1-32': '1.32.0' } });
    for (const [release, name] of [
      ['istiod', 'istiod'],
      ['istiod-1-32', 'istiod-1-32'],
    ] as const) {
      const objects = releases.get(release)!;
      const { env } = named(objects, 'Deployment', name)!.spec!.template!.spec.containers[0]!;
      expect(env).toContainEqual({ name: 'PILOT_ENABLE_ANALYSIS', value: 'true' });
      expect(named(objects, 'Service', name)).toBeDefined();
    }
  });

  test('keep the definitions of kinds when the release is removed', async () => {
    const definitions = (await rendered()).get('istio-base')!.filter(({ kind }) => kind === 'CustomResourceDefinition');
    expect(definitions.length).toBeGreaterThan(10);
    for (const { metadata } of definitions) expect(metadata.annotations?.['helm.sh/resource-policy']).toBe('keep');
  });

  test('make the pods, accounts and services that gateways and policies of the sample name', async () => {
    const objects = [...(await rendered()).values()].flat();
    const pods = objects.flatMap(({ spec }) => spec?.template ?? []);
    const production = FleetSets.of(fleet).environment('production');
    for (const { object } of production.ofKind('networking.istio.io', 'Gateway')) {
      const { selector } = object['spec'] as { selector: Record<string, string> };
      expect(pods.map(({ metadata }) => metadata.labels)).toContainEqual(expect.objectContaining(selector));
    }
    const policies = JSON.stringify(
      production.ofKind('security.istio.io', 'AuthorizationPolicy').map(({ object }) => object),
    );
    const accounts = [...policies.matchAll(/ns\/istio-system\/sa\/([\w-]+)/g)].map(([, account]) => account!);
    expect(accounts).not.toEqual([]);
    expect(pods.map(({ spec }) => spec.serviceAccountName)).toEqual(expect.arrayContaining(accounts));
    expect(named(objects, 'Service', 'istio-egressgateway')).toBeDefined();
  });
});
