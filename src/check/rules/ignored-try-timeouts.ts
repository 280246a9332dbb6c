import type { Rule } from '../rule';
import { parseGoDuration } from '../schema/go/duration';

/**
 * Envoy drops a timeout of each try that the timeout of the route leaves no room for.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-upstream-rq-per-try-timeout-ms
 */
export const ignoredTryTimeout: Rule = {
  code: 'IGO0304',
  name: 'TryTimeoutBeyondRouteTimeout',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A route gives each try more time than it has for all of them.',
    effect:
      'Envoy ignores perTryTimeout: the first try may take all of the time, and a try that hangs is never repeated',
    fix: 'make perTryTimeout shorter than timeout, so that all tries fit in it, or raise timeout',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - timeout: 5s
      retries: { attempts: 2, perTryTimeout: 10s }
      route: [{ destination: { host: reviews } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http:
    - timeout: 5s
      retries: { attempts: 2, perTryTimeout: 1.5s }
      route: [{ destination: { host: reviews } }]
`,
  },
  *check(mesh) {
    for (const { manifest, httpRules } of mesh.virtualServices) {
      for (const { rule, pointer } of httpRules) {
        const { timeout, retries, delegate } = rule;
        const { attempts = 0, perTryTimeout } = retries ?? {};
        // Without retries there is no such timeout, and a delegate may have a timeout of its own.
        if (timeout === undefined || perTryTimeout === undefined || attempts <= 0 || delegate !== undefined) continue;
        const [all, each] = [parseGoDuration(timeout), parseGoDuration(perTryTimeout)];
        // A timeout of 0 is none.
        if (all === undefined || each === undefined || all === 0n || each <= all) continue;
        yield {
          manifest,
          pointer: `${pointer}/retries/perTryTimeout`,
          message: `each try has ${perTryTimeout}, and all of them have ${timeout}`,
        };
      }
    }
  },
};
