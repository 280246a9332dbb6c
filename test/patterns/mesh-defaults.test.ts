import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { Mesh } from '../../src/mesh/mesh';
import { describeIdentity } from '../../src/model/identity';
import { percent } from '../../src/model/percent';
import { MeshDefaults, MeshDefaultsProps, MeshNamespace, MtlsException } from '../../src/patterns';
import { synthesize } from '../../src/synth/synthesize';
import { chartOf, objectsOf } from '../fixtures/trees';

const made = (props?: MeshDefaultsProps) => objectsOf(chartOf((chart) => new MeshDefaults(chart, 'mesh', props)));
const specOf = (object: string, props?: MeshDefaultsProps): unknown => made(props).get(object)?.['spec'];

/** The mesh config of the one ConfigMap, parsed. */
function meshConfigOf(props?: MeshDefaultsProps): unknown {
  const configMaps = [...made(props).values()].filter(({ kind }) => kind === 'ConfigMap');
  expect(configMaps).toHaveLength(1);
  return parse((configMaps[0]?.['data'] as { mesh: string }).mesh);
}

const legacy: MtlsException = {
  name: 'legacy',
  namespace: 'legacy',
  mode: 'PERMISSIVE',
  reason: 'its callers have no sidecar yet',
};

describe('by default', () => {
  test('the mesh takes mutual TLS only, denies what no policy allows and logs every request', () => {
    expect([...made().keys()].sort()).toEqual([
      'AuthorizationPolicy istio-system/default-deny',
      'ConfigMap istio-system/istio',
      'PeerAuthentication istio-system/default',
      'Telemetry istio-system/mesh-default',
    ]);
    expect(specOf('PeerAuthentication istio-system/default')).toEqual({ mtls: { mode: 'STRICT' } });
    expect(specOf('AuthorizationPolicy istio-system/default-deny')).toEqual({});
    expect(specOf('Telemetry istio-system/mesh-default')).toEqual({
      accessLogging: [{ providers: [{ name: 'envoy' }] }],
    });
  });

  test('all of it is in the root namespace, wherever that is', () => {
    const namespaces = [...made({ rootNamespace: 'mesh' }).values()].map(({ metadata }) => metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(['mesh']));
    expect(meshConfigOf({ rootNamespace: 'mesh' })).toMatchObject({
      rootNamespace: 'mesh',
      defaultConfig: { discoveryAddress: 'istiod.mesh.svc:15012' },
    });
  });
});

describe('mutual TLS', () => {
  test('can be PERMISSIVE', () => {
    expect(specOf('PeerAuthentication istio-system/default', { mtls: 'PERMISSIVE' })).toEqual({
      mtls: { mode: 'PERMISSIVE' },
    });
  });

  test('has exceptions by namespace, by workload and by port', () => {
    const objects = made({
      mtlsExceptions: [
        legacy,
        { ...legacy, name: 'one-workload', matchLabels: { app: 'old' }, mode: 'DISABLE' },
        { ...legacy, name: 'some-ports', matchLabels: { app: 'metrics' }, ports: [9090, 9091] },
      ],
    });
    expect(objects.get('PeerAuthentication legacy/legacy')).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: {
        name: 'legacy',
        namespace: 'legacy',
        annotations: { 'istio-gitops.dev/exception-reason': 'its callers have no sidecar yet' },
      },
      spec: { mtls: { mode: 'PERMISSIVE' } },
    });
    expect(objects.get('PeerAuthentication legacy/one-workload')?.['spec']).toEqual({
      selector: { matchLabels: { app: 'old' } },
      mtls: { mode: 'DISABLE' },
    });
    expect(objects.get('PeerAuthentication legacy/some-ports')?.['spec']).toEqual({
      selector: { matchLabels: { app: 'metrics' } },
      portLevelMtls: { '9090': { mode: 'PERMISSIVE' }, '9091': { mode: 'PERMISSIVE' } },
    });
  });

  test('has no exception that nobody is told of', () => {
    const { set } = synthesize(
      chartOf(
        (chart) =>
          new MeshDefaults(chart, 'mesh', {
            mtlsExceptions: [legacy, { ...legacy, name: 'port', matchLabels: { app: 'a' }, ports: [80] }],
          }),
      ),
      'test',
    );
    const reports = check(new Mesh(set), RULES).map(
      ({ code, identity, message }) => `${code} ${describeIdentity(identity!)}: ${message}`,
    );
    expect(reports).toEqual([
      'IGO0201 PeerAuthentication legacy/legacy: mutual TLS is PERMISSIVE: its callers have no sidecar yet',
      'IGO0201 PeerAuthentication legacy/port: mutual TLS is PERMISSIVE on port 80: its callers have no sidecar yet',
    ]);
  });

  test.each<[string, MeshDefaultsProps, string]>([
    [
      'without a reason',
      { mtlsExceptions: [{ ...legacy, reason: ' ' }] },
      'the mTLS exception "legacy" has no reason: say why, for who finds it',
    ],
    [
      'from a rule that is not there',
      { mtls: 'PERMISSIVE', mtlsExceptions: [legacy] },
      'the mesh is PERMISSIVE, so "legacy" is no exception: remove it, or make the mesh STRICT',
    ],
    [
      'for ports of no pods',
      { mtlsExceptions: [{ ...legacy, ports: [80] }] },
      'Istio ignores modes of ports where no pods are selected: set `matchLabels`',
    ],
  ])('has no exception %s', (_, props, message) => {
    expect(() => new MeshDefaults(Testing.chart(), 'mesh', props)).toThrow(message);
  });
});

test('what no policy allows can be let through', () => {
  expect(made({ denyByDefault: false }).has('AuthorizationPolicy istio-system/default-deny')).toBe(false);
});

describe('access logs and traces', () => {
  const telemetry = 'Telemetry istio-system/mesh-default';
  const tracing = { sampling: percent(1), collector: 'otel.monitoring.svc.cluster.local' };

  test('can be for some requests only', () => {
    expect(specOf(telemetry, { accessLogging: { filter: 'response.code >= 400' } })).toEqual({
      accessLogging: [{ providers: [{ name: 'envoy' }], filter: { expression: 'response.code >= 400' } }],
    });
  });

  test('can be none', () => {
    expect(made({ accessLogging: 'none' }).has(telemetry)).toBe(false);
    expect(specOf(telemetry, { accessLogging: 'none', tracing })).not.toHaveProperty('accessLogging');
  });

  test('go to a provider that the mesh config has', () => {
    expect(specOf(telemetry, { tracing })).toMatchObject({
      tracing: [{ providers: [{ name: 'otel' }], randomSamplingPercentage: 1 }],
    });
    expect(meshConfigOf({ tracing })).toMatchObject({
      extensionProviders: [
        { name: 'otel', opentelemetry: { service: 'otel.monitoring.svc.cluster.local', port: 4317 } },
      ],
    });
    expect(meshConfigOf({ tracing: { ...tracing, provider: 'mine', port: 55680 } })).toMatchObject({
      extensionProviders: [{ name: 'mine', opentelemetry: { port: 55680 } }],
    });
  });
});

describe('the mesh config', () => {
  test('is whole: what the chart of istiod would write is in it', () => {
    expect(meshConfigOf()).toMatchObject({
      rootNamespace: 'istio-system',
      trustDomain: 'cluster.local',
      defaultProviders: { metrics: ['prometheus'] },
      enablePrometheusMerge: true,
      defaultConfig: { discoveryAddress: 'istiod.istio-system.svc:15012', holdApplicationUntilProxyStarts: true },
    });
    expect(made().get('ConfigMap istio-system/istio')?.['data']).toMatchObject({ meshNetworks: 'networks: {}\n' });
  });

  test('of a revision has its name, and the name of its istiod', () => {
    expect(made({ revision: '1-30' }).has('ConfigMap istio-system/istio-1-30')).toBe(true);
    expect(meshConfigOf({ revision: '1-30' })).toMatchObject({
      defaultConfig: { discoveryAddress: 'istiod-1-30.istio-system.svc:15012' },
    });
  });

  test('takes fields that have no prop, in place of its own', () => {
    expect(meshConfigOf({ meshConfig: { enablePrometheusMerge: false, accessLogFile: '/dev/stdout' } })).toMatchObject({
      enablePrometheusMerge: false,
      accessLogFile: '/dev/stdout',
      trustDomain: 'cluster.local',
    });
  });
});

test('a namespace of the mesh is injected and programmed by one revision', () => {
  const objects = objectsOf(
    chartOf((chart) => {
      new MeshNamespace(chart, 'shop', { revision: '1-30', labels: { team: 'shop', 'istio.io/rev': 'other' } });
      new MeshNamespace(chart, 'b', { name: 'other', revision: 'default' });
    }),
  );
  expect(objects.get('Namespace shop')?.metadata.labels).toEqual({ team: 'shop', 'istio.io/rev': '1-30' });
  expect(objects.get('Namespace other')?.metadata.labels).toEqual({ 'istio.io/rev': 'default' });
});
