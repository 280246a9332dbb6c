import Ajv from 'ajv';
import schema from '../../src/report/test.schema.json';
import { fleetModule, Project } from './project';

const COMPOSE = `
  const edge = new mesh.IngressGateway(env, 'edge', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate: mesh.Certificate.fromSecretName('gateway-tls') },
  });
  const web = new mesh.BlueGreenApp(env, 'web', { port: 80, release: { strategy: 'blue-green', active: COLOUR } });
  edge.expose(web, { host: 'web.example.com' });
`;

/** Blue in production, green in staging. */
const FLEET = fleetModule({
  staging: COMPOSE.replace('COLOUR', "'green'"),
  production: COMPOSE.replace('COLOUR', "'blue'"),
});

const MANIFESTS = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: ['*.example.com']
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: users, namespace: users }
spec:
  hosts: [www.example.com]
  gateways: [istio-system/main]
  http:
    - match: [{ uri: { prefix: /users } }]
      route: [{ destination: { host: users } }]
    - directResponse: { status: 404 }
`;

/** A test that the web app reaches a colour. */
function reaches(colour: string, head = ''): string {
  return `${head}tests:
  - name: everybody sees ${colour}
    request: https://web.example.com/
    expect: { reaches: { service: web, subset: ${colour} } }
`;
}

let project: Project;

beforeEach(() => {
  project = new Project();
  project.write('environments/main.ts', FLEET);
});

afterEach(() => {
  project.remove();
});

test('tests beside the environments run in the environments that they are named after', async () => {
  project.write('environments/production.traffic.yaml', reaches('blue'));
  project.write('environments/staging.web.traffic.yaml', reaches('green'));
  expect(await project.run('test')).toEqual({
    status: 0,
    stdout: `environments/staging.web.traffic.yaml (staging)
  ✓ everybody sees green

environments/production.traffic.yaml (production)
  ✓ everybody sees blue
`,
    stderr: '2 tests: 2 passed\n',
  });
});

test('a file says what it is for, or is for all', async () => {
  project.write('environments/web.traffic.yaml', reaches('blue', 'environments: [production]\n'));
  project.write(
    'environments/all.traffic.yaml',
    'tests: [{ name: all, request: https://web.example.com/, expect: routed }]',
  );
  const { status, stdout } = await project.run('test --format json');
  const { tests } = JSON.parse(stdout) as { tests: { name: string; set: string }[] };
  expect(tests.map(({ name, set }) => `${name} in ${set}`)).toEqual([
    'all in staging',
    'all in production',
    'everybody sees blue in production',
  ]);
  expect(status).toBe(0);
});

test('what fails is told with what was expected, what came of it, and why', async () => {
  project.write('environments/web.traffic.yaml', reaches('blue'));
  const { status, stdout, stderr } = await project.run('test');
  expect(stdout).toContain(`environments/web.traffic.yaml (staging)
  ✕ everybody sees blue (environments/web.traffic.yaml:2:5)
      GET https://web.example.com/
        expected destinations: web subset blue
        received               web.default.svc.cluster.local:80 subset green
        because
          at istio-system/ingressgateway
            route VirtualService default/web (environments/main.ts:8:19)
                  /spec/http/0/match/0: not this one: header x-preview is missing, not "true"
                  /spec/http/1: rule default, which takes every request, takes it
        each step: npx istio-gitops route 'GET https://web.example.com/' --env staging

`);
  expect(stderr).toBe('2 tests: 1 failed, 1 passed\n');
  expect(status).toBe(1);
});

test('--env chooses, and says what it could be', async () => {
  project.write('environments/web.traffic.yaml', reaches('blue'));
  expect(await project.run('test --env production')).toMatchObject({ status: 0, stderr: '1 test: 1 passed\n' });
  expect(await project.run('test --env produktion')).toMatchObject({
    status: 2,
    stderr: 'error: there is no environment "produktion" among staging, production; did you mean "production"?\n',
  });
});

test('what no test touches is told, with totals', async () => {
  project.write('environments/production.traffic.yaml', reaches('blue'));
  const { stdout } = await project.run('test --cover');
  expect(stdout).toMatch(
    /^Coverage\n +50 % {2}1 of 2 {2}rules of virtual services\n +50 % {2}1 of 2 {2}servers of gateways\n +100 % {2}2 of 2 {2}rules of authorization policies\n/m,
  );
  expect(stdout).toMatch(
    /Met by no request \(production\):\n {2}VirtualService default\/web rule preview-header \(environments\/main\.ts:\d+:\d+\)\n/,
  );
});

test('JSON is as its schema says, whether tests pass or fail', async () => {
  project.write(
    'environments/web.traffic.yaml',
    `${reaches('blue')}  - { name: nobody, request: { url: 'http://web/', from: default/nobody }, expect: denied }\n`,
  );
  const { stdout } = await project.run('test --format json');
  const validate = new Ajv().compile(schema);
  const document = JSON.parse(stdout) as { tests: object[]; summary: object };
  expect([validate(document), validate.errors]).toEqual([true, null]);
  expect(document.tests[0]).toMatchObject({
    file: 'environments/web.traffic.yaml',
    line: 2,
    passed: false,
    message: expect.stringContaining('expected destinations: web subset blue') as string,
    failures: [{ answer: { outcome: 'routed' } }],
  });
  expect(document.tests[2]).toEqual({
    name: 'everybody sees blue',
    file: 'environments/web.traffic.yaml',
    line: 2,
    column: 5,
    set: 'production',
    requests: 1,
    passed: true,
  });
  expect(document.summary).toEqual({ tests: 4, passed: 1, failed: 3 });
});

test('a report in one more format is written beside', async () => {
  project.write('environments/web.traffic.yaml', reaches('blue'));
  const { stdout } = await project.run('test --report junit=traffic.xml');
  expect(stdout).toContain('✕ everybody sees blue');
  const xml = project.read('traffic.xml');
  expect(xml).toContain(
    '<testsuite name="environments/web.traffic.yaml (staging)" tests="1" failures="1" skipped="0">',
  );
  expect(xml).toContain(
    '<failure type="traffic" message="destinations: web.default.svc.cluster.local:80 subset green, not web subset blue">',
  );
});

test('what several requests of a test meet alike is told once', async () => {
  const urls = Array.from({ length: 6 }, (_, i) => `https://web.example.com/?a=${i}`);
  const request = '    request: https://web.example.com/\n';
  const requests = `    requests: [${urls.join()}, http://web.example.com/]\n`;
  project.write('environments/staging.traffic.yaml', reaches('blue').replace(request, requests));
  const { stdout } = await project.run('test');
  expect(stdout.match(/^ {6}\S.*$/gm)).toEqual([
    ...urls.slice(0, 4).map((url) => `      GET ${url}`),
    '      and 2 more requests',
    '      GET http://web.example.com/',
  ]);
  expect(stdout).toContain("each step: npx istio-gitops route 'GET https://web.example.com/?a=0' --env staging\n");
});

test('the command that tells each step is one of a shell, and asks the same', async () => {
  project.write(
    'environments/staging.traffic.yaml',
    `tests:
  - name: all of a request
    request: { method: POST, url: 'https://web.example.com/', headers: { x-who: "it's me", host: other.example.com } }
    claims: { sub: ann }
    address: 10.0.0.1
    expect: { reaches: web, timeout: 1s }
`,
  );
  const { stdout } = await project.run('test');
  const [, command] = /each step: npx istio-gitops (.*)$/m.exec(stdout)!;
  expect(command).toBe(
    String.raw`route 'POST https://web.example.com/' --header host=other.example.com --header 'x-who=it'\''s me' --claims '{"sub":"ann"}' --address 10.0.0.1 --env staging`,
  );
});

test('JUnit has the way of a request that fails', async () => {
  project.write('environments/staging.traffic.yaml', reaches('blue'));
  const { stdout } = await project.run('test --format junit');
  expect(stdout).toContain('because it is routed to web.default.svc.cluster.local:80 green');
  expect(stdout).toMatch(/route +VirtualService default\/web \(environments\/main\.ts:\d+:\d+\)/);
});

test('all that is wrong with files of tests is told at once, by the line', async () => {
  project.write('environments/a.traffic.yaml', reaches('blue', 'environments: [produktion]\n'));
  project.write('environments/b.traffic.yaml', reaches('blue').replace('expect:', 'expects:'));
  expect(await project.run('test')).toEqual({
    status: 1,
    stdout: '',
    stderr: `environments/a.traffic.yaml:1:16: there is no environment "produktion" among staging, production; did you mean "production"?
environments/b.traffic.yaml:2:5: /tests/0 has no expect: add it
environments/b.traffic.yaml:4:5: /tests/0 has an unknown field "expects"; did you mean "expect"?
`,
  });
});

test('a file that is wrong keeps no other from being tested', async () => {
  project.write('environments/production.traffic.yaml', reaches('blue'));
  project.write(
    'environments/staging.traffic.yaml',
    'tests: [{ name: "https://web.example.com", request: bookinfo, expect: routed }]',
  );
  expect(await project.run('test')).toEqual({
    status: 1,
    stdout: 'environments/production.traffic.yaml (production)\n  ✓ everybody sees blue\n',
    stderr:
      'environments/staging.traffic.yaml:1:53: "bookinfo" is no URL; write https://shop.example.com/cart or http://…\n' +
      '1 test: 1 passed\n',
  });
});

test('a program is told from YAML at once', async () => {
  project.write('tests/production.test.ts', "import { test } from 'node:test';\n");
  expect(await project.run('test tests/production.test.ts')).toMatchObject({
    status: 1,
    stderr:
      "tests/production.test.ts:1:1: this is a program: traffic tests are YAML, and tests in TypeScript run in the project's own test runner\n",
  });
});

test.each<readonly [what: string, line: string, status: number, message: string]>([
  [
    'no tests',
    'test',
    2,
    'error: there are no traffic tests: write some to NAME.traffic.yaml beside the environments, or name their file\n',
  ],
  ['a file that is not there', 'test nothing.yaml', 3, 'nothing.yaml does not exist'],
  ['a folder of YAML that is not there', 'test --path nothing', 3, 'nothing does not exist'],
  ['a report of no format', 'test --report xml=a.xml', 2, 'such as junit=traffic.xml: text, json, junit.'],
])('%s is an error', async (_, line, status, message) => {
  const outcome = await project.run(line);
  expect(outcome.status).toBe(status);
  expect(outcome.stderr).toContain(message);
  expect(outcome.stdout).toBe('');
});

test('no tests are no failure where that is said', async () => {
  expect(await project.run('test --pass-with-no-tests')).toMatchObject({
    status: 0,
    stdout: '',
    stderr: expect.stringContaining('there are no traffic tests') as string,
  });
});

test('tests for environments that are not chosen are no tests', async () => {
  project.write('environments/staging.traffic.yaml', reaches('green'));
  expect(await project.run('test --env production')).toMatchObject({
    status: 2,
    stderr: 'error: no traffic test is for production: write one\n',
  });
});

describe("anybody's YAML", () => {
  beforeEach(() => {
    project.write('manifests/users.yaml', MANIFESTS);
  });

  test('is tested by tests beside it', async () => {
    project.write(
      'manifests/users.traffic.yaml',
      'tests: [{ name: nothing here, request: http://www.example.com/, expect: { outcome: direct, status: 404 } }]',
    );
    expect(await project.run('test --path manifests')).toMatchObject({
      status: 0,
      stdout: 'manifests/users.traffic.yaml (manifests)\n  ✓ nothing here\n',
    });
  });

  test('is tested by files of istio-config-validator', async () => {
    const testCase = (host: string): string => `testCases:
  - description: users
    wantMatch: true
    request: { authority: [www.example.com], method: [GET, POST], uri: [/users, /users/] }
    route: [{ destination: { host: ${host} } }]
`;
    project.write('tests/good.yaml', testCase('users'));
    project.write('tests/bad.yaml', testCase('partners'));
    expect(await project.run('test tests/good.yaml --path manifests')).toMatchObject({ status: 0 });
    const { status, stdout } = await project.run('test tests/bad.yaml tests/good.yaml --path manifests');
    expect(stdout).toContain(`  ✕ users (tests/bad.yaml:2:5)
      GET http://www.example.com/users
      POST http://www.example.com/users
      GET http://www.example.com/users/
      POST http://www.example.com/users/
        expected route: [{"destination":{"host":"partners"}}]
        received        [{"destination":{"host":"users.users.svc.cluster.local"}}]
        because of VirtualService users/users /spec/http/0 (manifests/users.yaml:17:7)
`);
    expect(stdout).toContain('tests/good.yaml (manifests)\n  ✓ users\n');
    expect(status).toBe(1);
  });

  test('in a deploy tree is told apart by environments', async () => {
    for (const name of ['staging', 'production']) {
      project.write(`deploy/overlays/${name}/kustomization.yaml`, 'resources: [users.yaml]\n');
      project.write(`deploy/overlays/${name}/users.yaml`, MANIFESTS.replace('404', name === 'staging' ? '404' : '410'));
    }
    project.write(
      'environments/production.traffic.yaml',
      'tests: [{ name: gone, request: http://www.example.com/, expect: { status: 410 } }]',
    );
    expect(await project.run('test environments --path deploy')).toMatchObject({
      status: 0,
      stdout: 'environments/production.traffic.yaml (production)\n  ✓ gone\n',
    });
    expect(await project.run('test environments --path deploy --env qa')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there is no environment "qa" in deploy') as string,
    });
  });

  test('in two trees with environments of one name is told apart by folders', async () => {
    for (const tree of ['old', 'new']) {
      project.write(`trees/${tree}/overlays/production/kustomization.yaml`, 'resources: [users.yaml]\n');
      project.write(`trees/${tree}/overlays/production/users.yaml`, MANIFESTS);
    }
    project.write('all.traffic.yaml', 'tests: [{ name: all, request: http://www.example.com/users, expect: denied }]');
    const { stdout } = await project.run('test all.traffic.yaml --path trees');
    expect(stdout.match(/(?<=yaml )\(\S+\)$/gm)).toEqual(['(new/overlays/production)', '(old/overlays/production)']);
    const [again] = /route 'GET.*$/m.exec(stdout)!;
    expect(again).toBe("route 'GET http://www.example.com/users' --path trees/new/overlays/production");
    expect(await project.run(again.replaceAll("'", ''))).toMatchObject({ status: 0 });
  });

  test('that cannot be read is not tested', async () => {
    project.write('environments/all.traffic.yaml', reaches('blue'));
    project.write('manifests/broken.yaml', `${MANIFESTS}  - [`);
    const { status, stderr } = await project.run('test environments --path manifests');
    expect(stderr).toContain('nothing is tested: what was read is not all that is there\n');
    expect(status).toBe(3);
  });
});
