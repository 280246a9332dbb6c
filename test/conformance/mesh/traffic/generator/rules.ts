import fc from 'fast-check';
import {
  externalHosts,
  HEADERS,
  METHODS,
  type Names,
  PARAMETERS,
  pathMatch,
  publicHosts,
  rarely,
  some,
  valueMatch,
} from './vocabulary';

export type Part = Readonly<Record<string, unknown>>;

/** How one rule of `spec.http` may look. */
export interface RuleKind {
  /** Also for proxies in the mesh, so that who calls matters. */
  readonly isForMesh: boolean;
  /** As the virtual service names them. */
  readonly gateways: readonly string[];
  readonly delegates: readonly Part[];
}

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

function match(names: Names, { isForMesh, gateways }: RuleKind): fc.Arbitrary<Part> {
  const byHeader = fc.dictionary(
    fc.constantFrom(...HEADERS),
    fc.oneof({ weight: 5, arbitrary: valueMatch() }, { weight: 1, arbitrary: fc.constant({}) }),
    { minKeys: 1, maxKeys: 2 },
  );
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
      fc.oneof({ weight: 3, arbitrary: fc.record({ uri: pathMatch() }) }, { weight: 5, arbitrary: common }),
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

export function action(names: Names): fc.Arbitrary<Part> {
  const routed = fc
    .tuple(route(names), modifications())
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

function destination(names: Names): fc.Arbitrary<Part> {
  const [external] = externalHosts(names, ['one']);
  const host = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(names.webHost, names.itemsHost) },
    { weight: 2, arbitrary: fc.constantFrom('cart.shop.svc.cluster.local', 'depot.stock.svc.cluster.local') },
    { weight: 1, arbitrary: fc.constantFrom(names.web, names.items, 'cart') },
    { weight: 1, arbitrary: fc.constantFrom(external!, 'nowhere.shop.svc.cluster.local', 'nowhere.example') },
  );
  const subset = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: fc.constantFrom('v1', 'v2') },
    { weight: 1, arbitrary: fc.constantFrom('v3', 'undeclared') },
  );
  const port = fc.oneof(
    { weight: 8, arbitrary: fc.constant(80) },
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constant(81) },
    { weight: 1, arbitrary: fc.constant(999) },
  );
  return fc.record({ host, subset, port }).map(({ host: to, subset: version, port: number }) => ({
    host: to,
    ...(version !== undefined && { subset: version }),
    ...(number !== undefined && { port: { number } }),
  }));
}

function modifications(): fc.Arbitrary<Part> {
  return some(
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
}

function retries(): fc.Arbitrary<Part> {
  return fc.constantFrom({ attempts: 0 }, { attempts: 3, retryOn: '5xx' }, { attempts: 1, perTryTimeout: '2s' });
}

function fault(): fc.Arbitrary<Part> {
  const percentage = fc.constantFrom({ value: 100 }, { value: 100 }, { value: 0 }, { value: 50 }, undefined);
  const abort = fc.record({ httpStatus: fc.constantFrom(418, 500, 503), percentage });
  const delay = fc.record({ fixedDelay: fc.constant('0.005s'), percentage });
  return fc.oneof(fc.record({ abort }), fc.record({ delay }), fc.record({ abort, delay }));
}

function headersOnly(): fc.Arbitrary<Part> {
  return rarely(headers(), 3).map((part) => (part === undefined ? {} : { headers: part }));
}

function headers(): fc.Arbitrary<Part> {
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
