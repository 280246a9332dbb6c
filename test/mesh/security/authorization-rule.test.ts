import { API, judge, NOBODY, policy, Scene, summary, WEB } from './fixtures';

const ISSUER = 'https://id.example.com/realms/shop';
const TOKENS = JSON.stringify({
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'tokens', namespace: 'shop' },
  spec: { jwtRules: [{ issuer: ISSUER, forwardOriginalToken: true }] },
});
const CLAIMS = {
  iss: ISSUER,
  sub: 'ada',
  aud: ['shop', 'bank'],
  azp: 'app',
  scope: 'read write',
  groups: ['admin', 'dev'],
  level: 3,
  realm: { roles: ['buyer'] },
};

const source = (fields: object): object => ({ rules: [{ from: [{ source: fields }] }] });
const operation = (fields: object): object => ({ rules: [{ to: [{ operation: fields }] }] });
const when = (key: string, values?: string[], notValues?: string[]): object => ({
  rules: [{ when: [{ key, ...(values && { values }), ...(notValues && { notValues }) }] }],
});
const withToken: Scene = { request: { claims: CLAIMS } };
const TWICE: Scene = {
  request: { headers: { 'x-tier': 'iron,gold' }, repeatedHeaders: { 'x-tier': ['iron', 'gold'] } },
};
const behind = (clients: string): Scene => ({
  peer: { ...WEB, address: '10.1.2.3' },
  request: { headers: { 'x-forwarded-for': clients } },
});

describe('a rule admits', () => {
  test.each<[admitted: boolean, what: string, spec: object, scene?: Scene]>([
    [true, 'the principal itself', source({ principals: ['cluster.local/ns/shop/sa/web'] })],
    [false, 'another principal', source({ principals: ['cluster.local/ns/shop/sa/we'] })],
    [true, 'a principal by its start', source({ principals: ['cluster.local/ns/shop/*'] })],
    [true, 'a principal by its end', source({ principals: ['*/sa/web'] })],
    [true, 'anybody with an identity', source({ principals: ['*'] })],
    [false, 'nobody with an identity', source({ principals: ['*'] }), { peer: NOBODY }],
    [true, 'nobody, where one is excluded', source({ notPrincipals: ['*/sa/web'] }), { peer: NOBODY }],
    [false, 'the one who is excluded', source({ principals: ['*'], notPrincipals: ['*/sa/web'] })],
    [true, 'the namespace', source({ namespaces: ['other', 'shop'] })],
    [true, 'the namespace by a pattern', source({ namespaces: ['s*p'] })],
    [false, 'a namespace by a part of its name', source({ namespaces: ['sho'] })],
    [true, 'another namespace than the excluded one', source({ notNamespaces: ['bank'] })],
    [true, 'a service account of its own namespace', source({ serviceAccounts: ['web'] })],
    [true, 'a service account of a namespace', source({ serviceAccounts: ['shop/web'] })],
    [false, 'a service account of another namespace', source({ serviceAccounts: ['bank/web'] })],
    [false, 'a service account by its start', source({ serviceAccounts: ['we'] })],
    [false, 'the excluded service account', source({ notServiceAccounts: ['web'] })],
    [true, 'the trust domain', source({ trustDomains: ['cluster.local'] })],
    [true, 'the trust domain by a pattern', source({ trustDomains: ['cl*al'] })],
    [false, 'a trust domain by its start', source({ trustDomains: ['cluster'] })],
    [true, 'any trust domain', source({ trustDomains: ['*'] })],
    [false, 'no trust domain', source({ trustDomains: ['*'] }), { peer: NOBODY }],

    [true, 'the token’s issuer and subject', source({ requestPrincipals: [`${ISSUER}/ada`] }), withToken],
    [true, 'all of an issuer', source({ requestPrincipals: [`${ISSUER}/*`] }), withToken],
    [true, 'a subject of any issuer', source({ requestPrincipals: ['*/ada'] }), withToken],
    [true, 'a subject by its end', source({ requestPrincipals: ['*da'] }), withToken],
    [true, 'an issuer by its start', source({ requestPrincipals: ['https:*'] }), withToken],
    [true, 'a subject by its start', source({ requestPrincipals: [`${ISSUER}/a*`] }), withToken],
    [true, 'any token', source({ requestPrincipals: ['*'] }), withToken],
    [false, 'no token', source({ requestPrincipals: ['*'] })],
    [false, 'a subject that is written as a pattern', source({ requestPrincipals: ['*/*'] }), withToken],
    [false, 'the excluded token', source({ notRequestPrincipals: ['*'] }), withToken],
    [true, 'no token where one is excluded', source({ notRequestPrincipals: ['*'] })],

    [true, 'an address of the block', source({ ipBlocks: ['10.1.0.0/16'] }), { peer: { ...WEB, address: '10.1.2.3' } }],
    [false, 'an address outside', source({ ipBlocks: ['10.1.0.0/16'] }), { peer: { ...WEB, address: '10.2.2.3' } }],
    [true, 'one address', source({ ipBlocks: ['10.1.2.3'] }), { peer: { ...WEB, address: '10.1.2.3' } }],
    [
      true,
      'the address of a client',
      source({ remoteIpBlocks: ['2001:db8::/33'] }),
      { peer: { ...WEB, address: '2001:db8:1::1' } },
    ],
    [
      false,
      'an excluded address',
      source({ notRemoteIpBlocks: ['0.0.0.0/0'] }),
      { peer: { ...WEB, address: '1.2.3.4' } },
    ],
    [true, 'a client of a gateway', source({ remoteIpBlocks: ['203.0.113.7'] }), behind('192.0.2.1, 203.0.113.7')],
    [false, 'a client before that', source({ remoteIpBlocks: ['192.0.2.1'] }), behind('192.0.2.1, 203.0.113.7')],
    [true, 'a client that has no address', source({ remoteIpBlocks: ['10.1.2.3'] }), behind('nobody')],
    [
      true,
      'a client that a trusted proxy tells of',
      source({ remoteIpBlocks: ['192.0.2.1'] }),
      { ...behind('192.0.2.1,203.0.113.7'), receiver: { ...API, kind: 'gateway', trustedProxies: 1 } },
    ],

    [true, 'the host in any case', operation({ hosts: ['API.example.com'] })],
    [true, 'the host by its end', operation({ hosts: ['*.Example.com'] })],
    [true, 'the host by its start', operation({ hosts: ['api.*'] })],
    [
      false,
      'the host with a port that is not named',
      operation({ hosts: ['api.example.com'] }),
      { request: { authority: 'api.example.com:80' } },
    ],
    [
      true,
      'the host with any port',
      operation({ hosts: ['api.example.com:*'] }),
      { request: { authority: 'api.example.com:80' } },
    ],
    [false, 'the excluded host', operation({ notHosts: ['api.example.com'] })],
    [true, 'the port that the pods listen on', operation({ ports: ['8080'] })],
    [false, 'the port that clients see', operation({ ports: ['80'] })],
    [false, 'the excluded port', operation({ notPorts: ['8080'] })],
    [true, 'the method', operation({ methods: ['POST', 'GET'] })],
    [false, 'the method in another case', operation({ methods: ['get'] })],
    [true, 'a method by its start', operation({ methods: ['G*'] })],
    [true, 'any method', operation({ methods: ['*'] })],
    [false, 'the excluded method', operation({ notMethods: ['GET'] })],
    [true, 'the path, whatever the query', operation({ paths: ['/v1/items'] }), { request: { query: 'x=/v2' } }],
    [false, 'the path with a slash more', operation({ paths: ['/v1/items/'] })],
    [false, 'the path in another case', operation({ paths: ['/V1/items'] })],
    [true, 'a path by its start', operation({ paths: ['/v1*'] })],
    [true, 'a path by its end', operation({ paths: ['*items'] })],
    [true, 'any path', operation({ paths: ['*'] })],
    [true, 'a path by a segment', operation({ paths: ['/{*}/items'] })],
    [false, 'a path with a segment more', operation({ paths: ['/{*}'] })],
    [true, 'a path by what follows', operation({ paths: ['/v1/{**}'] })],
    [false, 'the excluded path', operation({ paths: ['/v1/{**}'], notPaths: ['/v1/items'] })],

    [true, 'a header', when('request.headers[X-Tier]', ['gold']), { request: { headers: { 'x-tier': 'gold' } } }],
    [
      true,
      'a header by its start',
      when('request.headers[x-tier]', ['g*']),
      { request: { headers: { 'x-tier': 'gold' } } },
    ],
    [
      true,
      'a header that is there',
      when('request.headers[x-tier]', ['*']),
      { request: { headers: { 'x-tier': '' } } },
    ],
    [true, 'a header by one of its values', when('request.headers[x-tier]', ['gold']), TWICE],
    [false, 'a header by all of its values in one', when('request.headers[x-tier]', ['iron,gold']), TWICE],
    [false, 'a header of which one value is excluded', when('request.headers[x-tier]', undefined, ['gold']), TWICE],
    [false, 'a header that is not', when('request.headers[x-tier]', ['*'])],
    [true, 'a header that is not, where a value is excluded', when('request.headers[x-tier]', undefined, ['gold'])],
    [true, 'a method as a header', when('request.headers[:method]', ['GET'])],
    [true, 'the authority as a header', when('request.headers[Host]', ['api.example.com'])],
    [
      true,
      'the path as a header, which has the query',
      when('request.headers[:path]', ['/v1/items?a=b']),
      { request: { query: 'a=b' } },
    ],
    [true, 'the namespace as a condition', when('source.namespace', ['shop'])],
    [true, 'the principal as a condition', when('source.principal', ['*/sa/web'])],
    [true, 'the service account as a condition', when('source.serviceAccount', ['web'])],
    [true, 'the trust domain as a condition', when('source.trustDomain', ['cluster.local'])],
    [true, 'the address as a condition', when('source.ip', ['10.0.0.1']), { peer: { ...WEB, address: '10.0.0.1' } }],
    [true, 'the client as a condition', when('remote.ip', ['10.0.0.1']), { peer: { ...WEB, address: '10.0.0.1' } }],
    [true, 'the port as a condition', when('destination.port', ['8080'])],
    [
      true,
      'the server name',
      when('connection.sni', ['*.example.com']),
      { peer: { ...WEB, serverName: 'a.example.com' } },
    ],
    [false, 'the server name of plain text', when('connection.sni', ['*']), { peer: NOBODY }],
    [true, 'the request principal as a condition', when('request.auth.principal', [`${ISSUER}/*`]), withToken],
    [true, 'one of several audiences', when('request.auth.audiences', ['bank']), withToken],
    [false, 'the excluded audience', when('request.auth.audiences', undefined, ['bank']), withToken],
    [true, 'the presenter', when('request.auth.presenter', ['app']), withToken],
    [true, 'a claim', when('request.auth.claims[sub]', ['a*']), withToken],
    [true, 'a claim that is a list', when('request.auth.claims[groups]', ['x', 'dev']), withToken],
    [true, 'a word of a claim', when('request.auth.claims[scope]', ['write']), withToken],
    [false, 'the text of a claim of words', when('request.auth.claims[scope]', ['read write']), withToken],
    [true, 'a claim in a claim', when('request.auth.claims[realm][roles]', ['buyer']), withToken],
    [false, 'a claim that is a number', when('request.auth.claims[level]', ['3']), withToken],
    [false, 'a claim that is not there', when('request.auth.claims[nothing]', ['*']), withToken],
    [
      true,
      'a claim that is not there, where a value is excluded',
      when('request.auth.claims[nothing]', undefined, ['a']),
      withToken,
    ],
    [true, 'a claim, and no value that is excluded', when('request.auth.claims[groups]', ['dev'], ['root']), withToken],
  ])('%s: %s', (admitted, _, spec, scene = {}) => {
    const tokens = scene.request?.claims === undefined ? [] : [`${TOKENS}\n`];
    const receiver = { receiver: API };
    expect(summary(judge([...tokens, policy(spec)], { ...receiver, ...scene }))).toBe(
      admitted ? 'allowed' : 'denied 403',
    );
    expect(summary(judge([...tokens, policy({ ...spec, action: 'DENY' })], { ...receiver, ...scene }))).toBe(
      admitted ? 'denied 403' : 'allowed',
    );
  });
});
