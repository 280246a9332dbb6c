/** What examples of routes at the edge need to be whole: `edge/main` with all hosts of example.com. */
export const EDGE_GATEWAY = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      tls: { mode: SIMPLE, credentialName: main }
      hosts: ['*.example.com']
---
`;
