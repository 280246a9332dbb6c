import { append } from '../../mesh/group';
import * as kinds from '../../mesh/kinds';
import { ServiceEntrySpec, specOf } from '../../mesh/specs';
import { EVERYWHERE, scopesOf } from '../../mesh/visibility';
import { describeManifests, Manifest } from '../../model/manifest';
import type { Complaint, Rule } from '../rule';

/** One port of a host speaks one protocol. */
export const conflictingProtocols: Rule = {
  code: 'IST0177',
  name: 'ConflictingServiceEntryProtocol',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'Service entries that are seen together give one port of a host several protocols.',
    effect: 'proxies take one of the protocols, and what speaks the other one fails',
    fix: 'state the same protocol in all of them',
    bad: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stripe, namespace: shop }
spec:
  hosts: [api.stripe.example]
  resolution: DNS
  ports: [{ number: 443, name: https, protocol: HTTPS }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stripe, namespace: billing }
spec:
  hosts: [api.stripe.example]
  resolution: DNS
  ports: [{ number: 443, name: http, protocol: HTTP }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stripe, namespace: shop }
spec:
  hosts: [api.stripe.example]
  resolution: DNS
  ports: [{ number: 443, name: https, protocol: HTTPS }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: stripe, namespace: billing }
spec:
  hosts: [api.stripe.example]
  resolution: DNS
  ports: [{ number: 443, name: https, protocol: HTTPS }]
`,
  },
  *check(mesh) {
    const claims = new Map<string, Claim[]>();
    for (const manifest of mesh.all(kinds.ServiceEntry)) {
      const { hosts = [], ports = [], exportTo } = specOf<ServiceEntrySpec>(manifest);
      for (const scope of scopesOf(exportTo, manifest.identity.namespace)) {
        for (const host of hosts) {
          for (const [i, { number, protocol = '' }] of ports.entries()) {
            const claim = {
              manifest,
              scope,
              host,
              number,
              protocol: protocol.toUpperCase(),
              pointer: `/spec/ports/${i}`,
            };
            append(claims, `${scope} ${host} ${number}`, claim);
          }
        }
      }
    }
    const reported = new Set<Manifest>();
    for (const own of claims.values()) {
      const { scope, host, number } = own[0]!;
      const everywhere = scope === EVERYWHERE ? [] : (claims.get(`${EVERYWHERE} ${host} ${number}`) ?? []);
      yield* conflicts([...own, ...everywhere], reported);
    }
  },
};

interface Claim {
  readonly manifest: Manifest;
  readonly scope: string;
  readonly host: string;
  readonly number: number;
  readonly protocol: string;
  readonly pointer: string;
}

/** One finding an object says enough. */
function* conflicts(claims: readonly Claim[], reported: Set<Manifest>): Generator<Complaint> {
  const protocols = new Set(claims.map(({ protocol }) => protocol));
  if (protocols.size < 2) return;
  for (const { manifest, host, number, protocol, pointer } of claims) {
    if (reported.has(manifest)) continue;
    reported.add(manifest);
    const rivals = claims.filter((claim) => claim.manifest !== manifest && claim.protocol !== protocol);
    const others = new Set(rivals.map((claim) => claim.manifest));
    const where = describeManifests([...others]);
    const written = [...protocols].filter((other) => other !== protocol).map(nameOf);
    yield {
      manifest,
      pointer,
      related: [...others],
      message: `port ${number} of ${host} is ${nameOf(protocol)} here and ${written.join(', ')} in ${where || 'another port of it'}`,
    };
  }
}

function nameOf(protocol: string): string {
  return protocol === '' ? 'of no protocol' : protocol;
}
