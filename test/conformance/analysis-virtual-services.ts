import fc from 'fast-check';

// Specs with frequent mistakes. A `$` stands for the name of the mesh.

export const one = fc.constantFrom;
export const few = <T>(value: fc.Arbitrary<T>, most = 3): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: 1, maxLength: most });

const service = one('web', 'api', 'web.$-a.svc.cluster.local', 'api.$-b.svc.cluster.local');
export const external = one('x.$.example', 'y.$.example', '*.$.example', 'z.x.$.example');
export const mistake = one('', 'a_b', '*', '-x', 'a.*.b', '*x.$.example', 'UPPER.$.example', '10.0.0.1');
export const host = fc.oneof(
  { weight: 8, arbitrary: service },
  { weight: 8, arbitrary: external },
  { weight: 1, arbitrary: mistake },
);
export const exportTo = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: one(['.'], ['*']) },
  { weight: 1, arbitrary: one(['~'], ['.', '$-a'], ['*', '.'], ['A_b']) },
);

const stringMatch = fc.oneof(
  fc.record({ exact: one('/a', '/b') }),
  fc.record({ prefix: one('/', '/a', '/a/b', '') }),
  fc.record({ regex: one('/a.*', '(', '') }),
);
const match = fc.record(
  {
    name: one('m'),
    uri: stringMatch,
    method: fc.record({ exact: one('GET', 'POST') }),
    port: one(80, 0, 70000),
    headers: one(
      { 'x-a': { exact: 'b' } },
      { 'bad header': { exact: 'b' } },
      { 'x-a': { regex: '(' } },
      { '@request.auth.claims.a': { exact: 'b' } },
    ),
    gateways: one(['main'], ['$-a/main'], ['/x']),
    sourceLabels: one({ app: 'a' }, { 'a b': 'c' }),
  },
  { requiredKeys: [] },
);
const destination = fc.record(
  { host, subset: one('v1', 'v2', 'A_b'), port: fc.record({ number: one(80, 443, 0) }) },
  { requiredKeys: ['host'] },
);
const route = few(fc.record({ destination, weight: one(0, 10, 90, -1) }, { requiredKeys: ['destination'] }));
const httpRule = fc.record(
  {
    match: fc.array(match, { maxLength: 3 }),
    route,
    redirect: one({ uri: '/x' }, {}, { redirectCode: 200, uri: '/' }, { scheme: 'ftp' }),
    directResponse: one({ status: 200 }, { status: 1 }),
    rewrite: one({ uri: '/' }, {}, { uri: '/', uriRegexRewrite: { match: 'a', rewrite: 'b' } }),
    fault: one(
      { delay: { fixedDelay: '1s', percent: 5 } },
      { abort: { httpStatus: 500, percentage: { value: 200 } } },
      {},
    ),
    retries: one({ attempts: 2, retryOn: '5xx' }, { attempts: 0, retryOn: '5xx' }, { attempts: 1, retryOn: 'always' }),
    mirror: destination,
    mirrorPercent: one(5, 500),
    timeout: one('1s', '0.5ms', '1.5ms'),
    corsPolicy: one({ allowMethods: ['GET'] }, { allowMethods: ['get'] }),
    headers: one(
      { request: { set: { 'x-a': '%' } } },
      { request: { add: { host: 'a' } } },
      { response: { remove: ['host'] } },
    ),
    delegate: fc.record({ name: one('v0', 'v1') }),
  },
  { requiredKeys: [] },
);
/** Most rules just route. */
const rule = fc.oneof(
  { weight: 3, arbitrary: fc.record({ match: few(match), route }) },
  { weight: 1, arbitrary: fc.record({ route }) },
  { weight: 2, arbitrary: httpRule },
);
const l4Route = { route };
const tlsRule = fc.record({
  match: few(fc.record({ sniHosts: few(external, 2), port: one(443, 0) }, { requiredKeys: ['sniHosts'] })),
  ...l4Route,
});
const tcpRule = fc.record({ match: fc.array(fc.record({ port: one(80, 70000) }), { maxLength: 2 }), ...l4Route });

export const virtualService = fc.record(
  {
    hosts: few(host, 2),
    gateways: few(one('main', '$-a/main', '$-b/main', 'mesh', 'missing', 'main.$-a.svc.cluster.local', 'a/b/c'), 2),
    exportTo,
    http: few(rule),
    tls: few(tlsRule, 2),
    tcp: few(tcpRule, 2),
  },
  { requiredKeys: [] },
);
