import { hostCovers, serviceOf } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import type { Mesh } from '../../mesh/mesh';
import { SidecarSpec, specOf } from '../../mesh/specs';
import { didYouMean } from '../../model/suggest';
import type { Rule } from '../rule';

/**
 * A destination that nothing in the set declares: no service, service entry or destination rule has it, and it is not
 * said to be another repository's.
 */
export const undeclaredDestination: Rule = {
  code: 'IGO0109',
  name: 'UndeclaredDestination',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: true,
  presumesWholeSet: true,
  explanation: {
    what: "A destination that nothing in the environment declares, and that is not said to be another repository's.",
    effect: 'requests for it get 503, or 502 where the mesh knows declared hosts only',
    fix: 'declare it by a pattern, a ServiceEntry or ServiceReference.fromName',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: stripe, namespace: shop }
spec:
  hosts: [api.stripe.example]
  http: [{ route: [{ destination: { host: api.stripe.example } }] }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: stripe, namespace: shop }
spec:
  hosts: [api.stripe.example]
  http: [{ route: [{ destination: { host: api.stripe.example } }] }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stripe, namespace: shop }
spec:
  hosts: [api.stripe.example]
  resolution: DNS
  ports: [{ number: 443, name: https, protocol: HTTPS }]
`,
  },
  *check(mesh) {
    const declared = new DeclaredHosts(mesh);
    const complaint = (host: string) => ({
      message: `nothing declares the host ${host}${didYouMean(host, declared.hosts)}`,
    });
    for (const virtualService of mesh.virtualServices) {
      for (const { host, pointer } of virtualService.targets) {
        if (!declared.has(host))
          yield { manifest: virtualService.manifest, pointer: `${pointer}/host`, ...complaint(host) };
      }
    }
    for (const manifest of mesh.all(kinds.Sidecar)) {
      const { egress = [] } = specOf<SidecarSpec>(manifest);
      for (const [i, { hosts }] of egress.entries()) {
        for (const [j, entry] of hosts.entries()) {
          const host = entry.slice(entry.indexOf('/') + 1);
          if (host.startsWith('*') || declared.has(host)) continue;
          yield { manifest, pointer: `/spec/egress/${i}/hosts/${j}`, ...complaint(host) };
        }
      }
    }
  },
};

class DeclaredHosts {
  readonly hosts = new Set<string>();
  private readonly wildcards: string[] = [];

  constructor(private readonly mesh: Mesh) {
    for (const host of mesh.providers.keys()) this.add(host);
    for (const host of mesh.destinationRuleHosts) this.add(host);
  }

  has(host: string): boolean {
    if (this.hosts.has(host) || this.wildcards.some((wildcard) => hostCovers(wildcard, host))) return true;
    const service = serviceOf(host);
    return service !== undefined && this.mesh.set.isExternal({ ...kinds.Service, ...service });
  }

  private add(host: string): void {
    if (host.startsWith('*')) this.wildcards.push(host);
    else this.hosts.add(host);
  }
}
