import { Testing } from 'cdk8s';
import { SealedSecret, SealedSecretFile, SealedSecretProps } from '../../../src/constructs/sealed-secrets';
import { sealedText } from '../../fixtures/sealed';
import { expectManifests, expectRefusal } from '../golden';

const parsed = (text: Parameters<typeof sealedText>[0]) => SealedSecretFile.parse(sealedText(text), 'gateway.yaml');
const strict = parsed({});

test('a sealed secret has the name, the values and the type of what was sealed', () => {
  expectManifests(
    (chart) => new SealedSecret(chart, 'it', { namespace: 'istio-system', file: strict }),
    `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: gateway-tls, namespace: istio-system }
spec:
  encryptedData:
    tls.crt: ${strict.encryptedData['tls.crt']!}
    tls.key: ${strict.encryptedData['tls.key']!}
  template: { type: kubernetes.io/tls }
`,
  );
});

test('a wider scope is an annotation of both, and admits another name', () => {
  const file = parsed({ scope: 'namespace-wide' });
  expectManifests(
    (chart) => new SealedSecret(chart, 'it', { namespace: 'istio-system', name: 'other', file, scope: file.scope }),
    `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: other
  namespace: istio-system
  annotations: { sealedsecrets.bitnami.com/namespace-wide: 'true' }
spec:
  encryptedData:
    tls.crt: ${file.encryptedData['tls.crt']!}
    tls.key: ${file.encryptedData['tls.key']!}
  template:
    type: kubernetes.io/tls
    metadata: { annotations: { sealedsecrets.bitnami.com/namespace-wide: 'true' } }
`,
  );
});

test('what is sealed for all may be in any namespace', () => {
  const file = parsed({ scope: 'cluster-wide' });
  const props = { namespace: 'edge', name: 'tls', file, scope: file.scope };
  expect(new SealedSecret(Testing.chart(), 'it', props).secret).toEqual({ name: 'tls', namespace: 'edge' });
});

test.each<[string, Partial<SealedSecretProps>, string]>([
  [
    'another namespace',
    { namespace: 'edge' },
    'gateway.yaml is sealed for the Secret istio-system/gateway-tls, and could not be unsealed as edge/gateway-tls: ' +
      'seal a Secret of that name and namespace',
  ],
  [
    'another name',
    { name: 'other' },
    'gateway.yaml is sealed for the Secret istio-system/gateway-tls, and could not be unsealed as istio-system/other: ' +
      'seal a Secret of that name and namespace',
  ],
  [
    'another namespace than that of the scope',
    { namespace: 'edge', file: parsed({ scope: 'namespace-wide' }), scope: 'namespace-wide' },
    'gateway.yaml is sealed for the namespace istio-system, and could not be unsealed as edge/gateway-tls: ' +
      'seal a Secret of that name and namespace',
  ],
  [
    'a scope that is wider than asked for',
    { file: parsed({ scope: 'cluster-wide' }) },
    'gateway.yaml is sealed for the scope cluster-wide, and strict is asked for: ' +
      'seal it again by `kubeseal --scope strict`, or state `scope`',
  ],
  [
    'a scope that is narrower than asked for',
    { scope: 'cluster-wide' },
    'gateway.yaml is sealed for the scope strict, and cluster-wide is asked for: ' +
      'seal it again by `kubeseal --scope cluster-wide`, or state `scope`',
  ],
  [
    'the text of a file, of which nothing is shown',
    { file: 'stringData: { password: canary }' as unknown as SealedSecretFile },
    "file is a string: pass environment.sealedSecret('./file.yaml'), or SealedSecretFile.parse(text, file)",
  ],
])('refused is %s', (_, wrong, message) => {
  const props = { namespace: 'istio-system', file: strict, ...wrong };
  expectRefusal((chart) => new SealedSecret(chart, 'it', props), `[test/it] ${message}`);
});
