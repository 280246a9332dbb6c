import type { GatewaySpec } from '../../../mesh/specs';
import type { Report } from './report';

export type ServerTls = NonNullable<NonNullable<GatewaySpec['servers']>[number]['tls']>;

/** A mode that is not stated is PASSTHROUGH. */
export function isPassedOn({ mode = 'PASSTHROUGH' }: ServerTls): boolean {
  return mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
}

/** Those that Envoy's TLS library knows; expressions with operators are not looked into. */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
  'ALL',
];

export function checkServerTls(tls: ServerTls, pointer: string, report: Report): void {
  const has = sourcesOf(tls);
  if (/^TLSV1_[01]$/.test(tls.minProtocolVersion ?? '') && (tls.cipherSuites ?? []).length === 0) {
    report.warn(
      `${pointer}/minProtocolVersion`,
      'versions below TLSV1_2 need cipherSuites: the default ones do not fit',
    );
  }
  checkCiphers(tls, pointer, report);
  if (tls.mode === 'ISTIO_MUTUAL') {
    for (const [field, isSet] of Object.entries({ ...has, credentialNames: has.credentialNames })) {
      if (isSet && field !== 'caCrl')
        report.error(`${pointer}/${field}`, `ISTIO_MUTUAL has Istio's certificates, not ${field}`);
    }
    return;
  }
  if (isPassedOn(tls) && Object.values(has).some(Boolean)) {
    report.warn(pointer, `${tls.mode ?? 'PASSTHROUGH'} uses no certificates: they are ignored`);
  }
  const files = has.serverCertificate && has.privateKey;
  if ([files, has.credentialName, has.credentialNames, has.tlsCertificates].filter(Boolean).length > 1) {
    report.error(
      pointer,
      'certificates are stated in several ways: by credentialName, credentialNames, files or tlsCertificates',
    );
  }
  checkCertificates(tls, has, pointer, report);
}

type Sources = ReturnType<typeof sourcesOf>;

function sourcesOf(tls: ServerTls) {
  return {
    serverCertificate: (tls.serverCertificate ?? '') !== '',
    privateKey: (tls.privateKey ?? '') !== '',
    caCertificates: (tls.caCertificates ?? '') !== '',
    caCrl: (tls.caCrl ?? '') !== '',
    credentialName: (tls.credentialName ?? '') !== '',
    credentialNames: (tls.credentialNames ?? []).length > 0,
    tlsCertificates: (tls.tlsCertificates ?? []).length > 0,
  };
}

function checkCertificates(tls: ServerTls, has: Sources, pointer: string, report: Report): void {
  const isMutual = tls.mode === 'MUTUAL' || tls.mode === 'OPTIONAL_MUTUAL';
  const isTerminated = tls.mode === 'SIMPLE' || isMutual;
  // What a secret holds is seen when it is there.
  if (isTerminated && (has.credentialName || has.credentialNames)) return;
  if (isTerminated) {
    if (isMutual && !has.caCertificates) report.error(pointer, `${tls.mode} needs caCertificates or credentialName`);
    const stated = has.tlsCertificates ? tls.tlsCertificates! : [tls];
    if (stated.length > 2) report.warn(`${pointer}/tlsCertificates`, 'there are more than two certificates');
    for (const { serverCertificate = '', privateKey = '' } of stated) {
      if (serverCertificate === '') report.error(pointer, `${tls.mode} needs serverCertificate or credentialName`);
      if (privateKey === '') report.error(pointer, `${tls.mode} needs privateKey or credentialName`);
    }
  }
  if (!has.caCrl) return;
  if (has.credentialName) report.error(`${pointer}/caCrl`, 'the list of revoked certificates is in the secret');
  if (tls.mode === 'SIMPLE') report.error(`${pointer}/caCrl`, 'SIMPLE has no certificates of clients to revoke');
}

function checkCiphers({ cipherSuites = [] }: ServerTls, pointer: string, report: Report): void {
  const unknown = cipherSuites.filter((suite) => /^[\p{L}\p{N}]/u.test(suite) && !CIPHERS.includes(suite));
  const known = cipherSuites.filter((suite) => !unknown.includes(suite));
  const twice = known.filter((suite, i) => known.indexOf(suite) < i);
  if (unknown.length > 0)
    report.warn(`${pointer}/cipherSuites`, `cipher suites that do not exist are ignored: ${unknown.join(', ')}`);
  if (twice.length > 0) report.warn(`${pointer}/cipherSuites`, `cipher suites are there twice: ${twice.join(', ')}`);
}
