import type { DestinationRuleView } from '../../mesh/mesh';
import type { DestinationRuleSpec } from '../../mesh/specs';
import type { Rule } from '../rule';

type ClientTls = NonNullable<NonNullable<DestinationRuleSpec['trafficPolicy']>['tls']>;

/** TLS that would take any server for the right one. */
export const unverifiedServer: Rule = {
  code: 'IST0128',
  name: 'NoServerCertificateVerificationDestinationLevel',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule turns TLS on without saying which authority signs the certificate of the server.',
    effect: 'proxies may take any certificate: whoever is in between can read and change what is sent',
    fix: 'state caCertificates (system for public authorities) and subjectAltNames',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: stripe, namespace: shop }
spec:
  host: api.stripe.example
  trafficPolicy: { tls: { mode: SIMPLE } }
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: stripe, namespace: shop }
spec:
  host: api.stripe.example
  trafficPolicy: { tls: { mode: SIMPLE, caCertificates: system, subjectAltNames: [api.stripe.example] } }
`,
  },
  *check({ destinationRules }) {
    for (const rule of destinationRules) {
      const tls = rule.spec.trafficPolicy?.tls;
      if (!isUnverified(tls, rule)) continue;
      yield {
        manifest: rule.manifest,
        pointer: '/spec/trafficPolicy/tls',
        message: `TLS is ${tls.mode} for ${rule.host}, and nothing says who signs its certificate`,
      };
    }
  },
};

/** The same for one port. */
export const unverifiedServerOfPort: Rule = {
  code: 'IST0129',
  name: 'NoServerCertificateVerificationPortLevel',
  severity: 'warning',
  stage: 'analyze',
  refusedBySynth: false,
  explanation: {
    what: 'A destination rule turns TLS on for a port without saying which authority signs the certificate of the server.',
    effect: 'proxies may take any certificate: whoever is in between can read and change what is sent',
    fix: 'state caCertificates (system for public authorities) and subjectAltNames',
    bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: stripe, namespace: shop }
spec:
  host: api.stripe.example
  trafficPolicy:
    portLevelSettings: [{ port: { number: 443 }, tls: { mode: SIMPLE } }]
`,
    good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: stripe, namespace: shop }
spec:
  host: api.stripe.example
  trafficPolicy:
    portLevelSettings:
      - port: { number: 443 }
        tls: { mode: SIMPLE, caCertificates: system, subjectAltNames: [api.stripe.example] }
`,
  },
  *check({ destinationRules }) {
    for (const rule of destinationRules) {
      for (const [i, { port, tls }] of (rule.spec.trafficPolicy?.portLevelSettings ?? []).entries()) {
        if (!isUnverified(tls, rule)) continue;
        yield {
          manifest: rule.manifest,
          pointer: `/spec/trafficPolicy/portLevelSettings/${i}/tls`,
          message: `TLS is ${tls.mode} for port ${port?.number ?? 'of no number'} of ${rule.host}, and nothing says who signs its certificate`,
        };
      }
    }
  },
};

function isUnverified(
  tls: ClientTls | undefined,
  { spec }: DestinationRuleView,
): tls is ClientTls & { readonly mode: string } {
  if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return false;
  const isInSecret = (tls.credentialName ?? '') !== '' && spec.workloadSelector !== undefined;
  return (tls.caCertificates ?? '') === '' && !isInSecret;
}
