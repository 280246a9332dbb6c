import { AuthorizationPolicy, AuthorizationRule, principalOf } from '../../../src/constructs/istio';
import { expectManifests, expectRefusal } from '../golden';

const props = { namespace: 'shop' };
const gateway = { name: 'gateway', namespace: 'istio-system' };
const web = { name: 'web', namespace: 'shop' };

test('the principal of a service account is its SPIFFE identity without the scheme', () => {
  expect(principalOf(web)).toBe('cluster.local/ns/shop/sa/web');
});

test('a policy says who may do what, for which pods', () => {
  expectManifests(
    (chart) =>
      new AuthorizationPolicy(chart, 'reviews', {
        ...props,
        action: 'ALLOW',
        matchLabels: { app: 'reviews' },
        rules: [
          { from: [gateway, web], to: [{ methods: ['GET'] }, { paths: ['/health'] }] },
          { when: [{ key: 'request.headers[x-test]', values: ['true'] }] },
        ],
      }),
    `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: reviews, namespace: shop }
spec:
  selector: { matchLabels: { app: reviews } }
  action: ALLOW
  rules:
    - from: [{ source: { principals: [cluster.local/ns/istio-system/sa/gateway, cluster.local/ns/shop/sa/web] } }]
      to: [{ operation: { methods: [GET] } }, { operation: { paths: [/health] } }]
    - when: [{ key: "request.headers[x-test]", values: ["true"] }]
`,
  );
});

test('the default deny is the empty spec that the documentation has', () => {
  expectManifests(
    (chart) => AuthorizationPolicy.denyByDefault(chart, 'deny', { namespace: 'istio-system' }),
    '{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: deny, namespace: istio-system }, spec: {} }',
  );
});

test('rules may be added until the manifest is made', () => {
  expectManifests(
    (chart) =>
      new AuthorizationPolicy(chart, 'reviews', { ...props, action: 'ALLOW', rules: [] }).addRule({ from: [web] }),
    `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: reviews, namespace: shop }
spec: { action: ALLOW, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }
`,
  );
});

test.each(['DENY', 'AUDIT'] as const)('a %s policy without rules is refused: it does nothing', (action) => {
  expectRefusal(
    (chart) => new AuthorizationPolicy(chart, 'p', { ...props, action, rules: [] }),
    `[test/p] a ${action} policy without rules does nothing: add a rule`,
  );
});

test.each<[AuthorizationRule, string]>([
  [
    {},
    '[test/p] rules[0] fits every request, so the policy would DENY all of them: say who (`from`), what (`to`) or under which condition (`when`)',
  ],
  [
    { from: [] },
    '[test/p] rules[0] has an empty list, which Istio takes for no condition at all: leave the field out, or list something',
  ],
  [
    { from: [web], to: [] },
    '[test/p] rules[0] has an empty list, which Istio takes for no condition at all: leave the field out, or list something',
  ],
])('the rule %j is refused', (rule, message) => {
  expectRefusal((chart) => new AuthorizationPolicy(chart, 'p', { ...props, action: 'DENY', rules: [rule] }), message);
});

test('an added rule is judged as well, by its place among the rules', () => {
  expectRefusal((chart) => {
    new AuthorizationPolicy(chart, 'p', { ...props, action: 'ALLOW', rules: [{ from: [web] }] }).addRule({});
  }, '[test/p] rules[1] fits every request, so the policy would ALLOW all of them: say who (`from`), what (`to`) or under which condition (`when`)');
});
