import {
  CertManagerCertificate,
  CertManagerCertificateProps,
  ClusterIssuer,
  Issuer,
} from '../../../src/constructs/cert-manager';
import { hours, minutes, seconds } from '../../../src/model/duration';
import { expectManifests, expectRefusal } from '../golden';

const anyIssuer = { kind: 'ClusterIssuer', name: 'letsencrypt' } as const;
const props: CertManagerCertificateProps = { namespace: 'edge', issuer: anyIssuer, dnsNames: ['shop.example.com'] };

test('a certificate has a new key at each renewal, and one revision of its history', () => {
  expectManifests(
    (chart) => {
      const issuer = ClusterIssuer.fromName(chart, 'letsencrypt', 'letsencrypt');
      new CertManagerCertificate(chart, 'shop', { ...props, issuer });
    },
    `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop, namespace: edge }
spec:
  secretName: shop
  issuerRef: { group: cert-manager.io, kind: ClusterIssuer, name: letsencrypt }
  dnsNames: [shop.example.com]
  usages: [server auth, digital signature]
  privateKey: { algorithm: ECDSA, rotationPolicy: Always }
  revisionHistoryLimit: 1
`,
  );
});

test('a certificate may say all of it, and be signed by an issuer of its namespace', () => {
  const spec = { ca: { secretName: 'root' } };
  expectManifests(
    (chart) => {
      const issuer = new Issuer(chart, 'root', { namespace: 'edge', spec });
      new ClusterIssuer(chart, 'other', { spec });
      new CertManagerCertificate(chart, 'shop', {
        ...props,
        issuer,
        secretName: 'shop-tls',
        secretLabels: { team: 'shop' },
        duration: hours(24),
        renewBefore: hours(8),
        algorithm: 'RSA',
      });
    },
    `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: root, namespace: edge }
spec: { ca: { secretName: root } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: other }
spec: { ca: { secretName: root } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop, namespace: edge }
spec:
  secretName: shop-tls
  secretTemplate: { labels: { team: shop } }
  issuerRef: { group: cert-manager.io, kind: Issuer, name: root }
  dnsNames: [shop.example.com]
  duration: 24h0m0s
  renewBefore: 8h0m0s
  usages: [server auth, digital signature, key encipherment]
  privateKey: { algorithm: RSA, rotationPolicy: Always }
  revisionHistoryLimit: 1
`,
  );
});

test.each<[string, Partial<CertManagerCertificateProps>, string]>([
  ['no name', { dnsNames: [] }, 'dnsNames is an empty list: list at least one'],
  [
    'all names',
    { dnsNames: ['*'] },
    'the name "*" stands for all names, which no authority signs: list names such as *.example.com',
  ],
  [
    'an address',
    { dnsNames: ['a.example.com:443'] },
    'the name "a.example.com:443" has a port; ports are stated separately: list names such as *.example.com',
  ],
  [
    'an issuer of another namespace',
    { issuer: { kind: 'Issuer', name: 'root', namespace: 'shop' } },
    'it is in edge, and the Issuer root of shop signs for its own namespace only: ' +
      'use a ClusterIssuer, or an Issuer of the same namespace',
  ],
  ['less than an hour', { duration: minutes(59) }, '`duration` is 59m0s: state at least hours(1)'],
  ['a renewal at the last moment', { renewBefore: seconds(299) }, '`renewBefore` is 4m59s: state at least minutes(5)'],
  [
    'a renewal without end',
    { duration: hours(24), renewBefore: hours(24) },
    'it would be renewed 24h0m0s before its end, and is valid for 24h0m0s: state a shorter `renewBefore`',
  ],
])('refused is %s', (_, wrong, message) => {
  expectRefusal((chart) => new CertManagerCertificate(chart, 'it', { ...props, ...wrong }), `[test/it] ${message}`);
});
