import { RequestAuthentication } from '../../../src/constructs/istio';
import { JSON_WEB_KEYS } from '../../fixtures/json-web-keys';
import { expectManifests, expectRefusal } from '../golden';

const issuer = 'https://login.example.com';
const jwksUri = `${issuer}/keys`;

test('tokens of issuers are valid for pods', () => {
  expectManifests(
    (chart) =>
      new RequestAuthentication(chart, 'jwt', {
        namespace: 'shop',
        matchLabels: { app: 'a' },
        jwtRules: [{ issuer, jwksUri }],
      }),
    `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: jwt, namespace: shop }
spec:
  selector: { matchLabels: { app: a } }
  jwtRules: [{ issuer: "https://login.example.com", jwksUri: "https://login.example.com/keys" }]
`,
  );
});

test('without rules it is refused', () => {
  expectRefusal(
    (chart) => new RequestAuthentication(chart, 'jwt', { namespace: 'shop', jwtRules: [] }),
    '[test/jwt] without a rule no token is checked: add one to `jwtRules`',
  );
});

test('keys from two places are refused', () => {
  expectRefusal(
    (chart) =>
      new RequestAuthentication(chart, 'jwt', {
        namespace: 'shop',
        jwtRules: [{ issuer, jwksUri, jwks: JSON_WEB_KEYS }],
      }),
    '[test/jwt] the keys of https://login.example.com come from two places: set `jwksUri` or `jwks`',
  );
});

test('keys that anybody on the way could change are refused', () => {
  expectRefusal(
    (chart) =>
      new RequestAuthentication(chart, 'jwt', {
        namespace: 'shop',
        jwtRules: [{ jwksUri: 'http://login.example.com/keys' }],
      }),
    '[test/jwt] the keys of (any issuer) would come over plain HTTP: use an https:// URL',
  );
});
