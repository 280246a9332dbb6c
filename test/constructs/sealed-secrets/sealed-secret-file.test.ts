import { SealedSecretFile } from '../../../src/constructs/sealed-secrets';
import { isPropsError, PropsError } from '../../../src/model/props-error';
import { sealed, sealedText } from '../../fixtures/sealed';

const FILE = '/sealed/gateway.yaml';
const CANARY = 'canary-5d41402abc4b2a76';
const BASE64 = Buffer.from(CANARY).toString('base64');

test('a file says what was sealed, and as what', () => {
  expect(SealedSecretFile.parse(`---\n${sealedText()}`, FILE)).toMatchObject({
    fileName: 'gateway.yaml',
    secretName: 'gateway-tls',
    namespace: 'istio-system',
    scope: 'strict',
    type: 'kubernetes.io/tls',
    keys: ['tls.crt', 'tls.key'],
  });
});

test.each(['strict', 'namespace-wide', 'cluster-wide'] as const)('a file says that its scope is %s', (scope) => {
  expect(SealedSecretFile.parse(sealedText({ scope }), FILE).scope).toBe(scope);
});

test('JSON is read as well', () => {
  const { encryptedData } = SealedSecretFile.parse(sealedText(), FILE);
  const object = {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name: 'it', creationTimestamp: null },
    spec: { encryptedData },
  };
  expect(SealedSecretFile.parse(JSON.stringify(object), FILE)).toMatchObject({ secretName: 'it', namespace: '' });
});

/** A file with one field changed. */
const changed = (from: string | RegExp, to: string): string => sealedText().replace(from, to);

test.each<[string, string, string, number]>([
  [
    'a Secret in plain text',
    `apiVersion: v1\nkind: Secret\nmetadata: { name: it }\ndata: { tls.key: ${BASE64} }\n`,
    'it is a Secret in plain text',
    2,
  ],
  [
    'a Secret in plain text with JSON syntax',
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', stringData: { 'tls.key': CANARY } }),
    'it is a Secret in plain text',
    1,
  ],
  [
    'another kind',
    changed('kind: SealedSecret', `kind: ${CANARY}`),
    'it is no SealedSecret of bitnami.com/v1alpha1',
    2,
  ],
  ['a list', `- ${CANARY}\n`, 'it is no SealedSecret', 1],
  ['text', CANARY, 'it is no SealedSecret', 1],
  ['nothing', '', 'it is no SealedSecret', 1],
  ['no YAML', `kind: Secret\ndata: "${CANARY}" "${BASE64}"\n`, 'it is no YAML', 2],
  ['an alias of nothing', `kind: *${CANARY}\n`, 'it is no YAML', 1],
  ['the same key twice', `${CANARY}: 1\n${CANARY}: 2\n`, 'it is no YAML', 2],
  ['two documents', `${sealedText()}---\n${sealedText()}`, 'a second document begins here', 17],
  ['no name', changed(/ {2}name: gateway-tls\n/, ''), 'it has no name', 4],
  [
    'a plain value beside sealed ones',
    `${sealedText()}stringData: { password: ${CANARY} }\n`,
    '`stringData` is not sealed',
    17,
  ],
  [
    'a plain value in the template',
    changed('    type: kubernetes.io/tls', `    data: { password: ${CANARY} }`),
    '`spec.template.data` is not sealed',
    16,
  ],
  [
    'a copy of the Secret in the template',
    changed('    type: kubernetes.io/tls', '    type: it').replace(
      '    metadata:\n',
      `    metadata:\n      annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"data":"${BASE64}"}' }\n`,
    ),
    'an annotation of the template has a copy in it',
    13,
  ],
  [
    'what old versions made',
    changed('  template:', `  data: ${BASE64}\n  template:`),
    '`spec.data` is what old versions of kubeseal made',
    11,
  ],
  [
    'no values',
    'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: it }\nspec: { encryptedData: {} }\n',
    'it has no `encryptedData`',
    4,
  ],
])('refused is %s', (_, text, what, line) => {
  const error = refusalOf(text);
  expect(error.message.startsWith(`[gateway.yaml] ${what}: `)).toBe(true);
  expect(error.origin?.locate?.()).toMatchObject({ file: FILE, line });
  expectNoCanary(error);
});

test.each([
  ["the guide's placeholder", 'AgA...encrypted...data...'],
  ['plain text', CANARY],
  ['plain text in base64', BASE64],
  ['a key in base64', Buffer.from(`-----BEGIN PRIVATE KEY-----\n${CANARY.repeat(40)}`).toString('base64')],
  ['nothing', '""'],
  ['a number', '1234567890'],
  ['a sealed value without its end', sealed(CANARY).slice(0, 300)],
  ['a sealed value with a blank', `"${sealed(CANARY)} "`],
  ['a sealed value of a key of 1024 bits', Buffer.from([0, 128, ...Buffer.alloc(500)]).toString('base64')],
])('refused is %s in place of a sealed value', (_, value) => {
  const error = refusalOf(changed(/tls\.key: .*/, `tls.key: ${value}`));
  expect(error.what).toBe('the value of "tls.key" is none that kubeseal makes, but a placeholder or plain text');
  expect(error.origin?.locate?.()).toMatchObject({ line: 10 });
  expectNoCanary(error);
  if (value.length > 5) expect(error.message).not.toContain(value.slice(0, 12));
});

test('refused is a scope that was widened after sealing', () => {
  const text = sealedText().replace(
    'metadata:\n',
    'metadata:\n  annotations: { sealedsecrets.bitnami.com/cluster-wide: "true" }\n',
  );
  expect(refusalOf(text).message).toBe(
    '[gateway.yaml] it was sealed for the scope strict, and its annotations say cluster-wide: ' +
      'seal it again by `kubeseal --scope cluster-wide`',
  );
});

test('a text in place of what was parsed is not shown: it may be the secret', () => {
  const parse = (text: unknown) => () => SealedSecretFile.parse(text as string, FILE);
  expect(parse({ data: CANARY })).toThrow('text is an object: pass the text of the file');
});

function refusalOf(text: string): PropsError {
  try {
    SealedSecretFile.parse(text, FILE);
  } catch (error) {
    if (isPropsError(error)) return error as PropsError;
    throw error;
  }
  throw new Error('it was taken');
}

function expectNoCanary(error: Error): void {
  const all = JSON.stringify([error.stack, error.message, error.cause, Object.entries(error)]);
  for (const canary of [CANARY, BASE64]) expect(all).not.toContain(canary);
}
