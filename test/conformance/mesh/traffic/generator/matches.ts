import fc from 'fast-check';
import {
  COOKIE_REGEXES,
  HEADERS,
  METHODS,
  type Names,
  PARAMETERS,
  type Part,
  pathMatch,
  publicHosts,
  rarely,
  some,
  valueMatch,
} from './vocabulary';

/** How one rule of `spec.http` may look. */
export interface RuleKind {
  /** Also for proxies in the mesh, so that who calls matters. */
  readonly isForMesh: boolean;
  /** As the virtual service names them. */
  readonly gateways: readonly string[];
  readonly delegates: readonly Part[];
}

/** What a rule asks of requests, and of who sends them where. */
export function match(names: Names, { isForMesh, gateways }: RuleKind): fc.Arbitrary<Part> {
  const byHeader = headerMatches(isForMesh);
  const authorities = publicHosts(names, ['one', 'two']);
  const common = some(
    {
      uri: pathMatch(),
      headers: byHeader,
      withoutHeaders: byHeader,
      queryParams: fc.dictionary(fc.constantFrom(...PARAMETERS), valueMatch(), { minKeys: 1, maxKeys: 1 }),
      method: fc.oneof(
        fc.record({ exact: fc.constantFrom(...METHODS) }),
        fc.record({ regex: fc.constantFrom('GET|POST', 'P.*', 'get') }),
        fc.record({ prefix: fc.constantFrom('P', 'G') }),
      ),
      authority: fc.oneof(
        fc.record({ exact: fc.constantFrom(...authorities, `${authorities[0]}:80`, names.webHost, names.web) }),
        fc.record({ prefix: fc.constantFrom('one', 'web-', 'o') }),
        fc.record({ regex: fc.constantFrom('one\\..*', '.*test', '.*:80') }),
      ),
      scheme: fc.record({ exact: fc.constantFrom('http', 'https') }),
      port: fc.constantFrom(80, 443, 8080, 81),
    },
    1,
    2,
  );
  const senders = isForMesh
    ? some(
        {
          sourceLabels: fc.constantFrom({ app: 'buyer' }, { tier: 'front' }, { app: 'web', version: 'v1' }),
          sourceNamespace: fc.constantFrom('shop', 'stock', 'office', 'istio-system'),
        },
        0,
        1,
      )
    : fc.constant({});
  return fc
    .tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.record({ uri: pathMatch() }) },
        { weight: 10, arbitrary: common },
        { weight: 1, arbitrary: fc.record({ headers: byHeader, withoutHeaders: byHeader }) },
      ),
      senders,
      rarely(fc.constantFrom(...gateways, 'mesh'), 6),
      rarely(fc.constant(true), 5),
    )
    .map(([fields, from, gateway, isAnyCase]) => ({
      ...fields,
      ...from,
      ...(gateway !== undefined && { gateways: [gateway] }),
      ...(isAnyCase === true && 'uri' in fields && { ignoreUriCase: true }),
    }));
}

/** @param isForMesh whether proxies need it that take no tokens, so that claims are nothing to go by */
function headerMatches(isForMesh: boolean): fc.Arbitrary<Part> {
  const byName = fc.dictionary(
    fc.constantFrom(...HEADERS),
    fc.oneof({ weight: 5, arbitrary: valueMatch() }, { weight: 1, arbitrary: fc.constant({}) }),
    { minKeys: 1, maxKeys: 2 },
  );
  const cookie = fc.record({ regex: fc.constantFrom(...COOKIE_REGEXES.keys()) });
  return fc.oneof(
    { weight: 5, arbitrary: byName },
    { weight: 1, arbitrary: fc.record({ cookie }) },
    ...(isForMesh ? [] : [{ weight: 1, arbitrary: claimMatches() }]),
  );
}

const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  '@request.auth.claims.sub': ['alice', 'bob'],
  '@request.auth.claims.groups': ['staff', 'guest'],
  '@request.auth.claims.realm.team': ['tea', 'milk'],
  '@request.auth.claims[realm][roles]': ['dev'],
  '@request.auth.claims[realm][a.b]': ['c'],
  '@request.auth.claims.scope': ['read', 'read write'],
  '@request.auth.claims.level': ['7'],
};

/** A claim that is asked for nothing makes Envoy refuse the routes of all gateways. */
/** Each asks for something: of a claim that only has to be there, istiod makes what Envoy refuses with all routes beside it. */
function claimMatches(): fc.Arbitrary<Part> {
  return fc
    .constantFrom(...Object.entries(CLAIMS))
    .chain(([name, values]) =>
      fc
        .oneof(
          fc.record({ exact: fc.constantFrom(...values) }),
          fc.record({ prefix: fc.constantFrom(...values).map((value) => value.slice(0, 2)) }),
          fc.record({ regex: fc.constantFrom('.*', '[a-z]+') }),
        )
        .map((asked) => ({ [name]: asked })),
    );
}
