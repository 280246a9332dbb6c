import * as kinds from '../../mesh/kinds';
import { ServiceEntrySpec, specOf } from '../../mesh/specs';
import type { Rule } from '../rule';

/** Connections that carry no name are told apart by address alone. */
export const serviceEntryAddresses: Rule = {
  code: 'IST0134',
  name: 'ServiceEntryAddressesRequired',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A service entry has a TCP port, or one without protocol, and no addresses.',
    effect:
      'unless proxies allocate addresses by themselves, all connections to that port go to the entry, whatever host they are for',
    fix: 'state spec.addresses, or a protocol that carries a name (HTTP, TLS), or turn on DNS capture with address allocation',
    bad: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: database, namespace: shop }
spec:
  hosts: [db.example]
  resolution: DNS
  ports: [{ number: 5432, name: tcp, protocol: TCP }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: database, namespace: shop }
spec:
  hosts: [db.example]
  addresses: [240.240.1.1]
  resolution: DNS
  ports: [{ number: 5432, name: tcp, protocol: TCP }]
`,
  },
  *check(mesh) {
    const { proxyMetadata = {} } = mesh.config.defaultConfig ?? {};
    if (proxyMetadata['ISTIO_META_DNS_CAPTURE'] === 'true') {
      if (ALLOCATION.some((name) => proxyMetadata[name] === 'true')) return;
    }
    for (const manifest of mesh.all(kinds.ServiceEntry)) {
      const { addresses = [], ports = [] } = specOf<ServiceEntrySpec>(manifest);
      const { addresses: allocated = [] } = (manifest.object['status'] ?? {}) as {
        readonly addresses?: readonly unknown[];
      };
      if (addresses.length > 0 || allocated.length > 0) continue;
      for (const [i, { number, protocol = '' }] of ports.entries()) {
        if (protocol !== '' && protocol.toUpperCase() !== 'TCP') continue;
        yield {
          manifest,
          pointer: `/spec/ports/${i}`,
          message: `port ${number} is ${protocol === '' ? 'of no protocol' : 'TCP'}, and the entry has no addresses`,
        };
      }
    }
  },
};

const ALLOCATION = ['ISTIO_META_DNS_AUTO_ALLOCATE', 'PILOT_ENABLE_IP_AUTOALLOCATE'];
