import type { KubernetesObject } from '../../../../../src/model/identity';
import type { Certificate, CertificateAuthority } from '../certificates';

interface GatewaySpec {
  readonly servers: readonly {
    readonly hosts: readonly string[];
    readonly tls?: { readonly credentialName?: string };
  }[];
}

/** The certificates that gateways refer to; in production an operator makes their Secrets. */
export async function gatewaySecrets(
  objects: readonly KubernetesObject[],
  authority: CertificateAuthority,
): Promise<readonly KubernetesObject[]> {
  const servers = objects
    .filter(({ kind }) => kind === 'Gateway')
    .flatMap(({ metadata, spec }) => (spec as GatewaySpec).servers.map((server) => ({ ...server, metadata })));
  return Promise.all(
    servers.flatMap(({ hosts, tls, metadata }) => {
      const name = tls?.credentialName;
      if (name === undefined) return [];
      return authority.issue({ hosts }).then((certificate) => secret(name, metadata.namespace, certificate));
    }),
  );
}

function secret(name: string, namespace: string | undefined, { chain, key }: Certificate): KubernetesObject {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': encode(chain), 'tls.key': encode(key) },
  };
}
