import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { credentialsFor } from '../../../src/adapters/cluster/credentials';
import { clusterAccess } from '../../../src/adapters/cluster/kubeconfig';
import { temporaryFolders } from '../temporary-folder';

const folder = temporaryFolders()();

interface Entries {
  readonly cluster?: object;
  readonly user?: object;
  readonly current?: string;
}

function kubeconfig(name: string, { cluster = {}, user = {}, current = 'here' }: Entries = {}): string {
  const file = join(folder, name);
  mkdirSync(join(folder, 'pki'), { recursive: true });
  writeFileSync(
    file,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': current,
      clusters: [{ name: 'c', cluster: { server: 'https://k8s.example.com:6443/', ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  return file;
}

test('reads the current context, with files relative to the kubeconfig and data in it', () => {
  const file = kubeconfig('config', {
    cluster: { 'certificate-authority': 'pki/ca.pem', 'tls-server-name': 'k8s' },
    user: { 'client-certificate-data': Buffer.from('certificate').toString('base64'), 'client-key': 'pki/key.pem' },
  });
  writeFileSync(join(folder, 'pki', 'ca.pem'), 'ca');
  writeFileSync(join(folder, 'pki', 'key.pem'), 'key');
  expect(clusterAccess({ kubeconfig: file }, {})).toEqual({
    context: 'here',
    server: 'https://k8s.example.com:6443',
    certificateAuthority: 'ca',
    skipsVerification: false,
    serverName: 'k8s',
    user: { certificate: 'certificate', key: 'key', token: undefined, basic: undefined, plugin: undefined },
  });
});

test('a token may be in a file, which is read anew', () => {
  writeFileSync(join(folder, 'token'), 'from-file\n');
  const file = kubeconfig('token-config', { user: { token: 'in-line', tokenFile: 'token' } });
  expect(clusterAccess({ kubeconfig: file }, {}).user.token).toBe('from-file');
});

test('of the files of KUBECONFIG the first that says something wins', () => {
  const first = kubeconfig('first', { user: { token: 'first' } });
  const second = kubeconfig('second', { user: { token: 'second' }, current: 'nowhere' });
  const environment = { KUBECONFIG: [first, second].join(delimiter) };
  expect(clusterAccess({}, environment).user.token).toBe('first');
});

test.each<[string, () => string, string | undefined, RegExp]>([
  ['a missing file', () => join(folder, 'missing'), undefined, /missing does not exist/],
  ['an unknown context', () => kubeconfig('other'), 'there', /has no context "there" among here: choose one/],
  ['no current context', () => kubeconfig('none', { current: '' }), undefined, /has no current context/],
  ['a proxy', () => kubeconfig('proxy', { cluster: { 'proxy-url': 'http://p' } }), undefined, /is behind a proxy/],
  [
    'an auth provider',
    () => kubeconfig('gcp', { user: { 'auth-provider': { name: 'gcp' } } }),
    undefined,
    /use a credential plugin/,
  ],
  ['another shape', () => kubeconfig('shape', { cluster: { server: 1 } }), undefined, /shape is no kubeconfig/],
])('%s is told', (_, file, context, message) => {
  expect(() => clusterAccess({ kubeconfig: file(), context }, {})).toThrow(message);
});

test('text that is no YAML is told', () => {
  const file = join(folder, 'no-yaml');
  writeFileSync(file, 'a: [');
  expect(() => clusterAccess({ kubeconfig: file }, {})).toThrow(/no-yaml is no YAML/);
});

describe('a credential plugin', () => {
  const plugin = (script: string, more: object = {}): object => ({
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    ...more,
  });
  const credentials = (name: string, exec: object): Promise<unknown> =>
    credentialsFor(clusterAccess({ kubeconfig: kubeconfig(name, { user: { exec } }) }, {}), { PATH: '' });

  test('is told of the cluster where it asks for it, and gives a token', async () => {
    const script = `const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ status: { token: spec.cluster.server + process.env.SUFFIX } }))`;
    const exec = plugin(script, { env: [{ name: 'SUFFIX', value: '!' }], provideClusterInfo: true });
    expect(await credentials('plugin', exec)).toMatchObject({ token: 'https://k8s.example.com:6443!' });
  });

  test.each<[string, object, RegExp]>([
    ['missing', plugin('', { command: 'no-such-plugin', installHint: 'get it' }), /is not on PATH: get it/],
    ['failing', plugin('console.error("sign in first"); process.exit(1)'), /failed: sign in first/],
    ['saying nothing', plugin('console.log("{}")'), /gave no credentials/],
  ])('that is %s is told', async (name, exec, message) => {
    await expect(credentials(name, exec)).rejects.toThrow(message);
  });
});
