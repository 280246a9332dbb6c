import { append } from '../../mesh/group';
import { MESH, VirtualServiceView } from '../../mesh/virtual-service';
import { EVERYWHERE } from '../../mesh/visibility';
import { describeManifests } from '../../model/manifest';
import type { Rule } from '../rule';

/** In the mesh, proxies take one virtual service of a host and ignore all others that they see. */
export const conflictingMeshHosts: Rule = {
  code: 'IST0109',
  name: 'ConflictingMeshGatewayVirtualServiceHosts',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  explanation: {
    what: 'Several virtual services route one host in the mesh, for the same namespaces.',
    effect: 'sidecars use one of them and ignore the others',
    fix: 'merge them, or remove the host from all but one',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: reviews } }] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews-timeout, namespace: shop }
spec:
  hosts: [reviews.shop.svc.cluster.local]
  http: [{ timeout: 2s, route: [{ destination: { host: reviews } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: shop }
spec:
  hosts: [reviews]
  http: [{ timeout: 2s, route: [{ destination: { host: reviews } }] }]
`,
  },
  *check(mesh) {
    const claims = new Map<string, Claim>();
    for (const virtualService of mesh.virtualServices) {
      if (!virtualService.gateways.includes(MESH)) continue;
      for (const scope of virtualService.scopes) {
        for (const host of new Set(virtualService.hosts)) {
          const key = `${scope}/${host}`;
          const claim = claims.get(key);
          if (claim === undefined) claims.set(key, { host, scope, owners: [virtualService] });
          else claim.owners.push(virtualService);
        }
      }
    }
    const conflicts = new Map<VirtualServiceView, Claim[]>();
    for (const claim of claims.values()) {
      if (claim.owners.length > 1) for (const owner of claim.owners) append(conflicts, owner, claim);
    }
    for (const [owner, [{ host, scope, owners }]] of conflicts as Map<VirtualServiceView, [Claim]>) {
      const others = owners.filter((other) => other !== owner).map(({ manifest }) => manifest);
      const where = scope === EVERYWHERE ? MESH : `${MESH} for ${scope}`;
      yield {
        manifest: owner.manifest,
        related: others,
        pointer: `/spec/hosts/${owner.hosts.indexOf(host)}`,
        message: `${host} on ${where} is also routed by ${describeManifests(others)}`,
      };
    }
  },
};

interface Claim {
  readonly host: string;
  readonly scope: string;
  readonly owners: VirtualServiceView[];
}
