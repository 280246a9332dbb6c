import { jsonPointer } from '../../model/json-pointer';
import { CoveredRule, coveredRules, DeadRule, deadRules, IdleMatch, idleMatches } from '../../mesh/dead-rules';
import type { Rule } from '../rule';

/** A rule that some rule before it leaves nothing for. */
export const unreachableRule: Rule = {
  code: 'IST0130',
  name: 'VirtualServiceUnreachableRule',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A rule of a virtual service that a rule before it leaves nothing for.',
    effect: 'the rule is never used: its requests follow the rule before it',
    fix: 'put the rule before the one that takes its requests, or remove it',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - route: [{ destination: { host: reviews-v1 } }]
    - match: [{ headers: { x-canary: { exact: 'true' } } }]
      route: [{ destination: { host: reviews-v2 } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - match: [{ headers: { x-canary: { exact: 'true' } } }]
      route: [{ destination: { host: reviews-v2 } }]
    - route: [{ destination: { host: reviews-v1 } }]
`,
  },
  *check(mesh) {
    for (const { manifest, spec } of mesh.virtualServices) {
      for (const dead of deadRules(spec)) {
        yield { manifest, pointer: jsonPointer(['spec', dead.protocol, dead.rule]), message: whyDead(dead) };
      }
    }
  },
};

function whyDead({ rule, reason, by }: DeadRule): string {
  switch (reason) {
    case 'all matches taken':
      return `rule ${rule} is never used: rules before it have all of its matches`;
    case 'behind a rule without match':
      return `rule ${rule} is never used: rule ${by} before it has no match and takes everything`;
  }
}

/** A match that an earlier one has already. */
export const ineffectiveMatch: Rule = {
  code: 'IST0131',
  name: 'VirtualServiceIneffectiveMatch',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A match of a virtual service that a match before it covers.',
    effect: 'the match is never used: its requests follow the rule before it',
    fix: 'put the narrower match first, or remove it',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: /api } }]
      route: [{ destination: { host: api-v1 } }]
    - match: [{ uri: { prefix: /api/v2 } }]
      route: [{ destination: { host: api-v2 } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: /api/v2 } }]
      route: [{ destination: { host: api-v2 } }]
    - match: [{ uri: { prefix: /api } }]
      route: [{ destination: { host: api-v1 } }]
`,
  },
  *check(mesh) {
    for (const { manifest, spec } of mesh.virtualServices) {
      for (const idle of idleMatches(spec)) {
        yield {
          manifest,
          pointer: jsonPointer(['spec', idle.protocol, idle.rule, 'match', idle.match]),
          message: whyIdle(idle),
        };
      }
    }
  },
};

function whyIdle({ rule, match, coveredBy, isSame }: IdleMatch): string {
  const place = `match ${match} of rule ${rule}`;
  const other = `match ${coveredBy.match} of rule ${coveredBy.rule}`;
  return isSame ? `${place} is the same as ${other}` : `${place} is covered by ${other}, which asks for less`;
}

/** A rule whose matches are all narrower than earlier ones: Istio says so of the matches only, and by the way. */
export const coveredRule: Rule = {
  code: 'IGO0310',
  name: 'RuleBehindWiderOnes',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A rule of a virtual service of which rules before it take every request, by wider matches.',
    effect: 'the rule is never used: its requests follow the rules before it',
    fix: 'put the narrower rule first, or remove it',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: / } }]
      route: [{ destination: { host: api-v1 } }]
    - match: [{ uri: { prefix: /api/v2 } }]
      route: [{ destination: { host: api-v2 } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: shop }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: /api/v2 } }]
      route: [{ destination: { host: api-v2 } }]
    - match: [{ uri: { prefix: / } }]
      route: [{ destination: { host: api-v1 } }]
`,
  },
  *check(mesh) {
    for (const { manifest, spec } of mesh.virtualServices) {
      const covered = [...coveredRules(spec)];
      if (covered.length === 0) continue;
      const told = new Set([...deadRules(spec)].flatMap(({ protocol, rule }) => (protocol === 'http' ? [rule] : [])));
      for (const one of covered.filter(({ rule }) => !told.has(rule))) {
        yield { manifest, pointer: jsonPointer(['spec', 'http', one.rule]), message: whyCovered(one) };
      }
    }
  },
};

function whyCovered({ rule, by }: CoveredRule): string {
  const rules = [...new Set(by.map((place) => place.rule))].sort((one, other) => one - other);
  const takers = rules.length === 1 ? `rule ${rules[0]!} before it takes` : `rules ${rules.join(', ')} before it take`;
  return `rule ${rule} is never used: ${takers} all of its requests`;
}
