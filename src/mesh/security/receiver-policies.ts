import * as kinds from '../kinds';
import type { Mesh } from '../mesh';
import type { ModeOfPort } from '../mutual-tls';
import { RequestAuthenticationSpec, specOf } from '../specs';
import { Attachment } from './attachment';
import { AuthorizationPolicy } from './authorization-policy';
import type { Receiver } from './inbound';
import { TokenRule } from './token-rule';
import { TrustDomains } from './trust-domains';

/** What applies to the pods of a receiver, whatever the request. */
export interface ReceiverPolicies {
  /** By port, as far as anybody asked. */
  readonly modes: Map<number, ModeOfPort>;
  /** By issuer, in the order in which proxies ask them. */
  readonly tokenRules: readonly TokenRule[];
  /** As they are asked where policies that share an issuer have other ages; absent where none do. */
  readonly tokenRulesByOtherAge?: readonly TokenRule[];
  readonly custom: readonly AuthorizationPolicy[];
  readonly deny: readonly AuthorizationPolicy[];
  readonly allow: readonly AuthorizationPolicy[];
}

/** The policies of a mesh, found by pods. */
export class PoliciesByReceiver {
  private readonly authorization: Attachment<AuthorizationPolicy>;
  private readonly authentication: Attachment<readonly TokenRule[]>;
  private readonly known = new WeakMap<Receiver['labels'], Map<string, ReceiverPolicies>>();

  constructor(private readonly mesh: Mesh) {
    const domains = new TrustDomains(mesh.config);
    this.authorization = new Attachment(
      mesh,
      kinds.AuthorizationPolicy,
      (manifest) => new AuthorizationPolicy(manifest, domains),
    );
    this.authentication = new Attachment(mesh, kinds.RequestAuthentication, (manifest) =>
      (specOf<RequestAuthenticationSpec>(manifest).jwtRules ?? []).map(
        (rule, index) => new TokenRule(manifest, `/spec/jwtRules/${index}`, rule),
      ),
    );
  }

  of({ namespace, labels }: Receiver): ReceiverPolicies {
    let byNamespace = this.known.get(labels);
    if (byNamespace === undefined) {
      byNamespace = new Map<string, ReceiverPolicies>();
      this.known.set(labels, byNamespace);
    }
    let policies = byNamespace.get(namespace);
    if (policies === undefined) {
      policies = this.find(namespace, labels);
      byNamespace.set(namespace, policies);
    }
    return policies;
  }

  modeOfPort(receiver: Receiver): ModeOfPort {
    const { modes } = this.of(receiver);
    const { namespace, labels, port } = receiver;
    let mode = modes.get(port);
    if (mode === undefined) {
      mode = this.mesh.mutualTls.modeOfPort(namespace, labels, port);
      modes.set(port, mode);
    }
    return mode;
  }

  private find(namespace: string, labels: Receiver['labels']): ReceiverPolicies {
    const policies = this.authorization.of(namespace, labels);
    const withAction = (action: string): readonly AuthorizationPolicy[] =>
      policies.filter((policy) => policy.action === action);
    const rules = this.authentication.of(namespace, labels).flat();
    const tokenRules = rules.toSorted((one, other) => this.compare(one, other));
    const otherwise = rules.toSorted((one, other) => this.compare(one, other, -1));
    return {
      modes: new Map(),
      tokenRules,
      ...(otherwise.some((rule, i) => rule !== tokenRules[i]) && { tokenRulesByOtherAge: otherwise }),
      custom: withAction('CUSTOM'),
      deny: withAction('DENY'),
      allow: withAction('ALLOW'),
    };
  }

  /** Rules of one issuer: those of the root namespace last; by name, as if all were of one age. */
  private compare(one: TokenRule, other: TokenRule, direction: 1 | -1 = 1): number {
    const [a, b] = [one.manifest.identity, other.manifest.identity];
    const { rootNamespace: root } = this.mesh;
    return (
      compare(one.issuer, other.issuer) ||
      Number(a.namespace === root) - Number(b.namespace === root) ||
      direction * compare(a.name, b.name)
    );
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
