import { routingClaims } from '../../mesh/routing-claims';
import { claimRoute, EDGE_TOKENS } from '../explanations/claim-route';
import { EDGE_GATEWAY } from '../explanations/edge-gateway';
import type { Rule } from '../rule';

/**
 * A header may be asked to be there at all, a claim may not: istiod writes a matcher without a pattern, or with `*` as a
 * regular expression, which Envoy refuses together with all other routes of the port. Seen in real proxies.
 */
export const claimMatchesWithoutValue: Rule = {
  code: 'IGO0312',
  name: 'ClaimMatchWithoutValue',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: "A match of a token's claim that says no value: `{}`, or the regular expression `*`.",
    effect: 'Envoy refuses all routes of the gateway port, and keeps those from before, or has none',
    fix: "match values by exact, prefix or regex; regex: '.+' is any value",
    bad: EDGE_GATEWAY + EDGE_TOKENS + claimRoute('{}'),
    good: EDGE_GATEWAY + EDGE_TOKENS + claimRoute("{ regex: '.+' }"),
  },
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) {
      for (const { name, match, pointer } of routingClaims(virtualService)) {
        if (Object.keys(match).length > 0 && match.regex !== '*') continue;
        yield {
          manifest: virtualService.manifest,
          pointer,
          message: `it asks for no value of ${name}, so that Envoy refuses all routes of the port`,
        };
      }
    }
  },
};
