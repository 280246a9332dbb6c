import type { Rule } from '../rule';

/** A destination with several ports, of which none is named. */
export const destinationPortRequired: Rule = {
  code: 'IST0112',
  name: 'VirtualServiceDestinationPortSelectorRequired',
  severity: 'error',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A route names no port, and the service behind its host has several.',
    effect: 'requests go to the port that they came for, or to none: 503 where the service lacks it',
    fix: 'state destination.port.number',
    bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: mail, namespace: shop }
spec:
  hosts: [mail.example]
  http: [{ route: [{ destination: { host: mail.example } }] }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: mail, namespace: shop }
spec:
  hosts: [mail.example]
  resolution: DNS
  ports:
    - { number: 80, name: http, protocol: HTTP }
    - { number: 443, name: https, protocol: HTTPS }
`,
    good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: mail, namespace: shop }
spec:
  hosts: [mail.example]
  http: [{ route: [{ destination: { host: mail.example, port: { number: 80 } } }] }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: mail, namespace: shop }
spec:
  hosts: [mail.example]
  resolution: DNS
  ports:
    - { number: 80, name: http, protocol: HTTP }
    - { number: 443, name: https, protocol: HTTPS }
`,
  },
  *check({ virtualServices, registry }) {
    for (const { manifest, namespace, spec, scopes, targets } of virtualServices) {
      for (const { host, port, pointer } of targets) {
        if (port !== undefined) continue;
        const provider = registry.find(host, namespace, spec.exportTo === undefined ? undefined : scopes);
        if (provider === undefined || provider.ports.length < 2) continue;
        yield {
          manifest,
          pointer,
          related: [provider.manifest],
          message: `${host} has the ports ${provider.ports.map(({ number }) => number).join(', ')}, and none is named`,
        };
      }
    }
  },
};
