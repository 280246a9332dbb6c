import type { GatewayView } from '../../mesh/gateway';
import * as kinds from '../../mesh/kinds';
import { mayBothSelect, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { routingClaims } from '../../mesh/routing-claims';
import { RequestAuthenticationSpec, specOf } from '../../mesh/specs';
import { claimRoute, EDGE_TOKENS } from '../explanations/claim-route';
import { EDGE_GATEWAY } from '../explanations/edge-gateway';
import type { Rule } from '../rule';

/** Claims are there to route by only where a RequestAuthentication has the gateway read tokens. */
export const jwtClaimsWithoutAuthentication: Rule = {
  code: 'IST0149',
  name: 'JwtClaimBasedRoutingWithoutRequestAuthN',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: "A virtual service routes by claims of a token, and no RequestAuthentication is for its gateway's pods.",
    effect: 'the match is never true, whatever token a request has',
    fix: "add a RequestAuthentication that selects the gateway's pods",
    bad: EDGE_GATEWAY + claimRoute('{ exact: beta }'),
    good: EDGE_GATEWAY + EDGE_TOKENS + claimRoute('{ exact: beta }'),
  },
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) {
      const [claim] = routingClaims(virtualService);
      if (claim === undefined) continue;
      for (const name of virtualService.gateways) {
        const gateway = mesh.gateways.get(name);
        if (gateway === undefined || isAuthenticated(gateway, mesh)) continue;
        yield {
          manifest: virtualService.manifest,
          pointer: claim.pointer,
          related: [gateway.manifest],
          message: `it routes by ${claim.name}, and no RequestAuthentication is for the pods of ${name}`,
        };
      }
    }
  },
};

/** Where the set lacks the gateway's pods, one that may be for them counts. */
function isAuthenticated({ spec }: GatewayView, mesh: Mesh): boolean {
  const policies = mesh.all(kinds.RequestAuthentication).map((manifest) => ({
    namespace: manifest.identity.namespace,
    selector: specOf<RequestAuthenticationSpec>(manifest).selector?.matchLabels,
  }));
  const pods = mesh.workloads.selectedBy(spec.selector);
  if (pods.length === 0) return policies.some(({ selector }) => mayBothSelect(selector, spec.selector));
  return pods.every(({ namespace, labels }) =>
    policies.some(
      (policy) => [mesh.rootNamespace, namespace].includes(policy.namespace) && selects(policy.selector, labels),
    ),
  );
}
