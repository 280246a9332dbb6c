/** What has the gateway of `EDGE_GATEWAY` read tokens. */
export const EDGE_TOKENS = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: end-users, namespace: edge }
spec:
  selector: { matchLabels: { istio: ingressgateway } }
  jwtRules: [{ issuer: https://login.example.com, jwksUri: https://login.example.com/keys }]
---
`;

/** A route by a claim, on that gateway. */
export function claimRoute(match: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.com]
  gateways: [edge/main]
  http:
    - match: [{ headers: { '@request.auth.claims.group': ${match} } }]
      route: [{ destination: { host: members } }]
    - route: [{ destination: { host: shop } }]
`;
}
