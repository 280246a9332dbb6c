import { Outcome, Project } from './project';

/** What must never be told, in each form that somebody may have it in. */
const CANARIES = ['canary-7f3a91c2d4e8', 'canary-key-b60f5d'].flatMap((text) => [
  text,
  Buffer.from(text).toString('base64'),
  Buffer.from(text).toString('base64').slice(0, 12),
  Buffer.from(text).toString('hex'),
  JSON.stringify(text).slice(1, -1),
]);
const [PLAIN, BASE64] = CANARIES as [string, string];
const KEY = CANARIES[5]!;

const plainText = (fields: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: gateway-tls, namespace: istio-system }\n${fields}\n`;
const DATA = `data: { tls.crt: ${BASE64}, tls.key: ${Buffer.from(KEY).toString('base64')} }`;
const STRING_DATA = `stringData:\n  tls.crt: ${PLAIN}\n  tls.key: ${KEY}`;
const sealedSecret = (value: string): string =>
  'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: gateway-tls, namespace: istio-system }\n' +
  `spec: { encryptedData: { tls.crt: ${value}, tls.key: ${value} } }\n`;

const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'];

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => {
  project.remove();
});

async function runAll(...lines: readonly string[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const line of lines) outcomes.push(await project.run(line));
  return outcomes;
}

function expectSecrecy(...told: readonly unknown[]): void {
  const all = JSON.stringify(told);
  expect(CANARIES.filter((canary) => all.includes(canary))).toEqual([]);
}

const fleet = (compose: string, text = ''): string => `import * as mesh from 'istio-gitops';
const environment = mesh.defineEnvironment('production', { clusters: [{ name: 'one' }], compose(env) {
  const text = ${JSON.stringify(text)};
  const hosts = ['*.example.com'];
  ${compose}
  return void text;
} });
export default mesh.defineFleet({ environments: [environment] });
`;
const edge = (certificate: string): string =>
  `new mesh.IngressGateway(env, 'edge', { hosts, tls: { mode: 'SIMPLE', certificate: ${certificate} } });`;
const FROM_FILE = edge("mesh.Certificate.fromSealedSecret(env.sealedSecret('./gateway.yaml'))");

describe('no value of a Secret is told that is in place of a sealed one', () => {
  test.each([
    ['data', plainText(DATA), 'environments/gateway.yaml:2:7: [gateway.yaml] it is a Secret in plain text: seal it by'],
    ['text', plainText(STRING_DATA), 'environments/gateway.yaml:2:7: [gateway.yaml] it is a Secret in plain text'],
    ['JSON', JSON.stringify({ kind: 'Secret', data: { a: BASE64 } }), 'it is a Secret in plain text'],
    ['no YAML', `${plainText(STRING_DATA)}  - "${PLAIN}" "${KEY}"\n`, 'it is no YAML'],
    ['a placeholder', sealedSecret(PLAIN), 'the value of "tls.crt" is none that kubeseal makes'],
    ['base64 in place of a sealed value', sealedSecret(BASE64), 'the value of "tls.crt" is none that kubeseal makes'],
    ['a plain value beside sealed ones', `${sealedSecret('a')}${STRING_DATA}\n`, '`stringData` is not sealed'],
  ])('as %s', async (_, text, message) => {
    project.write('environments/gateway.yaml', text);
    project.write('environments/main.ts', fleet(FROM_FILE));
    const validations = FORMATS.map((format) => `validate --format ${format}`);
    const outcomes = await runAll('synth', 'synth --debug', 'synth --check', ...validations, 'validate --debug');
    for (const { status, stderr } of outcomes) {
      expect(status).toBe(1);
      expect(stderr).toContain(message);
    }
    expectSecrecy(outcomes);
  });

  test.each([
    ['as a certificate', edge('text'), 'tls.certificate is a string'],
    ['as a sealed file', edge('mesh.Certificate.fromSealedSecret(text)'), 'file is a string'],
    [
      'as the authority of clients',
      edge("mesh.Certificate.fromSecretName('a'), clientAuthority: text, mode: 'MUTUAL'"),
      'is a string',
    ],
    ['as a store', edge("mesh.Certificate.fromExternalSecret(text, { key: 'a' })"), 'store is a string'],
    ['as an issuer', edge('mesh.Certificate.fromIssuer(text)'), 'issuer is a string'],
    [
      'as a Secret of the set',
      "new mesh.CustomResource(env, 'it', { apiVersion: 'v1', kind: 'Secret' }, { metadata: { name: 'a', namespace: 'b' }, stringData: { text } });",
      'a Secret in a manifest set is plain text in Git',
    ],
  ])('as the text of a file, passed %s', async (_, compose, message) => {
    project.write('environments/main.ts', fleet(compose, `${PLAIN} ${plainText(STRING_DATA)}`));
    const outcomes = await runAll('synth', 'synth --debug', 'validate --format json --debug');
    for (const { status, stdout, stderr } of outcomes) {
      expect(status).toBe(1);
      expect(stdout + stderr).toContain(message);
    }
    expectSecrecy(outcomes);
  });
});

describe('no value of a Secret is told that is in any folder of YAML', () => {
  test.each([
    ['data', plainText(DATA)],
    ['text', plainText(STRING_DATA)],
    ['data of a wrong shape', plainText(`data: [${PLAIN}, { a: ${BASE64} }]`)],
    ['data that is text', plainText(`data: ${PLAIN}`)],
    ['data that is no base64', plainText(`data: { a: "${PLAIN}" }`)],
    ['no YAML', `${plainText(STRING_DATA)}  - "${PLAIN}" "${KEY}"\n`],
    ['a key twice', plainText(`${STRING_DATA}\n  tls.key: ${PLAIN}`)],
    ['an alias of nothing', plainText(`stringData: { a: *nothing, b: ${PLAIN} }`)],
  ])('as %s', async (_, text) => {
    project.write('before/secret.yaml', plainText('data: { a: YQ== }'));
    project.write('after/secret.yaml', text);
    const validations = FORMATS.map((format) => `validate after --format ${format}`);
    const differences = ['text', 'json', 'markdown'].flatMap((format) => [
      `diff before after --format ${format}`,
      `diff after before --format ${format}`,
    ]);
    const outcomes = await runAll(
      ...validations,
      'validate after --debug',
      ...differences,
      'diff before after --debug',
    );
    expect(outcomes.map(({ status }) => status)).not.toContain(70);
    expectSecrecy(outcomes);
  });
});

test('sealed values are in the tree, and what was sealed is not', async () => {
  const sealed = Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(300, 7)]).toString('base64');
  project.write('environments/gateway.yaml', sealedSecret(sealed));
  project.write('environments/main.ts', fleet(FROM_FILE));
  expect(await project.run('synth')).toMatchObject({ status: 0 });
  expect(project.read('deploy/overlays/production/secrets/sealed-secret.gateway-tls.yaml')).toContain(sealed);
});
