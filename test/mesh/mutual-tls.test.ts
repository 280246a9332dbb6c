import { meshOf } from '../fixtures/manifests';

const peer = (metadata: string, spec: string): string => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { ${metadata} }
spec: ${spec}
`;
const STRICT_MESH = peer('name: default, namespace: istio-system', '{ mtls: { mode: STRICT } }');

test.each<[boolean, string, string[]]>([
  [true, 'nothing says otherwise', []],
  [false, 'the mesh is STRICT', [STRICT_MESH]],
  [
    true,
    'the namespace is PERMISSIVE',
    [STRICT_MESH, peer('name: a, namespace: shop', '{ mtls: { mode: PERMISSIVE } }')],
  ],
  [false, 'another namespace is', [STRICT_MESH, peer('name: a, namespace: other', '{ mtls: { mode: PERMISSIVE } }')]],
  [
    false,
    'the namespace leaves it to the mesh',
    [STRICT_MESH, peer('name: a, namespace: shop', '{ mtls: { mode: UNSET } }')],
  ],
  [
    true,
    'the workload is DISABLE',
    [
      STRICT_MESH,
      peer('name: a, namespace: shop', '{ selector: { matchLabels: { app: api } }, mtls: { mode: DISABLE } }'),
    ],
  ],
  [
    false,
    'another workload is',
    [
      STRICT_MESH,
      peer('name: a, namespace: shop', '{ selector: { matchLabels: { app: web } }, mtls: { mode: DISABLE } }'),
    ],
  ],
  [
    true,
    'one port of the workload is PERMISSIVE',
    [
      STRICT_MESH,
      peer(
        'name: a, namespace: shop',
        '{ selector: { matchLabels: { app: api } }, portLevelMtls: { "8080": { mode: PERMISSIVE } } }',
      ),
    ],
  ],
  [
    false,
    'the workload is STRICT in a PERMISSIVE namespace',
    [
      peer('name: a, namespace: shop', '{ mtls: { mode: PERMISSIVE } }'),
      peer('name: b, namespace: shop', '{ selector: { matchLabels: { app: api } }, mtls: { mode: STRICT } }'),
    ],
  ],
])('plain text is taken: %s, where %s', (accepted, _, objects) => {
  expect(meshOf(objects.join('---\n')).mutualTls.acceptsPlaintext('shop', { app: 'api' })).toBe(accepted);
});
