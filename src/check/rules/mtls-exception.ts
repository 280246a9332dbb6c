import * as kinds from '../../mesh/kinds';
import { ROOT_NAMESPACE } from '../../mesh/host';
import { EXCEPTION_REASON } from '../../mesh/mtls-exception';
import type { Rule } from '../rule';

/**
 * Every namespace, workload and port that takes plain text, so that nobody has to search for them. The mode of the whole
 * mesh is no exception: it stands in one place.
 */
export const mtlsException: Rule = {
  code: 'IGO0201',
  name: 'MutualTLSException',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  *check({ set }) {
    for (const manifest of set.ofKind(kinds.PeerAuthentication.group, kinds.PeerAuthentication.kind)) {
      const { mtls, selector, portLevelMtls = {} } = (manifest.object['spec'] ?? {}) as PeerAuthenticationModes;
      if (manifest.identity.namespace === ROOT_NAMESPACE && selector === undefined) continue;
      const reason = manifest.object.metadata.annotations?.[EXCEPTION_REASON] ?? 'no reason is given';
      if (isLax(mtls)) yield { manifest, pointer: '/spec/mtls', message: `mutual TLS is ${mtls.mode}: ${reason}` };
      for (const [port, portMtls] of Object.entries(portLevelMtls)) {
        if (!isLax(portMtls)) continue;
        const pointer = `/spec/portLevelMtls/${port}`;
        yield { manifest, pointer, message: `mutual TLS is ${portMtls.mode} on port ${port}: ${reason}` };
      }
    }
  },
};

interface Mtls {
  readonly mode?: string;
}

interface PeerAuthenticationModes {
  readonly mtls?: Mtls;
  readonly selector?: object;
  readonly portLevelMtls?: Readonly<Record<string, Mtls>>;
}

function isLax(mtls: Mtls | undefined): mtls is { readonly mode: string } {
  return mtls?.mode === 'PERMISSIVE' || mtls?.mode === 'DISABLE';
}
