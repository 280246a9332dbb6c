import { ROOT_NAMESPACE } from '../host';
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
  /** By issuer. */
  readonly tokenRules: readonly TokenRule[];
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
    const root = mesh.config.rootNamespace ?? ROOT_NAMESPACE;
    const domains = new TrustDomains(mesh.config);
    this.authorization = new Attachment(
      mesh,
      kinds.AuthorizationPolicy,
      (manifest) => new AuthorizationPolicy(manifest, domains),
      root,
    );
    this.authentication = new Attachment(
      mesh,
      kinds.RequestAuthentication,
      (manifest) =>
        (specOf<RequestAuthenticationSpec>(manifest).jwtRules ?? []).map(
          (rule, index) => new TokenRule(manifest, `/spec/jwtRules/${index}`, rule),
        ),
      root,
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
    return {
      modes: new Map(),
      tokenRules: this.authentication.of(namespace, labels).flat().sort(byIssuer),
      custom: withAction('CUSTOM'),
      deny: withAction('DENY'),
      allow: withAction('ALLOW'),
    };
  }
}

function byIssuer({ issuer: one }: TokenRule, { issuer: other }: TokenRule): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
