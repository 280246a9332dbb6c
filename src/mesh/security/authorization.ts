import type { Semantic } from '../traffic/semantics';
import type { AuthorizationPolicy, PolicyMatch } from './authorization-policy';
import type { Authorizers } from './authorizers';
import type { InboundRequest } from './inbound-request';
import type { Judgement } from './judgement';

/** Asks policies for a request. Each kind says whether the request may go on. */
export class Authorization {
  constructor(
    private readonly request: InboundRequest,
    private readonly judgement: Judgement,
  ) {}

  custom(policies: readonly AuthorizationPolicy[], authorizers: Authorizers): boolean {
    if (policies.length === 0) return true;
    const isAmbiguous = policies.some(({ provider }) => provider !== policies[0]!.provider);
    for (const policy of policies) {
      const { rule } = this.ask(policy);
      if (rule === undefined) {
        this.explainRefusal(policy);
        continue;
      }
      const isAskable = !isAmbiguous && authorizers.has(policy.provider);
      if (isAskable !== policy.isDryRun) {
        if (!isAskable) continue;
        const { receiver, request } = this.request;
        if (receiver.hasRoute?.() === false) {
          this.say(policy, rule.pointer, `does not ask ${policy.provider}: there is no route`);
          continue;
        }
        const { isAuthorized } = request;
        if (isAuthorized === undefined || !authorizers.isReached(policy.provider, receiver.namespace))
          this.judgement.doubt(['external authorization']);
        this.say(policy, rule.pointer, `asks ${policy.provider}${isAuthorized === false ? ', which denies' : ''}`);
        if (isAuthorized === false) return false;
        continue;
      }
      const because = isAskable
        ? 'istiod enforces what a CUSTOM policy only tries'
        : isAmbiguous
          ? 'pods can have one provider only'
          : `the mesh has no provider ${policy.provider}`;
      this.say(policy, rule.pointer, `denies: ${because}`);
      return false;
    }
    return true;
  }

  deny(policies: readonly AuthorizationPolicy[]): boolean {
    for (const policy of policies) {
      const { rule } = this.ask(policy);
      if (rule === undefined) this.explainRefusal(policy);
      else if (policy.isDryRun) this.say(policy, rule.pointer, 'would deny (dry run)');
      else {
        this.say(policy, rule.pointer, 'denies');
        return false;
      }
    }
    return true;
  }

  allow(policies: readonly AuthorizationPolicy[]): boolean {
    this.tryAllow(policies.filter(({ isDryRun }) => isDryRun));
    const enforced = policies.filter(({ isDryRun }) => !isDryRun);
    const [allowing, match] = this.firstMatching(enforced);
    this.judgement.doubt(match.doubts);
    if (allowing !== undefined) this.say(allowing, match.rule!.pointer, 'allows');
    else for (const policy of enforced) this.judgement.effect(policy.manifest, policy.action, 'does not match');
    return allowing !== undefined || enforced.length === 0;
  }

  private tryAllow(policies: readonly AuthorizationPolicy[]): void {
    const [matching] = this.firstMatching(policies);
    if (matching !== undefined) this.say(matching, undefined, 'would allow (dry run)');
    else for (const policy of policies) this.say(policy, undefined, 'would deny, since it does not match (dry run)');
  }

  /** One that matches for sure, else the first that is taken to match. */
  private firstMatching(
    policies: readonly AuthorizationPolicy[],
  ): readonly [policy: AuthorizationPolicy | undefined, match: PolicyMatch] {
    const doubts: Semantic[] = [];
    let guess: readonly [AuthorizationPolicy, PolicyMatch] | undefined;
    for (const policy of policies) {
      const match = policy.match(this.request);
      if (match.rule === undefined) this.explainRefusal(policy);
      else if (match.doubts.length === 0) return [policy, match];
      else guess ??= [policy, match];
      doubts.push(...match.doubts);
    }
    return [guess?.[0], { rule: guess?.[1].rule, doubts }];
  }

  private ask(policy: AuthorizationPolicy): PolicyMatch {
    const match = policy.match(this.request);
    this.judgement.doubt(match.doubts);
    return match;
  }

  private say(policy: AuthorizationPolicy, pointer: string | undefined, effect: string): void {
    this.judgement.effect(policy.manifest, policy.action, effect);
    this.judgement.step('policy', policy.manifest, pointer, () => `${policy.action} ${effect}`);
  }

  private explainRefusal(policy: AuthorizationPolicy): void {
    this.judgement.step('policy', policy.manifest, undefined, () => {
      const reasons = policy.refusal(this.request).split('\n');
      const [only, ...others] = reasons;
      return `${policy.action} does not match:${others.length === 0 ? ` ${only!}` : reasons.map((reason) => `\n  ${reason}`).join('')}`;
    });
  }
}
