import { scopesOf } from '../../mesh/visibility';
import { namespaceInWords, type Rule } from '../rule';

/** A destination rule for a host that nothing provides is for nothing. */
export const unknownDestinationRuleHost: Rule = {
  code: 'IST0174',
  name: 'UnknownDestinationRuleHost',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'The host of a destination rule is no service, although the set has the Services of that namespace.',
    effect: 'the rule has no effect: its TLS, limits and subsets apply to no request',
    fix: 'name the host as the service has it',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec: { host: review, trafficPolicy: { loadBalancer: { simple: RANDOM } } }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec: { host: reviews, trafficPolicy: { loadBalancer: { simple: RANDOM } } }
---
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
`,
  },
  *check({ destinationRules, registry }) {
    for (const { manifest, host, spec } of destinationRules) {
      const { namespace } = manifest.identity;
      const scopes = spec.exportTo === undefined ? undefined : scopesOf(spec.exportTo, namespace);
      if (registry.find(host, namespace, scopes) !== undefined) continue;
      const meant = registry.meantBy(host);
      const pointer = '/spec/host';
      if (meant !== undefined) {
        const message = `there is no host ${host}: only a name without dots is completed`;
        yield { manifest, pointer, message, fix: `write ${meant}` };
      } else if (registry.isDeclared(host)) {
        const message = `proxies that use this rule of ${namespaceInWords(namespace)} do not see ${host}`;
        yield { manifest, pointer, message, fix: 'export the service or service entry to the namespaces of the rule' };
      } else if (registry.isSurelyUnknown(host)) {
        yield { manifest, pointer, message: `there is no service ${host}${registry.suggestion(host)}` };
      }
    }
  },
};
