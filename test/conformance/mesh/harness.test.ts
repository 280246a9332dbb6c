import type { KubernetesObject } from '../../../src/model/identity';
import { describeWith } from '../programs';
import { adapt } from './harness/adaptation';
import { MESH_PROGRAMS, RealMesh } from './harness/real-mesh';
import { shares } from './shares';

// A harness that finds nothing wrong, whatever happens, proves nothing: here is what it must notice.

function object(kind: string, fields: Readonly<Record<string, unknown>>): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'subject', namespace: 'istio-system' }, ...fields };
}

describe('a tree is changed as little as a stock Envoy needs', () => {
  test('a WasmPlugin is left out', () => {
    const { objects, changes } = adapt([object('WasmPlugin', {}), object('Gateway', {})]);
    expect(objects).toEqual([object('Gateway', {})]);
    expect(changes).toEqual([
      'WasmPlugin istio-system/subject left out: a stock Envoy has no agent that fetches images',
    ]);
  });

  test('the mesh config loses its metrics and nothing else', () => {
    const meshConfig = (mesh: string): KubernetesObject => object('ConfigMap', { data: { mesh, meshNetworks: '{}' } });
    const before =
      'rootNamespace: istio-system\ndefaultProviders:\n  metrics:\n    - prometheus\n  tracing:\n    - otel\n';
    const after = 'rootNamespace: istio-system\ndefaultProviders:\n  tracing:\n    - otel\n';
    expect(adapt([meshConfig(before)])).toEqual({
      objects: [meshConfig(after)],
      changes: [
        'ConfigMap istio-system/subject without defaultProviders.metrics: a stock Envoy has no filter istio.stats',
      ],
    });
  });

  test('all else stays as it is', () => {
    const objects = [object('ConfigMap', { data: { key: 'value' } }), object('EnvoyFilter', { spec: {} })];
    expect(adapt(objects)).toEqual({ objects, changes: [] });
  });
});

describe('shares of requests', () => {
  test.each([
    ['as many as expected', { a: 900, b: 100 }],
    ['a few too many, which is chance', { a: 942, b: 58 }],
  ])('%s', (_, tally) => {
    expect(shares(tally, { a: 90, b: 10 })).toEqual({ a: 90, b: 10 });
  });

  test.each([
    ['too many', { a: 944, b: 56 }, { a: 94.4, b: 5.6 }],
    ['an answer that nobody expects', { a: 899, b: 100, c: 1 }, { a: 89.9, b: 10, c: 0.1 }],
    ['no answer of one kind', { a: 1000 }, { a: 100 }],
  ])('%s are told as they are', (_, tally, told) => {
    expect(shares(tally, { a: 90, b: 10 })).toEqual(told);
  });
});

describeWith(MESH_PROGRAMS, 'a real mesh', () => {
  let mesh: RealMesh;

  beforeAll(async () => {
    const pod = { namespace: 'default', serviceAccount: 'default', role: 'sidecar' } as const;
    const pods = [{ ...pod, name: 'shop', labels: { app: 'shop' } }];
    mesh = await RealMesh.start({ objects: [], services: [], pods });
  });

  afterAll(() => mesh.stop());

  test('tells what a proxy refuses', async () => {
    expect(await mesh.call('refusals')).toEqual([]);
    await mesh.call('apply', [FOREIGN_FILTER]);
    expect(await mesh.call('refusals')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^shop: listener_manager.lds.update_rejected: /),
        expect.stringContaining('istio.stats'),
      ]),
    );
  });

  test('does not remove what is not there', async () => {
    await expect(mesh.call('remove', [object('Gateway', {})])).rejects.toThrow(
      'Gateway istio-system/subject is not there',
    );
  });

  test('does not send to hosts that are nowhere', async () => {
    const request = { url: 'http://nowhere.example' };
    await expect(mesh.call('send', 'shop', request)).rejects.toThrow('the scene has no host nowhere.example');
  });
});

/** A filter that a stock Envoy does not have. */
const FOREIGN_FILTER: KubernetesObject = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'foreign', namespace: 'istio-system' },
  spec: {
    configPatches: [
      {
        applyTo: 'HTTP_FILTER',
        match: {
          context: 'SIDECAR_INBOUND',
          listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
        },
        patch: {
          operation: 'INSERT_FIRST',
          value: {
            name: 'istio.stats',
            typed_config: { '@type': 'type.googleapis.com/stats.PluginConfig' },
          },
        },
      },
    ],
  },
};
