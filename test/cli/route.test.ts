import Ajv from 'ajv';
import { ExitCode } from '../../src/cli/exit-codes';
import { main } from '../../src/cli/main';
import schema from '../../src/report/route.schema.json';
import type { CapturedInput } from './captured-io';
import { capturedIo } from './captured-io';
import { fleetModule, Outcome, Project } from './project';

const MESH = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ['*.example.com']
      tls: { mode: SIMPLE, credentialName: edge }
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: ['*.example.com']
      tls: { httpsRedirect: true }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [istio-system/edge]
  http:
    - match:
        - headers: { x-canary: { exact: 'true' } }
      route:
        - destination: { host: shop, subset: v2, port: { number: 80 } }
    - route:
        - destination: { host: shop, subset: v1, port: { number: 80 } }
          weight: 90
        - destination: { host: shop, subset: v2, port: { number: 80 } }
          weight: 10
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop, namespace: shop }
spec:
  host: shop
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec:
  selector: { app: shop }
  ports: [{ name: http, port: 80 }]
`;

const FLEET = fleetModule({
  staging: `const edge = new mesh.IngressGateway(env, 'edge', {
  hosts: ['*.example.com'],
  tls: { mode: 'SIMPLE', certificate: mesh.Certificate.fromSecretName('gateway-tls') },
});
const api = new mesh.CanaryService(env, 'api', { port: 80, release: { strategy: 'canary', stable: 'v1' } });
edge.expose(api, { host: 'api.example.com' });`,
});

let project: Project;
beforeAll(() => {
  project = new Project();
  project.write('mesh/mesh.yaml', MESH);
  project.write('fleet.ts', FLEET);
  project.write('two.ts', fleetModule({ staging: '', production: '' }));
  project.write('tree/overlays/staging/kustomization.yaml', 'resources: [../../base]\n');
  project.write('tree/overlays/production/kustomization.yaml', 'resources: [../../base]\n');
  project.write('tree/argocd/kustomization.yaml', 'resources: [namespace.yaml]\n');
  project.write('tree/argocd/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: argocd }\n');
  project.write('tree/base/kustomization.yaml', 'resources: [mesh.yaml]\n');
  project.write('tree/base/mesh.yaml', MESH);
});
afterAll(() => {
  project.remove();
});

async function route(words: readonly string[], input: CapturedInput = {}): Promise<Outcome> {
  const io = capturedIo(project.folder, input);
  const status = await main(['route', ...words], io);
  return { status, ...io.output };
}

async function answered(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await route([...words, '--format', 'json']);
  expect({ status, stderr }).toEqual({ status: ExitCode.Clean, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('one request', () => {
  test('is answered in words, the verdict first, with the line of each rule', async () => {
    const { status, stdout, stderr } = await route(['GET https://shop.example.com/cart', '--path', 'mesh']);
    expect({ status, stderr }).toEqual({ status: ExitCode.Clean, stderr: '' });
    expect(stdout.split('\n')[0]).toBe(
      'routed to 90 % shop.shop.svc.cluster.local:80 v1, 10 % shop.shop.svc.cluster.local:80 v2',
    );
    expect(stdout).toContain('Gateway istio-system/edge (mesh/mesh.yaml:1:1)\n');
    expect(stdout).toContain(' 7:7 /spec/servers/0: ');
    expect(stdout).toContain('VirtualService shop/shop (mesh/mesh.yaml:14:1)\n');
    expect(stdout).toContain(' 22:11 /spec/http/0/match/0: ');
    expect(stdout).toContain(' 25:7 /spec/http/1: ');
  });

  test('of constructs has the line of the TypeScript', async () => {
    const { stdout } = await route(['GET https://api.example.com/', '--app', 'fleet.ts']);
    expect(stdout).toMatch(/^routed to api\.default\.svc\.cluster\.local:80 stable\n/);
    expect(stdout).toMatch(/VirtualService default\/api \(fleet\.ts:\d+:\d+\)\n/);
  });

  test.each<[string, readonly string[], object]>([
    ['a URL alone', ['https://shop.example.com/'], { request: { method: 'GET' }, outcome: 'routed' }],
    ['two words', ['post', 'https://shop.example.com/'], { request: { method: 'POST' }, outcome: 'routed' }],
    [
      'a header',
      ['https://shop.example.com/', '--header', 'X-Canary=true'],
      { destinations: [{ subset: 'v2', weight: 100 }] },
    ],
    [
      'headers of one name',
      ['https://shop.example.com/', '--header', 'a=1', '--header', 'A=2', '--header', 'b=x=y'],
      { request: { headers: { a: ['1', '2'], b: 'x=y' } } },
    ],
    ['a redirect', ['http://shop.example.com/'], { outcome: 'redirect', status: 301 }],
    ['a host that nobody has', ['https://nobody.example.com/'], { outcome: 'not-found', status: 404 }],
    [
      'a gateway and a principal',
      ['https://shop.example.com/', '--from', 'istio-system/edge', '--as', 'cluster.local/ns/a/sa/b'],
      { request: { from: 'istio-system/edge', as: 'cluster.local/ns/a/sa/b' }, outcome: 'routed' },
    ],
    [
      'claims and an address',
      ['https://shop.example.com/', '--claims', '{"sub":"ann"}', '--address', '10.0.0.1'],
      { request: { claims: { sub: 'ann' }, address: '10.0.0.1' }, outcome: 'routed' },
    ],
    [
      'an identity as certificates have it',
      ['https://shop.example.com/', '--as', 'spiffe://cluster.local/ns/a/sa/b'],
      { request: { as: 'cluster.local/ns/a/sa/b' } },
    ],
  ])('may be %s', async (_, words, answer) => {
    expect(await answered(...words, '--path', 'mesh')).toMatchObject(answer);
  });

  test('is answered in the documented shape', async () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    for (const url of ['https://shop.example.com/', 'http://shop.example.com/', 'https://nobody.example.com/']) {
      const answer = await answered(url, '--path', 'mesh');
      expect(validate(answer) ? [] : validate.errors).toEqual([]);
      expect(answer.trace).not.toEqual([]);
    }
  });
});

describe('the mesh', () => {
  const URL = 'https://shop.example.com/';

  test('is the only environment of the fleet, or the one that is named', async () => {
    expect((await route([URL, '--app', 'two.ts'])).stderr).toBe(
      'error: there is more than one environment: name one of staging, production with --env\n',
    );
    expect(await route([URL, '--app', 'two.ts', '--env', 'stagign'])).toMatchObject({
      status: ExitCode.Usage,
      stderr: expect.stringContaining('did you mean "staging"?') as string,
    });
    expect(await answered('https://api.example.com/', '--app', 'fleet.ts', '--env', 'staging')).toMatchObject({
      outcome: 'routed',
    });
  });

  test.each([['mesh'], ['mesh/mesh.yaml'], ['tree/overlays/staging'], ['tree/overlays/staging/kustomization.yaml']])(
    'is any YAML: %s',
    async (path) => {
      expect(await answered(URL, '--path', path)).toMatchObject({ outcome: 'routed' });
    },
  );

  test('is one of those in a folder, which is named by its environment or its path', async () => {
    expect(await route([URL, '--path', 'tree'])).toMatchObject({
      status: ExitCode.Usage,
      stderr: expect.stringMatching(
        /name the folder of one with --path: tree\/overlays\/production, tree\/overlays\/staging\n$/,
      ) as string,
    });
    for (const path of ['tree', 'tree/overlays', 'tree/overlays/production']) {
      expect(await answered(URL, '--path', path, '--env', 'production')).toMatchObject({ outcome: 'routed' });
    }
    expect(await route([URL, '--path', 'tree', '--env', 'prodution'])).toMatchObject({
      status: ExitCode.Usage,
      stderr: 'error: there is no environment "prodution" in tree; did you mean "production"?\n',
    });
  });

  test('has to have something of Istio in it', async () => {
    expect(await route([URL, '--path', 'tree/argocd'])).toMatchObject({ status: ExitCode.Usage });
    expect(await route([URL, '--path', 'nowhere'])).toMatchObject({ status: ExitCode.World });
    expect(await route([URL])).toMatchObject({
      status: ExitCode.World,
      stderr: expect.stringContaining('name a folder of YAML with --path') as string,
    });
  });

  test('has to be readable as a whole', async () => {
    project.write('broken/mesh.yaml', `${MESH}---\na: [b\n`);
    const { status, stdout, stderr } = await route([URL, '--path', 'broken']);
    expect({ status, stdout }).toEqual({ status: ExitCode.World, stdout: '' });
    expect(stderr).toMatch(/^broken\/mesh\.yaml:\d+:\d+: .*\nnothing is answered/);
  });

  test('is without objects that no API server takes, and they are told', async () => {
    project.write(
      'misshapen/mesh.yaml',
      `${MESH}---\n${MESH.slice(0, MESH.indexOf('spec:')).replace('edge', 'other')}spec: 5\n`,
    );
    const { status, stdout, stderr } = await route([URL, '--path', 'misshapen']);
    expect(status).toBe(ExitCode.Clean);
    expect(stdout).toMatch(/^routed/);
    expect(stderr).toContain('error IST0106 Gateway istio-system/other');
  });
});

describe('wrong usage', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['nothing to ask', [], /name one request/],
    ['a request and a file of them', ['https://a.example.com/', '--requests', '-'], /name one request/],
    ['three words', ['GET', 'https://a.example.com/', 'HTTP/1.1'], /more than a method and a URL/],
    ['a URL without a scheme', ['shop.example.com'], /is no URL/],
    ['a scheme that is not HTTP', ['ftp://shop.example.com'], /ftp/],
    ['a method that is none', ['GEET https://shop.example.com/'], /"GEET" is no method of HTTP; did you mean "GET"\?/],
    ['a header without a value', ['https://a.example.com/', '--header', 'x-canary'], /Write a name and a value/],
    [
      'a sender that is none',
      ['https://a.example.com/', '--from', 'istio-system/egde'],
      /did you mean "istio-system\/edge"/,
    ],
    ['two URLs', ['https://a.example.com/', 'https://b.example.com/'], /more than one URL; ask for one at a time/],
    ['claims that are none', ['https://a.example.com/', '--claims', '[1]'], /Write an object of JSON/],
    ['an address that is none', ['https://a.example.com/', '--address', '10.0.0.300'], /no IP address/],
    ['a part of an identity', ['https://a.example.com/', '--as', 'frontend'], /"frontend" is no identity/],
    ['a format that is none', ['https://a.example.com/', '--format', 'xml'], /Allowed choices are text, json/],
  ])('%s', async (_, words, message) => {
    const { status, stdout, stderr } = await route([...words, '--path', 'mesh']);
    expect({ status, stdout }).toEqual({ status: ExitCode.Usage, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

const LINES = [
  '{"url":"https://shop.example.com/"}',
  '{"url":"http://shop.example.com/"}',
  '{"url":"https://shop.example.com/","headers":{"x-canary":"true"}}',
];

const ENTRY = {
  method: 'GET',
  path: '/cart',
  authority: 'shop.example.com',
  requested_server_name: 'shop.example.com',
  downstream_local_address: '10.0.0.1:8443',
  response_code: 200,
  response_code_details: 'via_upstream',
  upstream_cluster: 'outbound|80|v1|shop.shop.svc.cluster.local;',
};

describe('many requests', () => {
  const ask = (lines: readonly string[], ...words: readonly string[]): Promise<Outcome> =>
    route(['--requests', '-', '--path', 'mesh', ...words], { stdin: lines.map((line) => `${line}\n`).join('') });

  test('are answered in JSON, a line each, in their order', async () => {
    const { status, stdout } = await ask(LINES, '--format', 'json');
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(ExitCode.Clean);
    expect(answers.map(({ line, outcome }) => [line, outcome])).toEqual([
      [1, 'routed'],
      [2, 'redirect'],
      [3, 'routed'],
    ]);
    const validate = new Ajv({ allErrors: true }).compile(schema);
    for (const answer of answers) expect(validate(answer) ? [] : validate.errors).toEqual([]);
  });

  test('get the answers that each gets alone, and may be what was answered before', async () => {
    const { stdout } = await ask(LINES, '--format', 'json');
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { request: object });
    const again = await ask(
      answers.map(({ request }) => JSON.stringify(request)),
      '--format',
      'json',
    );
    expect(again.stdout).toBe(stdout);
    const alone = await answered('https://shop.example.com/', '--path', 'mesh');
    expect({ line: 1, ...alone, trace: [] }).toEqual(answers[0]);
  });

  test('are counted in words', async () => {
    expect(await ask(LINES)).toEqual({
      status: ExitCode.Clean,
      stdout: `3 requests
  36.7 %  1.1  routed to shop.shop.svc.cluster.local:80 v2
  33.3 %    1  301 redirect
  30.0 %  0.9  routed to shop.shop.svc.cluster.local:80 v1
`,
      stderr: '',
    });
  });

  test('of an access log are compared with what the log says', async () => {
    const { status, stdout } = await ask([
      JSON.stringify(ENTRY),
      JSON.stringify({ ...ENTRY, upstream_cluster: 'outbound|80|v3|shop.shop.svc.cluster.local;' }),
      JSON.stringify({ ...ENTRY, upstream_cluster: 'inbound|8080||' }),
    ]);
    expect(status).toBe(ExitCode.Clean);
    expect(stdout).toBe(`2 requests
  90.0 %  1.8  routed to shop.shop.svc.cluster.local:80 v1
  10.0 %  0.2  routed to shop.shop.svc.cluster.local:80 v2

1 request of 2 would not meet what the log says
  1  routed to shop.shop.svc.cluster.local:80 v3 → 90 % routed to shop.shop.svc.cluster.local:80 v1, 10 % routed to shop.shop.svc.cluster.local:80 v2
    line 2: GET https://shop.example.com/cart

Left out
  1 line: written by the proxy of a backend, which does not know how the request came to it
`);
    const { stdout: json } = await ask([JSON.stringify(ENTRY)], '--format', 'json');
    expect(JSON.parse(json)).toMatchObject({ logged: { outcome: 'routed', agrees: true } });
  });

  test('may come from a file', async () => {
    project.write('requests.jsonl', LINES.join('\n'));
    const { stdout } = await route(['--requests', 'requests.jsonl', '--path', 'mesh']);
    expect(stdout).toMatch(/^3 requests\n/);
    expect(await route(['--requests', 'nothing.jsonl', '--path', 'mesh'])).toMatchObject({
      status: ExitCode.World,
      stderr: expect.stringMatching(/^error: .*nothing\.jsonl does not exist/) as string,
    });
    expect(await route(['--requests', 'mesh', '--path', 'mesh'])).toMatchObject({ status: ExitCode.World });
  });

  test('that cannot be read are told by line and column, and the others are answered', async () => {
    project.write('bad.jsonl', `\ufeff${LINES[0]!}\r\n\r\n{"url":}\r\n{"url":5}\r\n${LINES[1]!}`);
    const { status, stdout, stderr } = await route(['--requests', 'bad.jsonl', '--path', 'mesh', '--format', 'json']);
    expect(status).toBe(ExitCode.Findings);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { line: number }).line),
    ).toEqual([1, 5]);
    expect(stderr).toMatch(
      /^bad\.jsonl:3: this is not JSON: .*\nbad\.jsonl:4: "url" is a number: write a string\n2 lines could not be read\n$/,
    );
  });

  test('that cannot be read are told as far as anybody would read them', async () => {
    const { status, stderr } = await ask(Array<string>(5000).fill('GET / HTTP/1.1'));
    expect(status).toBe(ExitCode.Findings);
    expect(stderr.split('\n')).toHaveLength(22);
    expect(stderr).toMatch(/\n5000 lines could not be read, the first 20 above\n$/);
  });

  test('none at all are no error', async () => {
    expect(await ask([])).toEqual({ status: ExitCode.Clean, stdout: '0 requests\n', stderr: '' });
  });

  test('from a sender that is none are refused at once', async () => {
    expect(await ask(LINES, '--from', 'istio-system/egde')).toMatchObject({
      status: ExitCode.Usage,
      stderr: expect.stringContaining('did you mean "istio-system/edge"?') as string,
    });
  });

  test('are answered no faster than the answers are taken, and not at all when nobody takes them', async () => {
    let written = 0;
    // eslint-disable-next-line @typescript-eslint/require-await -- as a stream gives them
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.from(`${LINES[0]!}\n`);
    }
    const io = {
      ...capturedIo(project.folder),
      stdout: () => {
        written++;
      },
      stdin: endless,
      drained: () => Promise.resolve(written < 3),
    };
    expect(await main(['route', '--requests', '-', '--path', 'mesh', '--format', 'json'], io)).toBe(ExitCode.Clean);
    expect(written).toBe(3);
  });
});

test('the schema has a word on each outcome', () => {
  const { description, enum: outcomes } = schema.definitions.outcome;
  expect(outcomes.filter((outcome) => !description.includes(outcome))).toEqual([]);
});
