import { resolveHost } from '../../mesh/host';
import type { Rule } from '../rule';

/** One destination twice in a route is most likely meant to be two. */
export const repeatedDestination: Rule = {
  code: 'KIA1105',
  name: 'virtualservices.route.repeatedsubset',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A route has one destination several times.',
    effect: 'the weights of the two add up: the version that was meant gets nothing',
    fix: 'mend the subset of one of them, or add their weights',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: 90 }
        - { destination: { host: reviews, subset: v1 }, weight: 10 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews, subset: v1 }, weight: 90 }
        - { destination: { host: reviews, subset: v2 }, weight: 10 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: shop }
spec:
  host: reviews
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
`,
  },
  *check({ virtualServices }) {
    for (const { manifest, namespace, routes } of virtualServices) {
      for (const { shares, pointer } of routes) {
        if (shares.length < 2) continue;
        const seen = new Map<string, number>();
        for (const [i, { destination, headers }] of shares.entries()) {
          if (destination === undefined) continue;
          const { host, subset, port } = destination;
          // Shares that change headers are told apart by what they do.
          const changes = headers === undefined ? '' : JSON.stringify(headers);
          const key = `${resolveHost(host, namespace)} ${subset ?? ''} ${port?.number ?? ''} ${changes}`;
          const first = seen.get(key);
          if (first === undefined) seen.set(key, i);
          else {
            const name = subset === undefined ? host : `the subset "${subset}" of ${host}`;
            yield { manifest, pointer: `${pointer}/${i}`, message: `${name} is destination ${first}, too` };
          }
        }
      }
    }
  },
};
