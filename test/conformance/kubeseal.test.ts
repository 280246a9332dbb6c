import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { parse, stringify } from 'yaml';
import { Certificate, IngressGateway, SealedSecret, SealedSecretFile, SealingScope } from '../../src';
import type { KubernetesObject } from '../../src/model/identity';
import { isPropsError } from '../../src/model/props-error';
import { synthesize } from '../../src/synth/synthesize';
import { temporaryFolders } from '../adapters/temporary-folder';
import { describeWith, programPath } from './programs';

const SCOPES: readonly SealingScope[] = ['strict', 'namespace-wide', 'cluster-wide'];
/** What nobody may read in what is made of it. */
const CERTIFICATE = 'canary of a certificate';
const KEY = 'canary of a key';
const SEALED = { name: 'gateway-tls', namespace: 'istio-system' };

/** The Secret that is sealed. */
const secret = stringify({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: SEALED,
  type: 'kubernetes.io/tls',
  data: { 'tls.crt': base64(CERTIFICATE), 'tls.key': base64(KEY) },
});

describeWith(['kubeseal', 'openssl'], 'what kubeseal has sealed', () => {
  const newFolder = temporaryFolders();
  let folder: string;

  beforeAll(() => {
    folder = newFolder();
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=sealed-secrets', '-days', '1'];
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
    execFileSync(programPath('openssl'), [...request, ...files], { stdio: 'ignore' });
  });

  function seal(scope: SealingScope, format = 'yaml'): string {
    const options = ['--cert', join(folder, 'certificate.pem'), '--scope', scope, '--format', format];
    return execFileSync(programPath('kubeseal'), options, { input: secret, encoding: 'utf8' });
  }

  /** What the controller makes of an object; undefined where it cannot decrypt it. */
  function unsealed(object: KubernetesObject): Readonly<Record<string, string>> | undefined {
    const options = ['--recovery-unseal', '--recovery-private-key', join(folder, 'key.pem')];
    try {
      const stdio = ['pipe', 'pipe', 'ignore'] as ['pipe', 'pipe', 'ignore'];
      const answer = execFileSync(programPath('kubeseal'), options, {
        input: JSON.stringify(object),
        encoding: 'utf8',
        stdio,
      });
      return (JSON.parse(answer) as { data: Record<string, string> }).data;
    } catch {
      return undefined;
    }
  }

  const parsed = (text: string): SealedSecretFile => SealedSecretFile.parse(text, 'gateway.yaml');
  const data = { 'tls.crt': base64(CERTIFICATE), 'tls.key': base64(KEY) };

  test.each(['yaml', 'json'])('is read as %s, and the controller reads what is made of it', (format) => {
    const chart = Testing.chart();
    const certificate = Certificate.fromSealedSecret(parsed(seal('strict', format)));
    new IngressGateway(chart, 'main', { hosts: ['example.com'], tls: { mode: 'SIMPLE', certificate } });
    const { set, refused } = synthesize(chart, 'test');
    const [made] = set.ofKind('bitnami.com', 'SealedSecret');
    expect(refused).toEqual([]);
    expect(made!.object.metadata).toMatchObject(SEALED);
    expect(unsealed(made!.object)).toEqual(data);
    const all = JSON.stringify([...set]);
    for (const text of [CERTIFICATE, KEY, base64(CERTIFICATE), base64(KEY)]) expect(all).not.toContain(text);
  });

  const cases = SCOPES.flatMap((scope) =>
    [SEALED.name, 'other'].flatMap((name) =>
      [SEALED.namespace, 'edge'].map((namespace) => ({ scope, name, namespace })),
    ),
  );

  test.each(cases)('with scope $scope is taken as $namespace/$name exactly where it can be unsealed', (place) => {
    const { scope, name, namespace } = place;
    const text = seal(scope);
    const moved = parse(text) as KubernetesObject;
    const real = unsealed({ ...moved, metadata: { ...moved.metadata, name, namespace } });
    const ours = made((chart) => new SealedSecret(chart, 'it', { name, namespace, scope, file: parsed(text) }));
    expect(ours === undefined ? undefined : unsealed(ours)).toEqual(real);
    expect(ours === undefined).toBe(real === undefined);
  });

  test.each(SCOPES)('with scope %s is refused where another one is asked for', (scope) => {
    const file = parsed(seal(scope));
    for (const other of SCOPES.filter((each) => each !== scope)) {
      expect(made((chart) => new SealedSecret(chart, 'it', { ...SEALED, scope: other, file }))).toBeUndefined();
    }
  });

  test('is refused when its scope was widened by hand, as which it could not be unsealed', () => {
    const widened = seal('strict').replace(
      'metadata:\n',
      'metadata:\n  annotations: { sealedsecrets.bitnami.com/cluster-wide: "true" }\n',
    );
    expect(() => parsed(widened)).toThrow('sealed for the scope strict, and its annotations say cluster-wide');
    expect(unsealed(parse(widened) as KubernetesObject)).toBeUndefined();
  });

  test('is not what it was before', () => {
    expect(() => parsed(secret)).toThrow('it is a Secret in plain text');
  });
});

/** The one object of a chart; undefined where its props are refused. */
function made(build: (chart: Chart) => unknown): KubernetesObject | undefined {
  const chart = Testing.chart();
  try {
    build(chart);
  } catch (error) {
    if (isPropsError(error)) return undefined;
    throw error;
  }
  return synthesize(chart, 'test').set.manifests[0]!.object;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
