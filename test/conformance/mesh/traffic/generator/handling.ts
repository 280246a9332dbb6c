import fc from 'fast-check';
import { destination } from './destinations';
import { type Names, ORIGINS, type Part, rarely, some } from './vocabulary';

/** What a rule does with requests beside sending them on. */
export function modifications(names: Names): fc.Arbitrary<Part> {
  const changes = some(
    {
      rewrite: fc.oneof(
        fc.record({ uri: fc.constantFrom('/', '/new', '/new/', '/n') }),
        fc.record({ authority: fc.constant('rewritten.test') }),
        fc.record({ uri: fc.constantFrom('/new', '/'), authority: fc.constant('rewritten.test') }),
        fc.record({
          uriRegexRewrite: fc.constantFrom(
            { match: '/a/(.*)', rewrite: '/\\1/x' },
            { match: '^/v1/([a-z]+)/([0-9]+)', rewrite: '/\\2/\\1' },
            { match: 'a', rewrite: 'o' },
          ),
        }),
      ),
      headers: headers(),
      timeout: fc.constantFrom('5s', '10s', '0s'),
      retries: retries(),
      fault: fault(),
    },
    0,
    2,
  );
  return fc
    .tuple(changes, rarely(corsPolicy(), 4), rarely(some(mirrors(names), 1, 2), 4))
    .map(([more, cors, copied]) => ({ ...more, ...(cors !== undefined && { corsPolicy: cors }), ...copied }));
}

function mirrors(names: Names): Readonly<Record<'mirror' | 'mirrors' | 'mirrorPercentage', fc.Arbitrary<unknown>>> {
  const percentage = fc.constantFrom({ value: 100 }, { value: 100 }, { value: 0 }, { value: 50 });
  const one = fc
    .tuple(destination(names), rarely(percentage, 3))
    .map(([to, share]) => ({ destination: to, ...(share !== undefined && { percentage: share }) }));
  return {
    mirror: destination(names),
    mirrors: fc.array(one, { minLength: 1, maxLength: 2 }),
    mirrorPercentage: percentage,
  };
}

export function corsPolicy(): fc.Arbitrary<Part> {
  const origin = fc.oneof(
    fc.record({ exact: fc.constantFrom(...ORIGINS, '*') }),
    fc.record({ prefix: fc.constantFrom('https://', 'https://a') }),
    fc.record({ regex: fc.constantFrom('https://.*\\.test', '.*', 'http.*') }),
  );
  const rest = some(
    {
      allowMethods: fc.constantFrom(['GET'], ['GET', 'POST'], ['*']),
      allowHeaders: fc.constantFrom(['x-user'], ['X-User', 'x-flag'], ['*']),
      exposeHeaders: fc.constantFrom(['x-tag'], ['x-tag', 'x-mark']),
      maxAge: fc.constantFrom('24h', '1m30s', '0s'),
      allowCredentials: fc.boolean(),
      unmatchedPreflights: fc.constantFrom('FORWARD', 'IGNORE', 'UNSPECIFIED'),
    },
    0,
    4,
  );
  const origins = fc.oneof(
    { weight: 5, arbitrary: fc.array(origin, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  return fc
    .tuple(origins, rest)
    .map(([allowOrigins, more]) => ({ ...(allowOrigins !== undefined && { allowOrigins }), ...more }));
}

export function retries(): fc.Arbitrary<Part> {
  return fc.constantFrom({ attempts: 0 }, { attempts: 3, retryOn: '5xx' }, { attempts: 1, perTryTimeout: '2s' });
}

function fault(): fc.Arbitrary<Part> {
  const percentage = fc.constantFrom({ value: 100 }, { value: 100 }, { value: 0 }, { value: 50 }, undefined);
  const abort = fc.record({ httpStatus: fc.constantFrom(418, 500, 503), percentage });
  const delay = fc.record({ fixedDelay: fc.constant('0.005s'), percentage });
  return fc.oneof(fc.record({ abort }), fc.record({ delay }), fc.record({ abort, delay }));
}

/** Of rules that answer themselves. */
export function headersOnly(): fc.Arbitrary<Part> {
  return fc.tuple(rarely(headers(), 3), rarely(corsPolicy(), 8)).map(([part, cors]) => ({
    ...(part !== undefined && { headers: part }),
    ...(cors !== undefined && { corsPolicy: cors }),
  }));
}

export function headers(): fc.Arbitrary<Part> {
  const name = fc.constantFrom('x-tag', 'x-mark', 'x-user', 'x-returned-one');
  const operations = some(
    {
      set: fc.dictionary(name, fc.constantFrom('new', 'other'), { minKeys: 1, maxKeys: 2 }),
      add: fc.dictionary(name, fc.constantFrom('more', 'and more'), { minKeys: 1, maxKeys: 2 }),
      remove: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }),
    },
    1,
    2,
  );
  const authority = fc.constantFrom('host', 'Host', ':authority').map((key) => ({ set: { [key]: 'by-header.test' } }));
  const request = fc.oneof({ weight: 6, arbitrary: operations }, { weight: 1, arbitrary: authority });
  return some({ request, response: operations }, 1, 2);
}
