/**
 * L2 of cert-manager: issuers and certificates.
 *
 * @packageDocumentation
 */
export {
  CertificateOptions,
  CertificateUsage,
  CertManagerCertificate,
  CertManagerCertificateProps,
} from './certificate';
export { ClusterIssuer, ClusterIssuerProps } from './cluster-issuer';
export { Issuer, IssuerProps } from './issuer';
export { IIssuer } from './issuer-reference';
