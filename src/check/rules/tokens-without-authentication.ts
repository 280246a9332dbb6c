import * as kinds from '../../mesh/kinds';
import { Labels, mayBothSelect } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import type { Manifest } from '../../model/manifest';
import type { Rule } from '../rule';

const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules: [{ from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }] }]
`;

/** Rules about tokens that no proxy reads. */
export const tokensWithoutAuthentication: Rule = {
  code: 'IGO0307',
  name: 'TokensWithoutAuthentication',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'An AuthorizationPolicy asks for the token of a request, and no RequestAuthentication of the set can be for its pods.',
    effect:
      'their proxies read no token, so every request counts as one without: an ALLOW admits nobody by it, a DENY of requests without a token denies all',
    fix: 'add a RequestAuthentication for the same pods',
    bad: policy,
    good: `${policy}---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: end-users, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  jwtRules: [{ issuer: https://login.example.com, jwksUri: https://login.example.com/keys }]
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      const pointer = tokenPointer(specOf<AuthorizationPolicySpec>(manifest));
      if (pointer === undefined || mayHaveTokens(manifest, mesh)) continue;
      yield { manifest, pointer, message: 'it asks for tokens, and no RequestAuthentication is for its pods' };
    }
  },
};

function tokenPointer({ rules = [] }: AuthorizationPolicySpec): string | undefined {
  for (const [i, { from = [], when = [] }] of rules.entries()) {
    for (const [j, { source }] of from.entries()) {
      for (const field of ['requestPrincipals', 'notRequestPrincipals'] as const) {
        if ((source?.[field] ?? []).length > 0) return `/spec/rules/${i}/from/${j}/source/${field}`;
      }
    }
    const j = when.findIndex(({ key }) => key.startsWith('request.auth.'));
    if (j >= 0) return `/spec/rules/${i}/when/${j}/key`;
  }
  return undefined;
}

/** Pods are rarely in the set, so whatever may be for one of them counts. */
function mayHaveTokens(policy: Manifest, mesh: Mesh): boolean {
  const root = mesh.rootNamespace;
  const { namespace } = policy.identity;
  return mesh.all(kinds.RequestAuthentication).some((authentication) => {
    const where = authentication.identity.namespace;
    if (where !== namespace && where !== root && namespace !== root) return false;
    if (hasTarget(policy) || hasTarget(authentication)) return true;
    return mayBothSelect(matchLabelsOf(policy), matchLabelsOf(authentication));
  });
}

function matchLabelsOf(manifest: Manifest): Labels {
  return specOf<PolicySpec>(manifest).selector?.matchLabels ?? {};
}
