import { diffTrees } from '../../src/diff/diff';
import type { FieldChange, ShareChange } from '../../src/diff/change';
import { diffOf, LIMITS, trees } from './trees';

/** An object of a kind with a spec in YAML flow or block style. */
function object(type: string, spec: string, metadata = 'name: x, namespace: default'): string {
  const [apiVersion, kind] = type.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\nspec: ${spec}\n`;
}

const VIRTUAL_SERVICE = 'networking.istio.io/v1 VirtualService';
const DESTINATION_RULE = 'networking.istio.io/v1 DestinationRule';
const GATEWAY = 'networking.istio.io/v1 Gateway';
const SERVICE_ENTRY = 'networking.istio.io/v1 ServiceEntry';
const ENVOY_FILTER = 'networking.istio.io/v1alpha3 EnvoyFilter';
const AUTHORIZATION_POLICY = 'security.istio.io/v1 AuthorizationPolicy';
const HTTP_ROUTE = 'gateway.networking.k8s.io/v1 HTTPRoute';

/** A change in one line: sign, category, path, values. */
function line({ change, category, path, before, after }: FieldChange & { readonly category: string }): string {
  const values = [before, after].filter((value) => value !== undefined).map((value) => JSON.stringify(value));
  return [{ added: '+', removed: '-', changed: '~', moved: '>' }[change], category, path, values.join(' → ')]
    .join(' ')
    .trim();
}

function linesOf(type: string, before: string, after: string): string[] {
  return diffOf(object(type, before), object(type, after)).objects.flatMap(({ fields }) => fields.map(line));
}

describe('what is no difference', () => {
  test.each<[what: string, type: string, before: string, after: string]>([
    ['the order of keys', VIRTUAL_SERVICE, '{ hosts: [a], http: [] }', '{ http: [], hosts: [a] }'],
    ['the order of hosts', VIRTUAL_SERVICE, '{ hosts: [a, b] }', '{ hosts: [b, a] }'],
    [
      'the order of subsets',
      DESTINATION_RULE,
      '{ subsets: [{ name: a }, { name: b }] }',
      '{ subsets: [{ name: b }, { name: a }] }',
    ],
    [
      'the order of weighted destinations',
      VIRTUAL_SERVICE,
      '{ http: [{ route: [{ destination: { host: a }, weight: 90 }, { destination: { host: b }, weight: 10 }] }] }',
      '{ http: [{ route: [{ destination: { host: b }, weight: 10 }, { destination: { host: a }, weight: 90 }] }] }',
    ],
    [
      'the order of alternatives in alternatives',
      AUTHORIZATION_POLICY,
      '{ rules: [{ from: [{ source: { namespaces: [a, b] } }] }, { to: [{ operation: { paths: [/x, /y] } }] }] }',
      '{ rules: [{ to: [{ operation: { paths: [/y, /x] } }] }, { from: [{ source: { namespaces: [b, a] } }] }] }',
    ],
    [
      'the order of servers and their hosts',
      GATEWAY,
      '{ servers: [{ port: { name: a, number: 80 }, hosts: [x, y] }, { port: { name: b, number: 81 }, hosts: [z] }] }',
      '{ servers: [{ port: { name: b, number: 81 }, hosts: [z] }, { port: { name: a, number: 80 }, hosts: [y, x] }] }',
    ],
    [
      'the way that a number is written',
      VIRTUAL_SERVICE,
      '{ http: [{ retries: { attempts: 2 } }] }',
      '{ http: [{ retries: { attempts: 0x2 } }] }',
    ],
  ])('%s', (_, type, before, after) => {
    expect(linesOf(type, before, after)).toEqual([]);
  });

  test('the order of long lists, and of what is in them', () => {
    const policy = (order: <T>(items: T[]) => T[]): string => {
      const rules = Array.from({ length: 200 }, (_, i) => ({ to: [{ operation: { paths: order([`/${i}`, '/x']) } }] }));
      return object(AUTHORIZATION_POLICY, JSON.stringify({ rules: order(rules) }));
    };
    expect(
      diffOf(
        policy((items) => items),
        policy((items) => items.reverse()),
      ).objects,
    ).toEqual([]);
  });

  test('the folder of an object in its environment', () => {
    const policy = object(AUTHORIZATION_POLICY, '{}');
    const [one, other] = [trees({ 'overlays/production/a': policy }), trees({ 'overlays/production/b': policy })];
    expect(diffTrees(one, other, { limits: LIMITS }).objects).toEqual([]);
  });
});

describe('fields that differ', () => {
  test.each<[what: string, type: string, before: string, after: string, expected: string[]]>([
    [
      'an inserted rule is one change',
      VIRTUAL_SERVICE,
      '{ http: [{ timeout: 1s, route: [{ destination: { host: a } }] }, { timeout: 2s }] }',
      '{ http: [{ timeout: 3s }, { timeout: 1s, route: [{ destination: { host: a } }] }, { timeout: 2s }] }',
      ['+ other spec.http[0] {"timeout":"3s"}'],
    ],
    [
      'a rule that has moved and changed is both',
      VIRTUAL_SERVICE,
      '{ http: [{ name: a, timeout: 1s }, { name: b }, { name: c }] }',
      '{ http: [{ name: b }, { name: c }, { name: a, timeout: 2s }] }',
      ['> other spec.http[a]', '~ other spec.http[a].timeout "1s" → "2s"'],
    ],
    [
      'a nameless rule is the one that it is most like',
      VIRTUAL_SERVICE,
      '{ http: [{ timeout: 1s, retries: { attempts: 1, perTryTimeout: 1s } }] }',
      '{ http: [{ timeout: 9s, fault: {} }, { timeout: 1s, retries: { attempts: 2, perTryTimeout: 1s } }] }',
      ['+ other spec.http[0] {"fault":{},"timeout":"9s"}', '~ other spec.http[1].retries.attempts 1 → 2'],
    ],
    [
      'a subset that has come and one that has gone are two',
      DESTINATION_RULE,
      '{ host: a, subsets: [{ name: v1, labels: { version: v1 } }] }',
      '{ host: a, subsets: [{ name: v2, labels: { version: v2 } }] }',
      [
        '- other spec.subsets[v1] {"labels":{"version":"v1"},"name":"v1"}',
        '+ other spec.subsets[v2] {"labels":{"version":"v2"},"name":"v2"}',
      ],
    ],
    [
      'which pods a subset stands for is who gets its share',
      DESTINATION_RULE,
      '{ host: a, subsets: [{ name: stable, labels: { version: v1, tier: x }, trafficPolicy: { tls: { mode: SIMPLE } } }] }',
      '{ host: b, subsets: [{ name: stable, labels: { version: v2 }, trafficPolicy: { tls: { mode: MUTUAL } } }] }',
      [
        '- weights spec.subsets[stable].labels.tier "x"',
        '~ weights spec.subsets[stable].labels.version "v1" → "v2"',
        '~ hosts spec.host "a" → "b"',
        '~ policies spec.subsets[stable].trafficPolicy.tls.mode "SIMPLE" → "MUTUAL"',
      ],
    ],
    [
      'hosts come first, TLS is a policy',
      GATEWAY,
      '{ selector: { a: b }, servers: [{ port: { name: a, number: 80 }, hosts: [x], tls: { mode: SIMPLE } }] }',
      '{ selector: { a: c }, servers: [{ port: { name: a, number: 80 }, hosts: [x, y], tls: { mode: MUTUAL } }] }',
      [
        '+ hosts spec.servers[a].hosts[] "y"',
        '~ policies spec.servers[a].tls.mode "SIMPLE" → "MUTUAL"',
        '~ other spec.selector.a "b" → "c"',
      ],
    ],
    [
      'patches of Envoy’s configuration are known by their content, and their order matters',
      ENVOY_FILTER,
      '{ configPatches: [{ applyTo: A, patch: { value: { x: 1 } } }, { applyTo: B, patch: { value: { y: 1 } } }] }',
      '{ configPatches: [{ applyTo: B, patch: { value: { y: 1 } } }, { applyTo: A, patch: { value: { x: 1 } } }] }',
      ['> other spec.configPatches[0]'],
    ],
    [
      'ports go by their names',
      SERVICE_ENTRY,
      '{ hosts: [a], ports: [{ name: http, number: 80 }, { name: https, number: 443 }] }',
      '{ hosts: [b], ports: [{ name: https, number: 8443 }, { name: http, number: 80 }] }',
      ['- hosts spec.hosts[] "a"', '+ hosts spec.hosts[] "b"', '~ other spec.ports[https].number 443 → 8443'],
    ],
    [
      'a rule of a policy changes inside',
      AUTHORIZATION_POLICY,
      '{ action: ALLOW, rules: [{ from: [{ source: { namespaces: [a] } }] }] }',
      '{ action: DENY, rules: [{ from: [{ source: { namespaces: [a, b] } }] }] }',
      ['~ policies spec.action "ALLOW" → "DENY"', '+ policies spec.rules[0].from[0].source.namespaces[] "b"'],
    ],
    ['nothing is not null', VIRTUAL_SERVICE, '{ http: null }', '{}', ['- other spec.http null']],
    ['a number is not a text', VIRTUAL_SERVICE, '{ a: 1 }', '{ a: "1" }', ['~ other spec.a 1 → "1"']],
    ['a list is not a map', VIRTUAL_SERVICE, '{ a: [] }', '{ a: {} }', ['~ other spec.a [] → {}']],
    ['a name that is none', VIRTUAL_SERVICE, '{}', '{ "a.b/c": 1 }', ['+ other spec["a.b/c"] 1']],
  ])('%s', (_, type, before, after, expected) => {
    expect(linesOf(type, before, after)).toEqual(expected);
  });

  test('metadata of a policy is no policy', () => {
    const policy = (wave: number): string =>
      object(AUTHORIZATION_POLICY, '{}', `name: x, annotations: { wave: "${wave}" }`);
    expect(diffOf(policy(1), policy(2)).objects[0]!.fields.map(line)).toEqual([
      '~ other metadata.annotations.wave "1" → "2"',
    ]);
  });

  test('the version of an API is a field', () => {
    const [before, after] = ['v1beta1', 'v1'].map((version) => object(`networking.istio.io/${version} Gateway`, '{}'));
    const [change, ...others] = diffOf(before!, after!).objects;
    expect(others).toEqual([]);
    expect(change).toMatchObject({ change: 'changed', version: 'v1' });
    expect(change!.fields.map(line)).toEqual([
      '~ other apiVersion "networking.istio.io/v1beta1" → "networking.istio.io/v1"',
    ]);
  });

  test('pointers lead to the value on both sides', () => {
    const fields = diffOf(
      object(VIRTUAL_SERVICE, '{ http: [{ name: a, timeout: 1s }] }'),
      object(VIRTUAL_SERVICE, '{ http: [{ name: b }, { name: a, timeout: 2s }] }'),
    ).objects[0]!.fields;
    expect(fields.map(({ from, to }) => [from, to])).toEqual([
      [undefined, '/spec/http/0'],
      ['/spec/http/0/timeout', '/spec/http/1/timeout'],
    ]);
  });
});

describe('what weights mean', () => {
  const shares = (type: string, before: string, after: string): string[] =>
    diffOf(object(type, before), object(type, after)).objects.flatMap((change) => change.shares.map(shareLine));
  const shareLine = ({ path, destination: { host, subset = '', port }, before, after }: ShareChange): string =>
    `${path} ${host}:${port ?? ''}:${subset} ${before} → ${after}`;
  const route = (...entries: [subset: string, weight?: number][]): string =>
    `{ http: [{ name: default, route: [${entries
      .map(
        ([subset, weight]) =>
          `{ destination: { host: api, subset: ${subset} }${weight === undefined ? '' : `, weight: ${weight}`} }`,
      )
      .join(', ')}] }] }`;

  test.each<[what: string, type: string, before: string, after: string, expected: string[]]>([
    [
      'a canary starts',
      VIRTUAL_SERVICE,
      route(['stable']),
      route(['stable', 90], ['canary', 10]),
      ['spec.http[default] api::stable 100 → 90', 'spec.http[default] api::canary 0 → 10'],
    ],
    [
      'a canary advances',
      VIRTUAL_SERVICE,
      route(['stable', 90], ['canary', 10]),
      route(['stable', 50], ['canary', 50]),
      ['spec.http[default] api::stable 90 → 50', 'spec.http[default] api::canary 10 → 50'],
    ],
    [
      'colours are switched',
      VIRTUAL_SERVICE,
      route(['blue']),
      route(['green']),
      ['spec.http[default] api::blue 100 → 0', 'spec.http[default] api::green 0 → 100'],
    ],
    ['weights of the same proportion', VIRTUAL_SERVICE, route(['a', 1], ['b', 1]), route(['a', 50], ['b', 50]), []],
    [
      'backends without weights share alike',
      HTTP_ROUTE,
      '{ rules: [{ backendRefs: [{ name: a, port: 80 }] }] }',
      '{ rules: [{ backendRefs: [{ name: a, port: 80 }, { name: b, namespace: other, port: 80 }] }] }',
      ['spec.rules[0] a:80: 100 → 50', 'spec.rules[0] other/b:80: 0 → 50'],
    ],
  ])('%s', (_, type, before, after, expected) => {
    expect(shares(type, before, after)).toEqual(expected);
  });
});

describe('the report as a whole', () => {
  const named = (type: string, name: string, spec = '{}'): string => `---\n${object(type, spec, `name: ${name}`)}`;

  test('goes by category, set and identity', () => {
    const canary = (weight: number): string =>
      named(
        VIRTUAL_SERVICE,
        'c',
        `{ http: [{ route: [{ destination: { host: a }, weight: ${weight} }, { destination: { host: b }, weight: 1 }] }] }`,
      );
    const before = trees({
      'overlays/production':
        canary(1) + named(GATEWAY, 'g') + named(VIRTUAL_SERVICE, 'h', '{ hosts: [a] }') + named(DESTINATION_RULE, 'd'),
      argocd: named('v1 ConfigMap', 'a'),
    });
    const after = trees({
      argocd: named('v1 ConfigMap', 'a', '{ x: 1 }'),
      'overlays/production':
        named(DESTINATION_RULE, 'd', '{ x: 1 }') +
        named(AUTHORIZATION_POLICY, 'p') +
        named(VIRTUAL_SERVICE, 'h', '{ hosts: [b] }') +
        canary(3),
    });
    const { objects, sets } = diffTrees(before, after, { limits: LIMITS });
    expect(objects.map(({ category, set, change, identity }) => [category, set, change, identity.name])).toEqual([
      ['weights', 'overlays/production', 'changed', 'c'],
      ['hosts', 'overlays/production', 'changed', 'h'],
      ['policies', 'overlays/production', 'added', 'p'],
      ['deletions', 'overlays/production', 'removed', 'g'],
      ['other', 'argocd', 'changed', 'a'],
      ['other', 'overlays/production', 'changed', 'd'],
    ]);
    expect(sets).toEqual([
      { set: 'argocd', environment: undefined, added: 0, changed: 1, removed: 0 },
      { set: 'overlays/production', environment: 'production', added: 1, changed: 3, removed: 1 },
    ]);
  });

  test('an object that is on one side only is one field, all of it', () => {
    const added = diffOf('', named(GATEWAY, 'g', '{ servers: [] }')).objects[0]!;
    expect(added).toMatchObject({ change: 'added', category: 'hosts' });
    expect(added.fields).toEqual([
      {
        change: 'added',
        category: 'hosts',
        path: '',
        to: '',
        after: {
          apiVersion: 'networking.istio.io/v1',
          kind: 'Gateway',
          metadata: { name: 'g' },
          spec: { servers: [] },
        },
      },
    ]);
  });

  test('the same object in two environments is two', () => {
    const policy = named(AUTHORIZATION_POLICY, 'p');
    const { objects } = diffTrees(trees({ 'overlays/a': policy }), trees({ 'overlays/b': policy }), { limits: LIMITS });
    expect(objects.map(({ set, change }) => [set, change])).toEqual([
      ['overlays/b', 'added'],
      ['overlays/a', 'removed'],
    ]);
  });

  test('two folders of one environment may have the same object, of which one goes', () => {
    const policy = named(AUTHORIZATION_POLICY, 'p');
    const before = trees({ 'overlays/production/east': policy, 'overlays/production/west': policy });
    const { objects } = diffTrees(before, trees({ 'overlays/production/east': policy }), { limits: LIMITS });
    expect(objects.map(({ set, change }) => [set, change])).toEqual([['overlays/production/west', 'removed']]);
  });

  test('of two environments the names are no difference, and nothing goes away', () => {
    const inEnvironment = (name: string): string =>
      object(GATEWAY, '{}', `name: g, labels: { environment: ${name}, tier: ${name} }`);
    const { objects, deletions } = diffOf(
      inEnvironment('staging') + named('v1 Namespace', 'n'),
      inEnvironment('production'),
      {
        environments: { before: 'staging', after: 'production' },
      },
    );
    expect(objects.flatMap(({ fields }) => fields.map(line))).toEqual([
      '- deletions  {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"},"spec":{}}',
      '~ other metadata.labels.tier "staging" → "production"',
    ]);
    expect(deletions).toEqual({ deletions: [], most: 20, guarded: [], excess: [] });
  });
});
