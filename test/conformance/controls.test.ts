import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../src/model/identity';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { istioctlAnalyze } from './istioctl';
import { KubeApi } from './kube-api';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';

// A check that cannot fail proves nothing: here are objects that the real programs must refuse.

const NAMESPACE = 'shop';

function virtualService(spec: Readonly<Record<string, unknown>>): KubernetesObject {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'frontend', namespace: NAMESPACE },
    spec: { hosts: ['frontend'], http: [{ route: [{ destination: { host: 'frontend' } }] }], ...spec },
  };
}

describeWith(['kustomize'], 'kustomize build', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kustomization-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function kustomization(...resources: readonly string[]): Promise<string> {
    const content = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
    await writeFile(join(folder, 'kustomization.yaml'), JSON.stringify(content));
    return folder;
  }

  test('gives the objects of the resources', async () => {
    await writeFile(join(folder, 'frontend.yaml'), JSON.stringify(virtualService({})));
    expect(objectsIn(await kustomizeBuild(await kustomization('frontend.yaml')))).toEqual([virtualService({})]);
  });

  test('refuses a resource that is not there', async () => {
    await expect(kustomizeBuild(await kustomization('absent.yaml'))).rejects.toThrow(/absent\.yaml/);
  });
});

describeWith(CONTROL_PLANE_PROGRAMS, 'the API server', () => {
  let api: KubeApi;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions());
    await api.createNamespaces([NAMESPACE]);
  });

  afterAll(() => api.stop());

  test('accepts what is right', async () => {
    expect(await api.dryRun(virtualService({}))).toBeUndefined();
  });

  test.each([
    [
      'an unknown field',
      virtualService({ hostss: ['frontend'] }),
      'failed to create typed patch object (shop/frontend; networking.istio.io/v1, Kind=VirtualService): .spec.hostss: field not declared in schema',
    ],
    [
      'a wrong type',
      virtualService({ http: [{ route: [{ destination: { host: 'frontend' }, weight: 'ninety' }] }] }),
      expect.stringContaining('spec.http[0].route[0].weight'),
    ],
    [
      'a violation of a CEL rule',
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'PeerAuthentication',
        metadata: { name: 'default', namespace: NAMESPACE },
        spec: { portLevelMtls: { '8080': { mode: 'STRICT' } } },
      },
      expect.stringContaining('portLevelMtls requires selector'),
    ],
    [
      'a kind that has no such version',
      { ...virtualService({}), apiVersion: 'networking.istio.io/v2' },
      'networking.istio.io/v2 has no kind VirtualService',
    ],
    [
      'an object in a namespace that does not exist',
      { ...virtualService({}), metadata: { name: 'frontend', namespace: 'absent' } },
      'namespaces "absent" not found',
    ],
  ])('refuses %s', async (_, object: KubernetesObject, message: unknown) => {
    expect(await api.dryRun(object)).toMatchObject({ message });
  });
});

describeWith(['istioctl'], 'istioctl analyze', () => {
  test('says nothing of what is right', async () => {
    expect(await istioctlAnalyze(JSON.stringify(virtualService({})))).toEqual([]);
  });

  test('says which gateway is not there', async () => {
    const messages = await istioctlAnalyze(JSON.stringify(virtualService({ gateways: ['istio-system/absent'] })));
    expect(messages).toContainEqual(
      expect.objectContaining({
        code: 'IST0101',
        level: 'Error',
        origin: `VirtualService ${NAMESPACE}/frontend`,
        message: 'Referenced gateway not found: "istio-system/absent"',
      }),
    );
  });

  test('is refused what is not YAML', async () => {
    await expect(istioctlAnalyze('a: b: c')).rejects.toThrow(/cannot read the YAML/);
  });
});
