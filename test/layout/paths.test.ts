import fc from 'fast-check';
import { pathOf } from '../../src/layout/paths';
import { identityKey } from '../../src/model/identity';
import { runs } from '../fixtures/runs';
import { aManifest } from './manifests';

const APP = 'app.kubernetes.io/name';
const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';

test.each([
  // The mesh's own objects.
  ['v1', 'ConfigMap', 'istio-system', 'istio', 'istio-system/config-map.istio.yaml'],
  ['v1', 'Namespace', undefined, 'istio-system', 'istio-system/namespace.istio-system.yaml'],
  [SECURITY, 'PeerAuthentication', 'istio-system', 'default', 'istio-system/peer-authentication.default.yaml'],
  [SECURITY, 'PeerAuthentication', 'legacy', 'default', 'istio-system/legacy_peer-authentication.default.yaml'],
  [NETWORKING, 'Sidecar', 'default', 'default', 'istio-system/default_sidecar.default.yaml'],
  [NETWORKING, 'Gateway', 'istio-system', 'main-gateway', 'gateways/gateway.main-gateway.yaml'],
  [
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'istio-system',
    'main',
    'gateways/gateway.networking.k8s.io+gateway.main.yaml',
  ],
  ['gateway.networking.k8s.io/v1', 'GatewayClass', undefined, 'istio', 'gateways/gateway-class.istio.yaml'],
  [
    SECURITY,
    'AuthorizationPolicy',
    'istio-system',
    'default-deny',
    'authorization/authorization-policy.default-deny.yaml',
  ],
  ['telemetry.istio.io/v1', 'Telemetry', 'istio-system', 'access-logging', 'telemetry/telemetry.access-logging.yaml'],
  ['extensions.istio.io/v1alpha1', 'WasmPlugin', 'istio-system', 'waf', 'policies/wasm-plugins/wasm-plugin.waf.yaml'],
  ['cert-manager.io/v1', 'ClusterIssuer', undefined, 'letsencrypt', 'secrets/cluster-issuer.letsencrypt.yaml'],
  ['external-secrets.io/v1', 'ExternalSecret', 'istio-system', 'tls', 'secrets/external-secret.tls.yaml'],
  ['velero.io/v1', 'Schedule', 'velero', 'mesh', 'backup/velero_schedule.mesh.yaml'],
  // Applications.
  [NETWORKING, 'VirtualService', 'default', 'frontend', 'applications/frontend/virtual-service.yaml'],
  [NETWORKING, 'DestinationRule', 'shop', 'frontend', 'applications/frontend/shop_destination-rule.yaml'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'default', 'web', 'applications/web/http-route.yaml'],
  // Kinds that nobody told us of.
  ['acme.example/v1', 'IPPool', 'istio-system', 'a', 'other/istio-system_acme.example+i-p-pool.a.yaml'],
  [
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    undefined,
    'istio:Reader',
    'other/rbac.authorization.k8s.io+cluster-role.istio%3a%52eader.yaml',
  ],
  ['v1', 'Pod', 'default', 'a', 'other/default_+pod.a.yaml'],
])('%s %s %s/%s lives in its folder', (apiVersion, kind, namespace, name, path) => {
  expect(pathOf(aManifest({ apiVersion, kind, name, ...(namespace && { namespace }) }))).toBe(path);
});

test.each([
  [NETWORKING, 'VirtualService', 'api-mesh', 'applications/api/virtual-service.api-mesh.yaml'],
  [NETWORKING, 'VirtualService', 'api', 'applications/api/virtual-service.yaml'],
  [NETWORKING, 'EnvoyFilter', 'api', 'applications/api/envoy-filter.yaml'],
  [SECURITY, 'AuthorizationPolicy', 'api-callers', 'applications/api/authorization-policy.api-callers.yaml'],
  ['acme.example/v1', 'Widget', 'api', 'applications/api/default_acme.example+widget.yaml'],
  [NETWORKING, 'Gateway', 'api', 'gateways/default_gateway.api.yaml'],
  ['cert-manager.io/v1', 'Certificate', 'api', 'secrets/default_certificate.api.yaml'],
  ['telemetry.istio.io/v1', 'Telemetry', 'api', 'telemetry/default_telemetry.api.yaml'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', 'api', 'monitoring/default_service-monitor.api.yaml'],
])('%s %s %s of application api', (apiVersion, kind, name, path) => {
  expect(pathOf(aManifest({ apiVersion, kind, namespace: 'default', name, labels: { [APP]: 'api' } }))).toBe(path);
});

test('a dashboard is monitoring, whatever application it shows', () => {
  const labels = { grafana_dashboard: '1', [APP]: 'api' };
  const dashboard = aManifest({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'monitoring', name: 'mesh', labels });
  expect(pathOf(dashboard)).toBe('monitoring/monitoring_config-map.mesh.yaml');
});

test('an empty application label names no application', () => {
  const labels = { [APP]: '' };
  expect(pathOf(aManifest({ kind: 'EnvoyFilter', namespace: 'istio-system', name: 'x', labels }))).toBe(
    'istio-system/envoy-filter.x.yaml',
  );
});

test('a name that no file system could hold is cut, and stays its own', () => {
  const paths = ['a', 'b'].map((end) => {
    return pathOf(aManifest({ kind: 'VirtualService', namespace: 'default', name: `${'x.Y'.repeat(80)}${end}` }));
  });
  expect(new Set(paths).size).toBe(2);
  for (const component of paths.flatMap((path) => path.split('/'))) {
    expect(Buffer.byteLength(component)).toBeLessThanOrEqual(255);
  }
});

describe('for random objects', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    'ab',
    'a-b',
    'a.b',
    'a.b.yaml',
    'default',
    'istio-system',
    'A',
    'a:b',
    'a_b',
    '..',
    'a.',
  );
  const odd = fc.oneof(
    part,
    fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
    fc.constant('long.'.repeat(50)),
  );
  const group = fc.oneof(
    fc.constantFrom('', 'apps', 'a', 'a.b', 'networking.istio.io', 'security.istio.io', 'gateway.networking.k8s.io'),
    odd.map((text) => text.replaceAll('/', '')),
  );
  const kind = fc.oneof(
    fc.constantFrom('Gateway', 'VirtualService', 'Virtual', 'Service', 'ServiceAccount', 'ConfigMap', 'Namespace'),
    fc.constantFrom(
      'Kustomization',
      'kustomization',
      'HTTPRoute',
      'HttpRoute',
      'Widget',
      'widget',
      'WIDGET',
      'Wid-get',
    ),
    odd,
  );
  const labels = fc.dictionary(fc.constantFrom(APP, 'grafana_dashboard'), odd, { noNullPrototype: true });
  const object = fc
    .record({ group, kind, namespace: fc.option(odd, { nil: undefined }), name: odd, labels })
    .map(({ group, namespace, ...rest }) =>
      aManifest({ apiVersion: group === '' ? 'v1' : `${group}/v1`, ...rest, ...(namespace && { namespace }) }),
    );

  test('no two identities share a path, even where case does not count', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(object, { selector: ({ identity }) => identityKey(identity), maxLength: 60 }),
        (objects) => {
          const paths = objects.map((one) => pathOf(one).toLowerCase().normalize('NFKC'));
          expect(new Set(paths).size).toBe(objects.length);
        },
      ),
      { numRuns: runs(600) },
    );
  });

  test('a path stays below its folder, and is no kustomization', () => {
    fc.assert(
      fc.property(object, (one) => {
        const path = pathOf(one);
        expect(path).toMatch(/^[a-z][a-z-]*(\/[a-z0-9.%~-]+)?\/[a-z0-9.%_+~-]+\.yaml$/);
        expect(path.split('/')).not.toContain('..');
        expect(path).not.toMatch(/\/kustomization\.yaml$/);
        for (const component of path.split('/')) expect(component.length).toBeLessThanOrEqual(255);
      }),
      { numRuns: runs(600) },
    );
  });
});
