import { API, GATEWAY, judge, NOBODY, object, policy, Scene, summary } from './fixtures';

const peers = (spec: object, namespace = 'shop', name = 'default'): string =>
  object('PeerAuthentication', name, spec, { namespace });
const mode = (mtls: string): object => ({ mtls: { mode: mtls } });
const selector = { selector: { matchLabels: { app: 'api' } } };
const PLAIN: Scene = { peer: NOBODY };

test.each<[said: string, what: string, objects: string[], scene?: Scene]>([
  ['allowed', 'plain text by default', [], PLAIN],
  ['unavailable', 'plain text to a STRICT namespace', [peers(mode('STRICT'))], PLAIN],
  ['allowed', 'mutual TLS to a STRICT namespace', [peers(mode('STRICT'))]],
  ['unavailable', 'mutual TLS to a DISABLE namespace', [peers(mode('DISABLE'))]],
  ['allowed', 'plain text to a DISABLE namespace', [peers(mode('DISABLE'))], PLAIN],
  ['unavailable', 'plain text to a STRICT mesh', [peers(mode('STRICT'), 'istio-system')], PLAIN],
  ['allowed', 'plain text to another STRICT namespace', [peers(mode('STRICT'), 'bank')], PLAIN],
  ['allowed', 'a namespace before the mesh', [peers(mode('STRICT'), 'istio-system'), peers(mode('PERMISSIVE'))], PLAIN],
  [
    'unavailable',
    'a namespace that leaves it to the mesh',
    [peers(mode('STRICT'), 'istio-system'), peers(mode('UNSET'))],
    PLAIN,
  ],
  ['unavailable', 'a namespace that says nothing', [peers(mode('STRICT'), 'istio-system'), peers({})], PLAIN],
  [
    'allowed',
    'pods before their namespace',
    [peers(mode('STRICT')), peers({ ...mode('DISABLE'), ...selector }, 'shop', 'api')],
    PLAIN,
  ],
  [
    'unavailable',
    'pods that leave it to their namespace',
    [peers(mode('STRICT')), peers({ ...mode('UNSET'), ...selector }, 'shop', 'api')],
    PLAIN,
  ],
  ['allowed', 'other pods', [peers({ ...mode('STRICT'), selector: { matchLabels: { app: 'web' } } })], PLAIN],
  ['allowed', 'a selector in the root namespace', [peers({ ...mode('STRICT'), ...selector }, 'istio-system')], PLAIN],
  [
    'allowed',
    'a selector in the root namespace, to its own pods',
    [peers({ ...mode('STRICT'), ...selector }, 'istio-system')],
    { ...PLAIN, receiver: { ...API, namespace: 'istio-system' } },
  ],
  ['unavailable', 'a selector that asks nothing', [peers({ ...mode('STRICT'), selector: { matchLabels: {} } })], PLAIN],
  [
    'allowed',
    'the port',
    [peers({ ...mode('STRICT'), ...selector, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } })],
    PLAIN,
  ],
  [
    'unavailable',
    'another port',
    [peers({ ...mode('STRICT'), ...selector, portLevelMtls: { 80: { mode: 'PERMISSIVE' } } })],
    PLAIN,
  ],
  [
    'unavailable',
    'a port that leaves it to the pods',
    [peers({ ...mode('STRICT'), ...selector, portLevelMtls: { 8080: { mode: 'UNSET' } } })],
    PLAIN,
  ],
  ['allowed', 'a port without pods', [peers({ portLevelMtls: { 8080: { mode: 'STRICT' } } })], PLAIN],
  [
    'allowed',
    'gateways ask by their servers',
    [peers(mode('STRICT'), 'istio-system')],
    { ...PLAIN, receiver: GATEWAY },
  ],
  ['unavailable', 'it comes before policies', [peers(mode('STRICT')), policy({})], PLAIN],
])('%s: %s', (said, _, objects, scene = {}) => {
  expect(summary(judge(objects, scene))).toBe(said);
});

describe('several for the same pods', () => {
  const both = (one: string, other: string): string[] => [
    peers(mode(other), 'shop', 'b'),
    peers(mode(one), 'shop', 'a'),
  ];

  test('the first by name counts, and the answer says that age decides', () => {
    expect(judge(both('STRICT', 'PERMISSIVE'), PLAIN)).toMatchObject({
      outcome: 'unavailable',
      doubts: ['several PeerAuthentications of one scope'],
    });
    expect(judge(both('PERMISSIVE', 'STRICT'), PLAIN)).toMatchObject({
      outcome: 'allowed',
      doubts: ['several PeerAuthentications of one scope'],
    });
  });

  test('nothing is left open where they agree, or where narrower ones decide', () => {
    expect(judge(both('STRICT', 'STRICT'), PLAIN).doubts).toEqual([]);
    const narrower = peers({ ...mode('STRICT'), ...selector }, 'shop', 'c');
    expect(judge([...both('STRICT', 'PERMISSIVE'), narrower], PLAIN).doubts).toEqual([]);
  });
});

test('a policy that refuses a connection is named', () => {
  const trace: NonNullable<Scene['trace']> = [];
  const spec = { ...selector, portLevelMtls: { 8080: { mode: 'STRICT' } } };
  const verdict = judge(peers(spec), { ...PLAIN, receiver: { ...API, name: 'shop/api-1' }, trace });
  expect(verdict.policies).toMatchObject([{ action: 'STRICT', effect: 'refuses plain text' }]);
  expect(trace).toMatchObject([
    {
      at: 'shop/api-1',
      step: 'mtls',
      pointer: '/spec/portLevelMtls/8080/mode',
      because: 'port 8080 is STRICT, which refuses plain text',
    },
  ]);
});
