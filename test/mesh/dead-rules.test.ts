import fc from 'fast-check';
import { coveredRules, deadRules, idleMatches } from '../../src/mesh/dead-rules';
import type { VirtualServiceSpec } from '../../src/mesh/specs';
import type { HttpMatch } from '../../src/mesh/virtual-service';
import { runs } from '../fixtures/runs';

interface Request {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly port: number;
}

const path = fc.constantFrom('/', '/a', '/A', '/a/b', '/ab', '/b');
const request: fc.Arbitrary<Request> = fc.record({
  path,
  method: fc.constantFrom('GET', 'POST'),
  headers: fc.record({ x: fc.constantFrom('1', '2'), y: fc.constant('1') }, { requiredKeys: [] }),
  port: fc.constantFrom(80, 81),
});
const match: fc.Arbitrary<HttpMatch> = fc.record(
  {
    uri: fc.oneof(fc.record({ exact: path }), fc.record({ prefix: path })),
    ignoreUriCase: fc.boolean(),
    method: fc.record({ exact: fc.constantFrom('GET', 'POST') }),
    headers: fc.record(
      { x: fc.record({ exact: fc.constantFrom('1', '2') }), y: fc.constant({}) },
      { requiredKeys: [] },
    ),
    port: fc.constantFrom(0, 80, 81),
  },
  { requiredKeys: [] },
);
const specs: fc.Arbitrary<VirtualServiceSpec> = fc
  .array(fc.array(match, { maxLength: 3 }), { maxLength: 5 })
  .map((rules) => ({ http: rules.map((matches) => ({ match: matches })) }));

/** What a proxy does, condition by condition. */
function admits({ uri, ignoreUriCase = false, method, headers = {}, port = 0 }: HttpMatch, request: Request): boolean {
  const fold = (text: string): string => (ignoreUriCase ? text.toLowerCase() : text);
  const isOnPath =
    (uri?.exact === undefined || fold(request.path) === fold(uri.exact)) &&
    (uri?.prefix === undefined || fold(request.path).startsWith(fold(uri.prefix)));
  const hasHeaders = Object.entries(headers).every(
    ([name, value]) =>
      request.headers[name] !== undefined && (value.exact ?? request.headers[name]) === request.headers[name],
  );
  return (
    isOnPath && hasHeaders && [undefined, request.method].includes(method?.exact) && [0, request.port].includes(port)
  );
}

/** The rule that takes a request. */
function ruleOf({ http = [] }: VirtualServiceSpec, request: Request): number {
  return http.findIndex(({ match = [] }) => match.length === 0 || match.some((one) => admits(one, request)));
}

test('no request gets to a rule that is said to be never used', () => {
  fc.assert(
    fc.property(specs, request, (spec, request) => {
      const unused = [...deadRules(spec), ...coveredRules(spec)].map(({ rule }) => rule);
      expect(unused).not.toContain(ruleOf(spec, request));
    }),
    { numRuns: runs(600) },
  );
});

test('a rule is behind wider ones where each of its matches is idle, by rules before it, or it asks for nothing', () => {
  fc.assert(
    fc.property(specs, (spec) => {
      const covered = [...coveredRules(spec)].map(({ rule }) => rule);
      const idle = [...idleMatches(spec)];
      const open = (spec.http ?? []).findIndex(({ match = [] }) => match.length === 0);
      for (const [rule, { match = [] }] of (spec.http ?? []).entries()) {
        if (match.length === 0 || (open >= 0 && open < rule)) continue;
        const isIdle = match.every((_, i) =>
          idle.some((one) => one.rule === rule && one.match === i && one.coveredBy.rule < rule),
        );
        expect([rule, covered.includes(rule)]).toEqual([rule, isIdle]);
      }
    }),
    { numRuns: runs(600) },
  );
});

test('what a delegate has no rule for is left to the next one', () => {
  const spec = { http: [{ delegate: { name: 'a' } }, { match: [{ uri: { prefix: '/b' } }] }] };
  expect([...coveredRules(spec)]).toEqual([]);
});

test('a match that is said to be covered admits nothing that the other does not', () => {
  fc.assert(
    fc.property(specs, request, (spec, request) => {
      for (const { rule, match, coveredBy } of idleMatches(spec)) {
        const [covered, cover] = [
          spec.http![rule]!.match![match]!,
          spec.http![coveredBy.rule]!.match![coveredBy.match]!,
        ];
        if (admits(covered, request)) expect(admits(cover, request)).toBe(true);
      }
    }),
    { numRuns: runs(600) },
  );
});

test('covering is before: what is covered comes later', () => {
  fc.assert(
    fc.property(specs, (spec) => {
      for (const { rule, match, coveredBy } of idleMatches(spec)) {
        expect(coveredBy.rule * 100 + coveredBy.match).toBeLessThan(rule * 100 + match);
      }
    }),
  );
});

test.each<[string, HttpMatch, HttpMatch]>([
  ['a prefix, of a longer one', { uri: { prefix: '/a' } }, { uri: { prefix: '/a/b' } }],
  ['a prefix, of an exact path', { uri: { prefix: '/a' } }, { uri: { exact: '/a/b' } }],
  ['no path, of any', { method: { exact: 'GET' } }, { method: { exact: 'GET' }, uri: { regex: '/.*' } }],
  ['one header, of two', { headers: { x: { exact: '1' } } }, { headers: { x: { exact: '1' }, y: { exact: '2' } } }],
  ['nothing, of everything', {}, { port: 80 }],
  ['the root, of what asks for no path', { uri: { prefix: '/' } }, { method: { exact: 'GET' } }],
  ['the root, of a regular expression', { uri: { prefix: '/' } }, { uri: { regex: '/v[0-9]+' } }],
  ['the same with another name', { name: 'one', port: 80 }, { name: 'other', port: 80 }],
])('covers: %s', (_, cover, covered) => {
  expect([...idleMatches({ http: [{ match: [cover] }, { match: [covered] }] })]).toMatchObject([
    { rule: 1, match: 0, coveredBy: { rule: 0, match: 0 } },
  ]);
});

test.each<[string, HttpMatch, HttpMatch]>([
  ['a path, of one beside it', { uri: { prefix: '/a' } }, { uri: { prefix: '/b' } }],
  ['two headers, of one', { headers: { x: { exact: '1' }, y: { exact: '2' } } }, { headers: { x: { exact: '1' } } }],
  ['another value', { headers: { x: { exact: '1' } } }, { headers: { x: { exact: '12' } } }],
  ['a regular expression', { uri: { regex: '/.*' } }, { uri: { exact: '/a' } }],
  ['a path, of one in any case', { uri: { prefix: '/a' } }, { uri: { prefix: '/a' }, ignoreUriCase: true }],
])('does not cover: %s', (_, cover, other) => {
  expect([...idleMatches({ http: [{ match: [cover] }, { match: [other] }] })]).toEqual([]);
});
