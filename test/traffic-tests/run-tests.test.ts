import { readTests } from '../../src/traffic-tests/read-tests';
import { runTests, TestRun } from '../../src/traffic-tests/run-tests';
import { readManifestFiles } from '../../src/read/manifest-sets';
import { TextFile } from '../../src/read/text-file';

const MESH = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: ['*.example.com']
    - port: { number: 8080, name: http-alt, protocol: HTTP }
      hosts: [alt.example.com]
    - port: { number: 5432, name: tcp, protocol: TCP }
      hosts: ['*']
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [istio-system/main]
  http:
    - name: users
      match: [{ uri: { prefix: /users } }]
      route: [{ destination: { host: users } }]
      rewrite: { uri: /v2 }
    - match: [{ uri: { prefix: /partners } }]
      delegate: { name: partners }
    - route:
        - destination: { host: web, subset: v1 }
          weight: 90
        - destination: { host: web, subset: v2 }
          weight: 10
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: partners, namespace: shop }
spec:
  http:
    - match: [{ uri: { prefix: /partners/v2 } }]
      route: [{ destination: { host: partners.other.svc.cluster.local, port: { number: 8000 } } }]
      headers: { request: { set: { x-version: '2' } } }
    - redirect: { uri: /gone }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nobody, namespace: shop }
spec: {}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: all, namespace: shop }
spec:
  rules:
    - to: [{ operation: { paths: [/v2*] } }]
    - to: [{ operation: { methods: [DELETE] } }]
`;

function run(tests: string, more = ''): TestRun {
  const { sets } = readManifestFiles([new TextFile('mesh.yaml', MESH + more)]);
  return runTests([readTests(tests, 'tests.yaml')], 'shop', [...sets.values()][0]!);
}

/** Of each test that fails, what is told of it. */
function failing({ results }: TestRun): readonly unknown[] {
  return results
    .filter(({ failures }) => failures.length > 0)
    .map(({ test, failures }) => [
      test.name,
      ...failures.flatMap(({ mismatches }) => mismatches.map(({ what }) => what)),
    ]);
}

/** What no request has met. */
function missed({ coverage }: TestRun): readonly string[] {
  return coverage.flatMap(({ missed: parts }) =>
    parts.map(({ manifest, title, pointer }) => {
      return `${manifest.identity.name} ${title} ${manifest.origin.locate!(pointer)!.line}`;
    }),
  );
}

test('tests pass or fail, and what they touch is known by the line', () => {
  const ran = run(`tests:
  - name: users go to their service
    request: http://shop.example.com/users/7
    expect: { reaches: users, path: /v2/7 }
  - name: wrong
    request: http://shop.example.com/users/7
    expect: denied
`);
  expect(failing(ran)).toEqual([['wrong', 'outcome']]);
  expect(missed(ran)).toEqual([
    'partners rule 0 38',
    'partners rule 1 41',
    'shop rule 2 27',
    'main 8080/HTTP alt.example.com 9',
    'all ALLOW rule 1 54',
    'nobody ALLOW nothing 43',
  ]);
});

test('what can be met by requests is counted, and a rule that is passed over is not met', () => {
  const ran = run('tests: [{ name: none, request: http://shop.example.com/, expect: denied }]\n');
  expect(missed(ran)).toContain('shop rule users 21');
  const { coverage } = ran;
  expect(coverage.map(({ kind, total }) => [kind, total])).toEqual([
    ['VirtualService', 4],
    ['Gateway', 2],
    ['AuthorizationPolicy', 3],
  ]);
});

test('a rule of a delegate is met by what the root hands on to it', () => {
  const ran = run('tests: [{ name: gone, request: http://shop.example.com/partners, expect: redirect }]\n');
  expect(failing(ran)).toEqual([]);
  expect(missed(ran)).not.toContain('partners rule 1 41');
});

test('a sender that the mesh does not have fails the test', () => {
  const { results } = run(
    'tests: [{ name: none, request: { url: http://web/, from: shop/nobody }, expect: routed }]\n',
  );
  expect(results[0]!.failures).toMatchObject([
    { problem: expect.stringContaining('there is no gateway or workload "shop/nobody"') as string },
  ]);
});

describe('a file of istio-config-validator', () => {
  const testCase = (fields: string, uri = '/users'): string => `testCases:
  - description: case
    request: { authority: [shop.example.com], method: [GET], uri: [${uri}] }
${fields.replace(/^/gm, '    ')}
`;

  test.each<readonly [what: string, fields: string, uri: string]>([
    ['a route, whatever policies say', 'wantMatch: true\nroute: [{ destination: { host: users } }]', '/users'],
    [
      'a host by its whole name',
      'wantMatch: true\nroute: [{ destination: { host: users.shop.svc.cluster.local } }]',
      '/users',
    ],
    [
      'weights',
      'wantMatch: true\nroute: [{ destination: { host: web, subset: v1 }, weight: 90 }, { destination: { host: web, subset: v2 }, weight: 10 }]',
      '/',
    ],
    ['a rewrite', 'wantMatch: true\nrewrite: { uri: /v2 }', '/users'],
    ['another route', 'wantMatch: false\nroute: [{ destination: { host: web } }]', '/users'],
    ['no match by default', 'route: [{ destination: { host: web } }]', '/users'],
    ['a delegate', 'wantMatch: true\ndelegate: { name: partners }', '/partners/v2'],
    ['headers', "wantMatch: true\nheaders: { request: { set: { x-version: '2' } } }", '/partners/v2'],
    ['a redirect', 'wantMatch: true\nredirect: { uri: /gone }', '/partners'],
  ])('passes with %s', (_, fields, uri) => {
    expect(failing(run(testCase(fields, uri)))).toEqual([]);
  });

  test.each<readonly [what: string, fields: string, mismatch: string, uri: string]>([
    ['another host', 'wantMatch: true\nroute: [{ destination: { host: web } }]', 'route', '/users'],
    [
      'another port',
      'wantMatch: true\nroute: [{ destination: { host: users, port: { number: 81 } } }]',
      'route',
      '/users',
    ],
    ['another subset', 'wantMatch: true\nroute: [{ destination: { host: users, subset: v1 } }]', 'route', '/users'],
    ['a destination too few', 'wantMatch: true\nroute: [{ destination: { host: web, subset: v1 } }]', 'route', '/'],
    ['no rewrite', 'wantMatch: true\nrewrite: { uri: /v2 }', 'rewrite', '/'],
    ['no rule at all', 'wantMatch: true\nfault: { delay: { fixedDelay: 5s } }', 'fault', '/'],
    ['what it must not have', 'wantMatch: false\nroute: [{ destination: { host: users } }]', 'rule', '/users'],
    ['no delegate', 'wantMatch: true\ndelegate: { name: partners }', 'delegate', '/users'],
  ])('fails with %s', (_, fields, mismatch, uri) => {
    expect(failing(run(testCase(fields, uri)))).toEqual([['case', mismatch]]);
  });

  test.each<readonly [what: string, host: string, reason: string]>([
    [
      'written otherwise',
      'users.shop.svc.cluster.local',
      'no virtual service has the host users.shop.svc.cluster.local; shop/users has it as "users", and hosts are compared as they are written',
    ],
    [
      'misspelt',
      'shpo.example.com',
      'no virtual service has the host shpo.example.com; did you mean "shop.example.com"?',
    ],
  ])('says that a host is %s', (_, host, reason) => {
    const users =
      '---\n{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: users, namespace: shop }, spec: { hosts: [users], http: [{ route: [{ destination: { host: users } }] }] } }\n';
    const cases = testCase('wantMatch: true\nredirect: { uri: /x }').replace('shop.example.com', host);
    expect(run(cases, users).results[0]!.failures).toMatchObject([{ reason }]);
  });

  test('touches the rules that it asks for', () => {
    expect(missed(run(testCase('rewrite: {}')))).not.toContainEqual(expect.stringContaining('rule users'));
  });
});
