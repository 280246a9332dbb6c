import { jsonPointer } from '../model/json-pointer';
import { isRoutingClaim } from './http';
import type { StringMatch, VirtualServiceView } from './virtual-service';

/** A claim of tokens that a rule asks for, as `@request.auth.claims…` in place of a header. */
export interface RoutingClaim {
  readonly name: string;
  readonly match: StringMatch;
  readonly pointer: string;
}

/** In order of the rules. */
export function* routingClaims({ httpRules }: VirtualServiceView): Generator<RoutingClaim> {
  for (const { rule, pointer } of httpRules) {
    for (const [i, one] of (rule.match ?? []).entries()) {
      for (const field of ['headers', 'withoutHeaders'] as const) {
        for (const [name, match] of Object.entries(one[field] ?? {})) {
          if (isRoutingClaim(name)) yield { name, match, pointer: pointer + jsonPointer(['match', i, field, name]) };
        }
      }
    }
  }
}
