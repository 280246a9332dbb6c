import { isDeepStrictEqual } from 'node:util';
import type { Mesh } from '../mesh';
import type { TraceStep } from '../traffic/answer';
import { Authorization } from './authorization';
import { Authorizers } from './authorizers';
import type { ArrivedRequest, Peer, Receiver, Verdict } from './inbound';
import { afterTokens, InboundRequest, inboundRequest } from './inbound-request';
import { Judgement } from './judgement';
import { PoliciesByReceiver, ReceiverPolicies } from './receiver-policies';
import { Authentication, authenticate } from './request-authentication';

/**
 * What proxies say of requests that reach them, as istiod configures them: the port's mutual TLS, then CUSTOM policies, then
 * tokens, then DENY and ALLOW policies. It comes before routes at gateways, and before applications.
 */
export class Security {
  private readPolicies: PoliciesByReceiver | undefined;

  private readonly authorizers: Authorizers;

  constructor(private readonly mesh: Mesh) {
    this.authorizers = new Authorizers(mesh);
  }

  private get policies(): PoliciesByReceiver {
    return (this.readPolicies ??= new PoliciesByReceiver(this.mesh));
  }

  /** @param trace gets each step with its reason */
  judge(receiver: Receiver, peer: Peer, request: ArrivedRequest, trace?: TraceStep[]): Verdict {
    const judgement = new Judgement(receiver.name ?? nameOf(receiver), trace);
    if (receiver.kind === 'sidecar' && !this.connects(receiver, peer, judgement)) {
      return { outcome: 'unavailable', policies: judgement.policies, doubts: judgement.doubts };
    }
    const policies = this.policies.of(receiver);
    return receiver.protocol === 'tcp'
      ? this.judgeConnection(policies, inboundRequest(receiver, peer, request), judgement)
      : this.judgeRequest(policies, inboundRequest(receiver, peer, request), judgement);
  }

  private connects(receiver: Receiver, { isMutualTls }: Peer, judgement: Judgement): boolean {
    const { mode, policy, pointer, isContested } = this.policies.modeOfPort(receiver);
    const isRefused = mode === (isMutualTls ? 'DISABLE' : 'STRICT');
    if (isContested) judgement.doubt(['several PeerAuthentications of one scope']);
    const offer = isMutualTls ? 'mutual TLS' : 'plain text';
    if (isRefused && policy !== undefined) judgement.effect(policy, mode, `refuses ${offer}`);
    judgement.step(
      'mtls',
      policy,
      pointer,
      () => `port ${receiver.port} is ${mode}, which ${isRefused ? 'refuses' : 'takes'} ${offer}`,
    );
    return !isRefused;
  }

  private judgeRequest(policies: ReceiverPolicies, arrived: InboundRequest, judgement: Judgement): Verdict {
    if (!new Authorization(arrived, judgement).custom(policies.custom, this.authorizers)) return denied(403, judgement);
    const authentication = authenticate(policies.tokenRules, arrived.request);
    if (authentication !== undefined) {
      tell(authentication, judgement);
      if (dependsOnAge(authentication, policies, arrived)) {
        judgement.doubt(['several RequestAuthentications with one issuer']);
      }
      if (authentication.result === 'refused') return denied(authentication.status, judgement);
    }
    const request = authentication === undefined ? arrived : afterTokens(arrived, authentication);
    const authorization = new Authorization(request, judgement);
    if (!authorization.deny(policies.deny) || !authorization.allow(policies.allow)) return denied(403, judgement);
    return allowed(judgement, authentication);
  }

  /** Nobody looks into what a connection carries. */
  private judgeConnection(policies: ReceiverPolicies, arrived: InboundRequest, judgement: Judgement): Verdict {
    const authorization = new Authorization(arrived, judgement);
    const asked = policies.custom.filter(({ provider }) => !this.authorizers.isHttp(provider));
    const goesOn =
      authorization.custom(asked, this.authorizers) &&
      authorization.deny(policies.deny) &&
      authorization.allow(policies.allow);
    return goesOn ? allowed(judgement, undefined) : denied(undefined, judgement);
  }
}

/** Whether policies of other ages would make something else of the request. */
function dependsOnAge(
  { status, claims, headers, query }: Authentication,
  { tokenRulesByOtherAge }: ReceiverPolicies,
  { request }: InboundRequest,
): boolean {
  if (tokenRulesByOtherAge === undefined) return false;
  const other = authenticate(tokenRulesByOtherAge, request);
  const one = { status, claims, headers, query };
  return !isDeepStrictEqual(one, {
    status: other?.status,
    claims: other?.claims,
    headers: other?.headers,
    query: other?.query,
  });
}

function nameOf({ namespace, labels }: Receiver): string {
  return `${namespace}/${labels['app'] ?? labels['app.kubernetes.io/name'] ?? labels['istio'] ?? 'pods'}`;
}

function allowed({ policies, doubts }: Judgement, authentication: Authentication | undefined): Verdict {
  const verdict: { -readonly [Field in keyof Verdict]: Verdict[Field] } = { outcome: 'allowed', policies, doubts };
  if (authentication?.claims !== undefined) verdict.claims = authentication.claims;
  if (authentication?.headers !== undefined) verdict.headers = authentication.headers;
  if (authentication?.query !== undefined) verdict.query = authentication.query;
  if (authentication?.takesToken === true) verdict.takesToken = true;
  return verdict;
}

function denied(status: number | undefined, { policies, doubts }: Judgement): Verdict {
  return { outcome: 'denied', ...(status === undefined ? {} : { status }), policies, doubts };
}

function tell({ result, rule, reason, doubts }: Authentication, judgement: Judgement): void {
  judgement.doubt(doubts);
  if (rule === undefined) {
    judgement.step('authentication', undefined, undefined, () => 'the request has no token, and is nobody’s');
    return;
  }
  const effect = result === 'accepted' ? 'accepts the token' : `refuses the token: ${reason}`;
  judgement.effect(rule.manifest, 'JWT', effect);
  judgement.step('authentication', rule.manifest, rule.pointer, () => effect);
}
