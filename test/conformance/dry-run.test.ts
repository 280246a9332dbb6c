import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiServer } from '../../src/adapters/cluster/api-server';
import { dryRunResults } from '../../src/check/dry-run';
import { describeIdentity } from '../../src/model/identity';
import { ManifestSet } from '../../src/model/manifest-set';
import { temporaryFolders } from '../adapters/temporary-folder';
import { manifestsOf } from '../fixtures/manifests';
import { CONTROL_PLANE_PROGRAMS } from './control-plane';
import { customResourceDefinitions } from './custom-resource-definitions';
import { KubeApi } from './kube-api';
import { describeWith } from './programs';

const GOOD = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { namespace: shop, name: good }
spec: { hosts: [api.example.com], resolution: DNS, location: MESH_EXTERNAL, ports: [{ number: 443, name: tls, protocol: TLS }] }
`;

const SET = new ManifestSet(
  'test',
  manifestsOf(`${GOOD}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: shop, name: two-faults }
spec:
  hosts: [a]
  http:
    - { retries: { attempts: 2, perTryTimeout: soon }, timeout: soon, route: [{ destination: { host: a } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: shop, name: unknown-field }
spec: { hosts: [a], htp: [] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: nowhere, name: no-namespace }
spec: { hosts: [a], http: [{ route: [{ destination: { host: a } }] }] }
---
apiVersion: v1
kind: Namespace
metadata: { name: to-come }
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { namespace: to-come, name: later }
spec: { egress: [{ hosts: ['./*'] }] }
---
apiVersion: example.com/v1
kind: Widget
metadata: { namespace: shop, name: unknown-kind }
`),
);

const folder = temporaryFolders();

describeWith(CONTROL_PLANE_PROGRAMS, 'a dry run asks a real API server', () => {
  let api: KubeApi;
  let server: ApiServer;

  beforeAll(async () => {
    api = await KubeApi.start();
    await api.install(customResourceDefinitions());
    await api.createNamespaces(['shop']);
    server = await ApiServer.connect({ kubeconfig: api.server.kubeconfig() }, {});
  });

  afterAll(async () => {
    server.close();
    await api.stop();
  });

  test('what it refuses becomes findings at their fields, and what only waits for the set is skipped', async () => {
    let answered = 0;
    const objects = SET.manifests.map(({ object }) => object);
    const answers = await server.dryRunAll(objects, () => answered++);
    const results = SET.manifests.flatMap((manifest, index) =>
      dryRunResults(manifest, answers[index]!, SET).map((result) => [
        describeIdentity(manifest.identity),
        ...(result.kind === 'skipped' ? ['skipped', result.reason] : [result.finding.code, result.finding.pointer]),
      ]),
    );
    expect(results).toEqual([
      ['VirtualService shop/two-faults', 'IGO0501', '/spec/http/0/retries/perTryTimeout'],
      ['VirtualService shop/two-faults', 'IGO0501', '/spec/http/0/timeout'],
      ['VirtualService shop/unknown-field', 'IGO0501', '/spec/htp'],
      ['VirtualService nowhere/no-namespace', 'IGO0502', '/metadata/namespace'],
      ['Sidecar to-come/later', 'skipped', 'the cluster lacks the namespace to-come, which the set makes'],
      ['Widget shop/unknown-kind', 'IGO0503', '/apiVersion'],
    ]);
    expect(answered).toBe(SET.size);
  });

  test('nothing is changed by it', async () => {
    const [good] = manifestsOf(GOOD);
    expect(await server.dryRunAll([good!.object], () => undefined)).toEqual([{ kind: 'accepted' }]);
    expect(await api.get(good!.object)).toBeUndefined();
  });

  test('a user whom it does not know is told to sign in', async () => {
    const known = JSON.parse(readFileSync(api.server.kubeconfig(), 'utf8')) as { readonly users: readonly object[] };
    const file = join(folder(), 'kubeconfig');
    writeFileSync(file, JSON.stringify({ ...known, users: [{ ...known.users[0], user: { token: 'wrong' } }] }));
    const stranger = await ApiServer.connect({ kubeconfig: file }, {});
    await expect(stranger.dryRunAll([SET.manifests[0]!.object], () => undefined)).rejects.toThrow(
      /does not know this user/,
    );
    stranger.close();
  });
});
