import { HTTP_METHODS } from '../../mesh/http';
import * as kinds from '../../mesh/kinds';
import { hasTarget } from '../../mesh/policy';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import { describeIdentity } from '../../model/identity';
import type { Rule } from '../rule';

/** Identities come with mutual TLS only. */
export const identitiesWithoutMutualTls: Rule = {
  code: 'KIA0105',
  name: 'authorizationpolicy.mtls.needstobeenabled',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A policy asks who the caller is, for pods whose mutual TLS is turned off.',
    effect: 'no caller has an identity: the rule never matches, so that an ALLOW denies everybody and a DENY nobody',
    fix: 'make mutual TLS STRICT or PERMISSIVE for these pods, or match by something else',
    bad: `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: DISABLE } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/edge/sa/gateway] } }] }] }
`,
    good: `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/edge/sa/gateway] } }] }] }
`,
  },
  *check(mesh) {
    if (mesh.all(kinds.PeerAuthentication).length === 0) return;
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      const { namespace } = manifest.identity;
      const spec = specOf<AuthorizationPolicySpec>(manifest);
      // Policies of the root namespace are for pods of any mode; those with targets are for gateways and waypoints.
      if (namespace === mesh.rootNamespace || hasTarget(manifest)) continue;
      const pointer = identityPointer(spec);
      if (pointer === undefined) continue;
      const { mode, policy } = mesh.mutualTls.modeOf(namespace, spec.selector?.matchLabels);
      if (mode !== 'DISABLE' || policy === undefined) continue;
      yield {
        manifest,
        pointer,
        related: [policy],
        message: `it asks for an identity, and ${describeIdentity(policy.identity)} turns mutual TLS off`,
      };
    }
  },
};

const IDENTITIES = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
] as const;

function identityPointer({ rules = [] }: AuthorizationPolicySpec): string | undefined {
  for (const [i, { from = [] }] of rules.entries()) {
    for (const [j, { source }] of from.entries()) {
      const field = IDENTITIES.find((name) => (source?.[name as 'principals'] ?? []).length > 0);
      if (field !== undefined) return `/spec/rules/${i}/from/${j}/source/${field}`;
    }
  }
  return undefined;
}

const METHODS: readonly string[] = HTTP_METHODS;

/** Methods are compared as they are written. */
export const wrongMethod: Rule = {
  code: 'KIA0102',
  name: 'authorizationpolicy.to.wrongmethod',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A policy names a method that HTTP does not have; methods are upper-case.',
    effect: 'no request has it: the rule never matches, so that an ALLOW denies and a DENY allows',
    fix: 'write the method as HTTP has it; calls of gRPC are POST',
    bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ to: [{ operation: { methods: [get] } }] }] }
`,
    good: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { rules: [{ to: [{ operation: { methods: [GET] } }] }] }
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      for (const [i, { to = [] }] of (specOf<AuthorizationPolicySpec>(manifest).rules ?? []).entries()) {
        for (const [j, { operation }] of to.entries()) {
          for (const field of ['methods', 'notMethods'] as const) {
            for (const [k, method] of (operation?.[field] ?? []).entries()) {
              if (isMethod(method)) continue;
              yield {
                manifest,
                pointer: `/spec/rules/${i}/to/${j}/operation/${field}/${k}`,
                message: `"${method}" is no method of HTTP`,
              };
            }
          }
        }
      }
    }
  },
};

/** `*`, `P*` and `*T` stand for methods that begin or end so. */
function isMethod(text: string): boolean {
  if (text.endsWith('*')) return METHODS.some((method) => method.startsWith(text.slice(0, -1)));
  if (text.startsWith('*')) return METHODS.some((method) => method.endsWith(text.slice(1)));
  return METHODS.includes(text);
}
