import fc from 'fast-check';
import { destination } from './destinations';
import { headers, headersOnly, modifications, retries } from './handling';
import { match, type RuleKind } from './matches';
import { type Names, type Part, publicHosts, rarely, some, valueMatch } from './vocabulary';

export function rules(names: Names, kind: RuleKind): fc.Arbitrary<readonly Part[]> {
  const last = fc.tuple(fc.constant(undefined), action(names)).map(([, part]) => part);
  return fc
    .tuple(fc.array(rule(names, kind), { minLength: 1, maxLength: 5 }), fc.option(last, { nil: undefined, freq: 3 }))
    .map(([list, end]) => (end === undefined ? list : [...list, end]));
}

function rule(names: Names, kind: RuleKind): fc.Arbitrary<Part> {
  const matches = fc.array(match(names, kind), { minLength: 1, maxLength: 2 });
  const matched = fc.record({ name: rarely(fc.constantFrom('first', 'second'), 4), match: matches });
  const conditions = fc.oneof({ weight: 6, arbitrary: matched }, { weight: 1, arbitrary: fc.constant({}) });
  const plain = fc.tuple(conditions, action(names)).map(([condition, part]) => ({ ...condition, ...part }));
  if (kind.delegates.length === 0) return plain;
  const delegating = fc
    .tuple(
      delegatingMatch(),
      fc.constantFrom(...kind.delegates),
      some({ headers: headers(), retries: retries() }, 0, 1),
    )
    .map(([one, delegate, more]) => ({ ...(one !== undefined && { match: [one] }), delegate, ...more }));
  return fc.oneof({ weight: 2, arbitrary: plain }, { weight: 1, arbitrary: delegating });
}

/** As simple as a root's have to be for a delegate's to be merged with them. */
function delegatingMatch(): fc.Arbitrary<Part | undefined> {
  const path = fc.record({ uri: fc.record({ prefix: fc.constantFrom('/', '/a', '/v1') }) });
  const header = fc.record({ headers: fc.record({ 'x-flag': valueMatch() }) });
  return fc.oneof(path, header, fc.constant(undefined));
}

export function action(names: Names): fc.Arbitrary<Part> {
  const routed = fc
    .tuple(route(names), modifications(names))
    .map(([destinations, more]) => ({ route: destinations, ...more }));
  return fc.oneof(
    { weight: 7, arbitrary: routed },
    {
      weight: 2,
      arbitrary: fc.tuple(redirect(names), headersOnly()).map(([part, more]) => ({ redirect: part, ...more })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(directResponse(), headersOnly()).map(([part, more]) => ({ directResponse: part, ...more })),
    },
  );
}

function route(names: Names): fc.Arbitrary<readonly Part[]> {
  const one = destination(names);
  const share = fc
    .tuple(one, fc.constantFrom(0, 1, 10, 50, 90, 100), rarely(headers(), 3))
    .map(([to, weight, more]) => ({ destination: to, weight, ...(more !== undefined && { headers: more }) }));
  const single = fc
    .tuple(one, rarely(headers(), 4))
    .map(([to, more]) => [{ destination: to, ...(more !== undefined && { headers: more }) }]);
  return fc.oneof(
    { weight: 4, arbitrary: single },
    { weight: 2, arbitrary: fc.array(share, { minLength: 2, maxLength: 3 }) },
  );
}

function redirect(names: Names): fc.Arbitrary<Part> {
  const target = some(
    { uri: fc.constantFrom('/to', '/', '/to/', '/to?x=1'), authority: fc.constantFrom(...publicHosts(names, ['two'])) },
    1,
    2,
  );
  const port = fc.oneof(
    fc.record({ port: fc.constantFrom(8443, 80, 443) }),
    fc.record({ derivePort: fc.constantFrom('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT') }),
    fc.constant({}),
  );
  const rest = some(
    { scheme: fc.constantFrom('https', 'http'), redirectCode: fc.constantFrom(301, 302, 303, 307, 308) },
    0,
    2,
  );
  return fc.tuple(target, port, rest).map((parts) => Object.assign({}, ...parts) as Part);
}

function directResponse(): fc.Arbitrary<Part> {
  const body = fc.constantFrom({ string: 'no tea' }, { string: '' }, { bytes: 'bm8gdGVh' }, undefined);
  return fc
    .record({ status: fc.constantFrom(200, 404, 418, 503), body })
    .map(({ status, body: text }) => ({ status, ...(text !== undefined && { body: text }) }));
}
