import { Testing } from 'cdk8s';
import { PeerAuthentication } from '../../../src/constructs/istio';
import { expectManifests, expectRefusal } from '../golden';

test('a mode is for a namespace, for pods, or for ports of pods', () => {
  expectManifests(
    (chart) => {
      new PeerAuthentication(chart, 'default', { namespace: 'istio-system', mode: 'STRICT' });
      new PeerAuthentication(chart, 'legacy', {
        namespace: 'shop',
        mode: 'PERMISSIVE',
        matchLabels: { app: 'legacy' },
      });
      new PeerAuthentication(chart, 'metrics', {
        namespace: 'shop',
        matchLabels: { app: 'a' },
        portModes: { 9090: 'DISABLE' },
      });
    },
    `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: legacy, namespace: shop }
spec: { selector: { matchLabels: { app: legacy } }, mtls: { mode: PERMISSIVE } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: metrics, namespace: shop }
spec: { selector: { matchLabels: { app: a } }, portLevelMtls: { 9090: { mode: DISABLE } } }
`,
  );
});

test('modes of ports without pods are refused: Istio would ignore them', () => {
  expectRefusal(
    (chart) => new PeerAuthentication(chart, 'p', { namespace: 'shop', portModes: { 80: 'DISABLE' } }),
    '[test/p] Istio ignores modes of ports where no pods are selected: set `matchLabels`',
  );
});

test('a port that is none is refused', () => {
  const props = { namespace: 'shop', matchLabels: { app: 'a' }, portModes: { 70000: 'DISABLE' } } as const;
  expect(() => new PeerAuthentication(Testing.chart(), 'p', props)).toThrow(
    'port 70000: a port is a whole number from 1 to 65535',
  );
});
