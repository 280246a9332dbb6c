import * as kinds from '../../mesh/kinds';
import { groupBy } from '../../mesh/group';
import { isEmptySelector, selects, selectorText } from '../../mesh/labels';
import { ServiceSpec, specOf } from '../../mesh/specs';
import type { Rule } from '../rule';

/** A port that the gateway listens on and its service does not lead to. */
export const gatewayPortNotOnService: Rule = {
  code: 'IST0162',
  name: 'GatewayPortNotDefinedOnService',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A gateway listens on a port that no Service of its pods leads to, where the set has both.',
    effect: 'nobody reaches the port through the Service or its load balancer',
    fix: 'add the port to the Service, or use one that it has',
    bad: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 8443, name: https, protocol: HTTP }, hosts: ['*.example.com'] }]
---
apiVersion: v1
kind: Service
metadata: { name: gateway, namespace: edge }
spec: { selector: { istio: ingressgateway }, ports: [{ name: http2, port: 80, protocol: TCP }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: edge }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  template: { metadata: { labels: { istio: ingressgateway } }, spec: { containers: [{ name: istio-proxy, image: auto }] } }
`,
    good: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*.example.com'] }]
---
apiVersion: v1
kind: Service
metadata: { name: gateway, namespace: edge }
spec: { selector: { istio: ingressgateway }, ports: [{ name: http2, port: 80, protocol: TCP }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: edge }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  template: { metadata: { labels: { istio: ingressgateway } }, spec: { containers: [{ name: istio-proxy, image: auto }] } }
`,
  },
  *check(mesh) {
    if (mesh.gateways.size === 0) return;
    const services = groupBy(mesh.all(kinds.Service), ({ identity }) => identity.namespace);
    for (const { manifest, spec } of mesh.gateways.values()) {
      const ports = new Set<number>();
      for (const { namespace, labels } of mesh.workloads.selectedBy(spec.selector)) {
        for (const service of services.get(namespace) ?? []) {
          const { selector, ports: served = [] } = specOf<ServiceSpec>(service);
          // A Service without selector has no pods, as Kubernetes has it.
          if (isEmptySelector(selector) || !selects(selector, labels)) continue;
          for (const { port, targetPort, protocol = 'TCP' } of served) {
            if (protocol !== 'TCP') continue;
            ports.add(port);
            if (typeof targetPort === 'number') ports.add(targetPort);
          }
        }
      }
      // Where the set has no Service of these pods, somebody else has.
      if (ports.size === 0) continue;
      for (const [i, { port }] of (spec.servers ?? []).entries()) {
        if (ports.has(port.number)) continue;
        yield {
          manifest,
          pointer: `/spec/servers/${i}/port/number`,
          message: `no Service of the pods ${selectorText(spec.selector)} leads to port ${port.number}`,
        };
      }
    }
  },
};
