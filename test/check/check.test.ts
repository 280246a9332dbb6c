import { check, withoutMisshapen } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import type { Finding } from '../../src/model/finding';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf, meshOf } from '../fixtures/manifests';

test("without its misshapen objects a set knows of them, and of what is another repository's", () => {
  const [bad, good] = manifestsOf(
    ['bad', 'good'].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`).join('---\n'),
  ) as [ManifestSet['manifests'][number], ManifestSet['manifests'][number]];
  const elsewhere = { group: '', kind: 'Service', namespace: 'shop', name: 'cart' };
  const set = new ManifestSet('live', [bad, good], [elsewhere]);
  const finding: Finding = { ...bad, code: 'IST0106', severity: 'error', stage: 'schema', message: 'wrong' };
  const rest = withoutMisshapen(set, [finding]);
  expect(rest.manifests).toEqual([good]);
  expect([elsewhere, bad.identity, good.identity].map((identity) => rest.knows(identity))).toEqual([true, true, true]);
});

test('sentences about objects that state no namespace have short hosts, and no gap', () => {
  const mesh = meshOf(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart }
spec: { hosts: [cart], http: [{ route: [{ destination: { host: cart, subset: v1 } }] }] }
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: one }
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: two }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nobody }
spec: { action: DENY, rules: [{}] }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: strict }
spec: { selector: { matchLabels: { app: other } }, mtls: { mode: STRICT } }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, labels: { app: cart } }
spec: { containers: [{ name: cart, image: cart }] }
`);
  const rules = RULES.filter(({ code }) => ['IST0101', 'IST0160', 'IGO0306', 'KIA0004'].includes(code));
  const said = check(mesh, rules).map(({ code, message, fix }) => [
    code,
    message,
    ...(code === 'IST0101' ? [fix] : []),
  ]);
  expect(said).toEqual([
    ['IGO0306', 'it denies every request to all pods in its namespace'],
    [
      'IST0101',
      'no destination rule of cart has the subset "v1"',
      'add the subset to the destination rule of cart, or route to one that it has',
    ],
    ['IST0160', 'it is for all pods of its namespace, as Telemetry two does'],
    ['IST0160', 'it is for all pods of its namespace, as Telemetry one does'],
    ['KIA0004', 'no pods in its namespace have the labels app=other'],
  ]);
});
