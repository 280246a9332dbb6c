import * as kinds from '../../mesh/kinds';
import { EXCEPTION_REASON } from '../../mesh/mtls-exception';
import { AuthorizationPolicySpec, specOf } from '../../mesh/specs';
import type { Rule } from '../rule';

/** Every policy that lets callers in without an identity, so that nobody has to search for them. */
export const plaintextCaller: Rule = {
  code: 'IGO0202',
  name: 'PlaintextCaller',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  reportedBySynth: true,
  explanation: {
    what: 'A policy that lets callers in without an identity, with the reason that is given for it.',
    effect: 'whoever reaches the pods may send what the policy admits',
    fix: 'give the callers a sidecar, and name their service account instead',
    bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: health
  namespace: shop
  annotations: { istio-gitops.dev/exception-reason: the load balancer checks its health }
spec:
  selector: { matchLabels: { app: web } }
  rules: [{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }], to: [{ operation: { paths: [/healthz] } }] }]
`,
    good: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: health, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/edge/sa/gateway] } }] }]
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      const reason = manifest.object.metadata.annotations?.[EXCEPTION_REASON];
      if (reason === undefined) continue;
      const { selector } = specOf<AuthorizationPolicySpec>(manifest);
      const isReachable = mesh.mutualTls.acceptsPlaintext(manifest.identity.namespace, selector?.matchLabels);
      yield {
        manifest,
        message: `callers without an identity are let in: ${reason}`,
        ...(!isReachable && IDLE),
      };
    }
  },
};

const IDLE = {
  effect: 'none: mutual TLS is STRICT there, so that they get no connection',
  fix: 'remove the exception, or make mutual TLS PERMISSIVE for these pods',
};
