import type { Rule } from '../rule';

/** Istio takes any weights and Envoy normalises them, so a sum other than 100 says something that nobody meant. */
export const routeWeights: Rule = {
  code: 'IGO0103',
  name: 'RouteWeightsDoNotSumTo100',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  explanation: {
    what: 'Weights of one route that sum to something else than 100.',
    effect: 'Envoy normalises them, so that the shares are none of those that are written',
    fix: 'make the weights total 100',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews-v1 }, weight: 90 }
        - { destination: { host: reviews-v2 }, weight: 30 }
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - route:
        - { destination: { host: reviews-v1 }, weight: 70 }
        - { destination: { host: reviews-v2 }, weight: 30 }
`,
  },
  *check(mesh) {
    for (const virtualService of mesh.virtualServices) {
      for (const { shares, pointer } of virtualService.routes) {
        // A single destination gets everything, whatever its weight; 0 on all is refused by the API server's webhook.
        if (shares.length < 2) continue;
        const weights = shares.map(({ weight = 0 }) => weight);
        const sum = weights.reduce((total, weight) => total + weight, 0);
        if (sum === 100) continue;
        yield {
          manifest: virtualService.manifest,
          pointer,
          message: `the weights ${weights.join(', ')} sum to ${sum}, not 100`,
          effect: `Envoy normalises them: the shares are ${shares.length === 0 || sum === 0 ? 'undefined' : weights.map((weight) => `${Math.round((weight / sum) * 1000) / 10} %`).join(', ')}`,
        };
      }
    }
  },
};
