import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programPath } from '../../programs';

/** Who a certificate is for: a workload of the mesh, or a host. */
export type Subject =
  { readonly namespace: string; readonly serviceAccount: string } | { readonly hosts: readonly string[] };

/** A certificate, its key, and who vouches for it; PEM, and the files that have it. */
export interface Certificate {
  readonly chain: string;
  readonly key: string;
  readonly authority: string;
  readonly files: { readonly chain: string; readonly key: string; readonly authority: string };
}

/** OpenSSL's own configuration would make every certificate an authority. */
const CONFIGURATION = '[req]\ndistinguished_name = subject\n[subject]\n';

/** Signs the certificates of one mesh, which live for a day. */
export class CertificateAuthority {
  private issued = 0;

  private constructor(private readonly folder: string) {}

  /** @param folder for certificates and keys */
  static async create(folder: string): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(folder);
    writeFileSync(authority.file('openssl.cnf'), CONFIGURATION);
    await authority.request('root', ['-addext', 'basicConstraints=critical,CA:TRUE']);
    return authority;
  }

  /** Its own certificate. */
  get certificate(): string {
    return readFileSync(this.file('root.crt'), 'utf8');
  }

  async issue(subject: Subject): Promise<Certificate> {
    const name = `certificate-${this.issued++}`;
    const signedBy = ['-CA', this.file('root.crt'), '-CAkey', this.file('root.key')];
    await this.request(name, [...signedBy, '-addext', `subjectAltName=${alternativeName(subject)}`]);
    const files = { chain: this.file(`${name}.crt`), key: this.file(`${name}.key`), authority: this.file('root.crt') };
    const read = (file: string): string => readFileSync(file, 'utf8');
    return { chain: read(files.chain), key: read(files.key), authority: this.certificate, files };
  }

  private async request(name: string, options: readonly string[]): Promise<void> {
    const output = ['-keyout', this.file(`${name}.key`), '-out', this.file(`${name}.crt`)];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const subject = ['-config', this.file('openssl.cnf'), '-subj', `/CN=${name}`, '-days', '1'];
    await promisify(execFile)(programPath('openssl'), ['req', '-x509', ...key, ...subject, ...output, ...options]);
  }

  private file(name: string): string {
    return join(this.folder, name);
  }
}

function alternativeName(subject: Subject): string {
  if ('hosts' in subject) return subject.hosts.map((host) => `DNS:${host}`).join();
  return `URI:spiffe://cluster.local/ns/${subject.namespace}/sa/${subject.serviceAccount}`;
}
