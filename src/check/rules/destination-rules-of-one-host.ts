import { groupBy } from '../../mesh/group';
import { isEmptySelector, selectorText } from '../../mesh/labels';
import type { DestinationRuleView } from '../../mesh/mesh';
import { scopesOf } from '../../mesh/visibility';
import { describeIdentity } from '../../model/identity';
import type { Complaint, Rule } from '../rule';

/**
 * Istio merges destination rules of one host: subsets by name, while the first traffic policy is taken whole. The
 * older object comes first, which nobody sees in Git.
 */
export const destinationRulesOfOneHost: Rule = {
  code: 'KIA0201',
  name: 'destinationrules.multimatch',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Two destination rules of one namespace are for one host, and both have a traffic policy or the same subset.',
    effect: 'the policy or subset of the one that was created later is ignored',
    fix: 'merge the two, or leave traffic policy and each subset to one of them',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews-tls, namespace: shop }
spec: { host: reviews, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews-limits, namespace: shop }
spec: { host: reviews, trafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } } }
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  trafficPolicy: { tls: { mode: ISTIO_MUTUAL }, connectionPool: { tcp: { maxConnections: 10 } } }
`,
  },
  *check({ destinationRules }) {
    for (const rivals of groupBy(destinationRules, placeOf).values()) if (rivals.length > 1) yield* losses(rivals);
  },
};

/** Rules of one place are merged by Istio. */
function placeOf({ manifest, host, spec }: DestinationRuleView): string {
  const { namespace } = manifest.identity;
  const selector = spec.workloadSelector?.matchLabels;
  const pods = isEmptySelector(selector) ? '' : selectorText(selector);
  return [namespace, host, [...scopesOf(spec.exportTo, namespace)].sort().join(), pods].join(' ');
}

function* losses(rivals: readonly DestinationRuleView[]): Generator<Complaint> {
  let policyOwner: DestinationRuleView | undefined;
  const subsetOwners = new Map<string, DestinationRuleView>();
  for (const rule of rivals) {
    if (rule.spec.trafficPolicy !== undefined) {
      if (policyOwner !== undefined) yield loss(rule, policyOwner, '/spec/trafficPolicy', 'a traffic policy');
      policyOwner ??= rule;
    }
    for (const [i, name] of rule.subsets.entries()) {
      const owner = subsetOwners.get(name);
      if (owner === undefined) subsetOwners.set(name, rule);
      else if (owner !== rule) yield loss(rule, owner, `/spec/subsets/${i}`, `the subset "${name}"`);
    }
  }
}

function loss(rule: DestinationRuleView, owner: DestinationRuleView, pointer: string, what: string): Complaint {
  return {
    manifest: rule.manifest,
    pointer,
    related: [owner.manifest],
    message: `${describeIdentity(owner.manifest.identity)} has ${what} for ${rule.host}, too`,
  };
}
