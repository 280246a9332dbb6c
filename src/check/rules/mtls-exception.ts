import * as kinds from '../../mesh/kinds';
import { EXCEPTION_REASON } from '../../mesh/mtls-exception';
import { PeerAuthenticationSpec, specOf } from '../../mesh/specs';
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
  reportedBySynth: true,
  explanation: {
    what: 'Pods, or a port of them, that take plain text, with the reason that is given for it.',
    effect: 'whoever reaches these pods can talk to them, and nobody proves who they are',
    fix: 'give their callers a sidecar and remove the exception; until then, say why in the annotation istio-gitops.dev/exception-reason',
    bad: `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: legacy, namespace: legacy }
spec: { mtls: { mode: PERMISSIVE } }
`,
    good: `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: legacy, namespace: legacy }
spec: { mtls: { mode: STRICT } }
`,
  },
  *check(mesh) {
    for (const manifest of mesh.all(kinds.PeerAuthentication)) {
      const { mtls, selector, portLevelMtls = {} } = specOf<PeerAuthenticationSpec>(manifest);
      if (manifest.identity.namespace === mesh.rootNamespace && selector === undefined) continue;
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

function isLax(mtls: { readonly mode?: string | undefined } | undefined): mtls is { readonly mode: string } {
  return mtls?.mode === 'PERMISSIVE' || mtls?.mode === 'DISABLE';
}
