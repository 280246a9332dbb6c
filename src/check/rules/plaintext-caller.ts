import * as kinds from '../../mesh/kinds';
import { EXCEPTION_REASON } from '../../mesh/mtls-exception';
import { acceptsPlaintext } from '../../mesh/mutual-tls';
import type { Rule } from '../rule';

/** Every policy that lets callers in without an identity, so that nobody has to search for them. */
export const plaintextCaller: Rule = {
  code: 'IGO0202',
  name: 'PlaintextCaller',
  severity: 'info',
  stage: 'analyze',
  refusedBySynth: false,
  *check({ set }) {
    for (const manifest of set.ofKind(kinds.AuthorizationPolicy.group, kinds.AuthorizationPolicy.kind)) {
      const reason = manifest.object.metadata.annotations?.[EXCEPTION_REASON];
      if (reason === undefined) continue;
      const { selector } = (manifest.object['spec'] ?? {}) as Selected;
      const isReachable = acceptsPlaintext(set, manifest.identity.namespace, selector?.matchLabels);
      yield {
        manifest,
        message: `callers without an identity are let in: ${reason}`,
        ...(!isReachable && IDLE),
      };
    }
  },
};

const IDLE = {
  effect: 'none: mutual TLS is STRICT there, so that they get no connection',
  fix: 'remove the exception, or make mutual TLS PERMISSIVE for these pods',
};

interface Selected {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}
