import type { AuthorizationPolicySpec } from '../../imports/security.istio.io';
import { Certificate, EndUserAuthentication, IngressGateway, MeshService } from '../../src/patterns';
import { JSON_WEB_KEYS } from '../fixtures/json-web-keys';
import { chartOf, objectsOf } from '../fixtures/trees';

const authentication = EndUserAuthentication.jwt({ issuer: 'https://id.example', jwksUri: 'https://id.example/keys' });
const ANY_USER = { source: { requestPrincipals: ['https://id.example/*'] } };

function made(build: (parts: { edge: IngressGateway; api: MeshService; web: MeshService }) => void) {
  return objectsOf(
    chartOf((chart) => {
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      build({
        edge: new IngressGateway(chart, 'main', { hosts: ['*.example.com'], tls }),
        api: new MeshService(chart, 'api', { port: 80 }),
        web: new MeshService(chart, 'web', { port: 80 }),
      });
    }),
  );
}

const admission = (objects: ReadonlyMap<string, unknown>): unknown =>
  (objects.get('AuthorizationPolicy istio-system/main-hosts') as { spec: AuthorizationPolicySpec }).spec.rules;

const hosts = ['api.example.com', 'api.example.com:*'];

describe('on a host of a gateway', () => {
  test('a token is required for the whole host', () => {
    const objects = made(({ edge, api }) => edge.expose(api, { host: 'api.example.com', endUser: { authentication } }));
    expect(admission(objects)).toEqual([{ from: [ANY_USER], to: [{ operation: { hosts } }] }]);
  });

  test('or for some paths, and then the others are admitted without', () => {
    const objects = made(({ edge, api }) =>
      edge.expose(api, { host: 'api.example.com', endUser: { authentication, paths: ['/orders'] } }),
    );
    expect(admission(objects)).toEqual([
      { from: [ANY_USER], to: [{ operation: { hosts, paths: ['/orders', '/orders/*'] } }] },
      { to: [{ operation: { hosts, notPaths: ['/orders', '/orders/*'] } }] },
    ]);
  });

  test('with claims', () => {
    const endUser = { authentication, claims: { groups: ['admin', 'staff'], 'realm][role': ['x'] } };
    const objects = made(({ edge, api }) => edge.expose(api, { host: 'api.example.com', endUser }));
    expect(admission(objects)).toMatchObject([
      {
        when: [
          { key: 'request.auth.claims[groups]', values: ['admin', 'staff'] },
          { key: 'request.auth.claims[realm][role]', values: ['x'] },
        ],
      },
    ]);
  });

  test('each issuer is trusted once, at the gateway', () => {
    const objects = made(({ edge, api, web }) => {
      edge.expose(api, { host: 'api.example.com', endUser: { authentication } });
      edge.expose(web, { host: 'web.example.com', endUser: { authentication } });
    });
    expect(objects.get('RequestAuthentication istio-system/main')?.['spec']).toEqual({
      selector: { matchLabels: { istio: 'ingressgateway' } },
      jwtRules: [{ issuer: 'https://id.example', jwksUri: 'https://id.example/keys' }],
    });
  });

  test('a part of a host that is another’s is none of its business', () => {
    const objects = made(({ edge, api, web }) => {
      edge.expose(api, { host: 'shop.example.com', path: '/api', endUser: { authentication } });
      edge.expose(web, { host: 'shop.example.com', path: '/web' });
    });
    const shop = ['shop.example.com', 'shop.example.com:*'];
    expect(admission(objects)).toEqual([
      { from: [ANY_USER], to: [{ operation: { hosts: shop, paths: ['/api', '/api/*'] } }] },
      { to: [{ operation: { hosts: shop, paths: ['/web', '/web/*'] } }] },
    ]);
  });
});

describe('a gateway refuses', () => {
  test('to guard paths outside of what it exposes', () => {
    const exposed = (path: string, guarded: string) => () =>
      made(({ edge, api }) =>
        edge.expose(api, { host: 'shop.example.com', path, endUser: { authentication, paths: [guarded] } }),
      );
    expect(exposed('/api', '/orders')).toThrow(
      'the path /orders of `endUser` is outside of shop.example.com/api, so that it would guard nothing',
    );
    expect(exposed('/api', '/apis')).toThrow(/is outside of/);
    expect(exposed('/api', '/')).toThrow(/is outside of/);
    for (const guarded of ['/api', '/api/orders']) expect(exposed('/api', guarded)).not.toThrow();
    expect(exposed('/', '/orders')).not.toThrow();
  });

  test('to check two kinds of tokens of one issuer', () => {
    const props = { issuer: 'https://id.example', jwksUri: 'https://id.example/keys' };
    const exposed = (audiences: readonly string[]) => () =>
      made(({ edge, api, web }) => {
        const [first, second] = [['shop'], audiences].map((each) =>
          EndUserAuthentication.jwt({ ...props, audiences: each }),
        );
        edge.expose(api, { host: 'api.example.com', endUser: { authentication: first! } });
        edge.expose(web, { host: 'web.example.com', endUser: { authentication: second! } });
      });
    expect(exposed(['admin'])).toThrow(
      /two kinds of tokens come from https:\/\/id.example, of which a gateway can check one/,
    );
    expect(exposed(['shop'])).not.toThrow();
  });
});

describe('a gateway and an application that check tokens of one issuer', () => {
  const made = (order: readonly ('guard' | 'expose')[], forwardOriginalToken: boolean) =>
    chartOf((chart) => {
      const props = { issuer: 'https://id.example', jwksUri: 'https://id.example/keys', forwardOriginalToken };
      const tls = { mode: 'SIMPLE', certificate: Certificate.fromSecretName('tls') } as const;
      const edge = new IngressGateway(chart, 'main', { hosts: ['*.example.com'], tls });
      const web = new MeshService(chart, 'web', { port: 80 });
      const api = new MeshService(chart, 'api', { port: 80, endUser: { authentication } });
      const endUser = { authentication: EndUserAuthentication.jwt(props) };
      const steps = {
        guard: () => edge.expose(web, { host: 'web.example.com', endUser }),
        expose: () => edge.expose(api, { host: 'api.example.com' }),
      };
      for (const step of order) steps[step]();
    });

  test.each([[['guard', 'expose'] as const], [['expose', 'guard'] as const]])(
    'need the gateway to leave them in requests, in the order %j',
    (order) => {
      expect(() => made(order, false)).toThrow(
        '[chart/main] it removes the tokens of https://id.example that it has checked, and chart/api asks for them too: ' +
          'set `forwardOriginalToken: true` in the EndUserAuthentication of the gateway',
      );
      expect(() => made(order, true)).not.toThrow();
    },
  );
});

test('on an application, every caller needs the token of an end user', () => {
  const objects = objectsOf(
    chartOf((chart) => {
      const api = new MeshService(chart, 'api', { port: 80, endUser: { authentication, paths: ['/me'] } });
      new MeshService(chart, 'web', { port: 80 }).mayCall(api, { methods: ['GET'] });
    }),
  );
  const web = { principals: ['cluster.local/ns/default/sa/web'] };
  expect(objects.get('AuthorizationPolicy default/api')?.['spec']).toMatchObject({
    rules: [
      {
        from: [{ source: { ...web, ...ANY_USER.source } }],
        to: [{ operation: { methods: ['GET'], paths: ['/me', '/me/*'] } }],
      },
      { from: [{ source: web }], to: [{ operation: { methods: ['GET'], notPaths: ['/me', '/me/*'] } }] },
    ],
  });
  expect(objects.get('RequestAuthentication default/api')?.['spec']).toMatchObject({
    selector: { matchLabels: { app: 'api' } },
  });
});

test('keys come from one place', () => {
  expect(() => EndUserAuthentication.jwt({ issuer: 'x' })).toThrow(/one place/);
  expect(() => EndUserAuthentication.jwt({ issuer: 'x', jwks: JSON_WEB_KEYS, jwksUri: 'https://x' })).toThrow(
    /one place/,
  );
});

test.each(['', 'key', '{}', '{"keys":[]}', '{"keys":[{}]}', '{"keys":[null]}', 'null'])(
  '%j is no set of keys',
  (jwks) => {
    expect(() => EndUserAuthentication.jwt({ issuer: 'x', jwks })).toThrow(
      '[EndUserAuthentication.jwt] jwks: it has no key that tokens could be checked with: pass a JSON Web Key Set',
    );
  },
);
