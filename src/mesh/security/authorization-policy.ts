import type { Manifest } from '../../model/manifest';
import { AuthorizationPolicySpec, specOf } from '../specs';
import type { Semantic } from '../traffic/semantics';
import { sourcesFor } from './attribute';
import { AuthorizationRule } from './authorization-rule';
import type { InboundRequest } from './inbound-request';
import { isLikely, isSure } from './likelihood';
import type { TrustDomains } from './trust-domains';

/** What a policy says of one request. */
export interface PolicyMatch {
  /** The rule that matches; undefined for none. */
  readonly rule: AuthorizationRule | undefined;
  /** What it rests on that nobody knows. */
  readonly doubts: readonly Semantic[];
}

const DRY_RUN = 'istio.io/dry-run';
const NO_DOUBTS: readonly Semantic[] = [];
const NO_MATCH: PolicyMatch = { rule: undefined, doubts: NO_DOUBTS };

/** An AuthorizationPolicy, read once. */
export class AuthorizationPolicy {
  readonly spec: AuthorizationPolicySpec;
  readonly action: NonNullable<AuthorizationPolicySpec['action']>;
  /** Whether its effect is only reported. */
  readonly isDryRun: boolean;
  /** Who answers for a CUSTOM policy. */
  readonly provider: string;
  private readonly compiled: { http?: readonly AuthorizationRule[]; tcp?: readonly AuthorizationRule[] } = {};

  constructor(
    readonly manifest: Manifest,
    private readonly domains: TrustDomains,
  ) {
    this.spec = specOf(manifest);
    this.action = this.spec.action ?? 'ALLOW';
    this.isDryRun = /^(1|t|T|TRUE|true|True)$/.test(manifest.object.metadata.annotations?.[DRY_RUN] ?? '');
    this.provider = this.spec.provider?.name ?? '';
  }

  /** The first rule that matches. A guess does for a rule where none matches for sure. */
  match(request: InboundRequest): PolicyMatch {
    let guessed: AuthorizationRule | undefined;
    let doubts = NO_DOUBTS;
    for (const rule of this.rulesFor(request)) {
      const likelihood = rule.matches(request);
      if (!isSure(likelihood)) {
        doubts = [...doubts, ...rule.doubts(request)];
        if (isLikely(likelihood)) guessed ??= rule;
      } else if (isLikely(likelihood)) return { rule, doubts: NO_DOUBTS };
    }
    return doubts.length === 0 ? NO_MATCH : { rule: guessed, doubts };
  }

  /** Why none of its rules matches, a line each. */
  refusal(request: InboundRequest): string {
    const rules = this.rulesFor(request);
    if (rules.length === 0) return 'it has no rule that could match';
    return rules.map((rule) => rule.refusal(request)).join('\n');
  }

  private rulesFor({ receiver }: InboundRequest): readonly AuthorizationRule[] {
    return (this.compiled[receiver.protocol ?? 'http'] ??= this.compile(receiver.protocol === 'tcp'));
  }

  private compile(isTcp: boolean): readonly AuthorizationRule[] {
    const sources = sourcesFor(this.manifest.identity.namespace, this.domains);
    const allows = this.action === 'ALLOW';
    return (this.spec.rules ?? []).flatMap(
      (rule, index) =>
        AuthorizationRule.compile(rule, { pointer: `/spec/rules/${index}`, sources, allows, isTcp }) ?? [],
    );
  }
}
