import type { JsonMap } from '../../model/json';
import type { HeaderOperations } from '../traffic/answer';
import type { Semantic } from '../traffic/semantics';
import type { ArrivedRequest } from './inbound';
import { FilteredRequest } from './filtered-request';
import type { Token } from './token';
import type { TokenRule, TokenStatus } from './token-rule';

/** What the rules for tokens of a receiver, all together, say of a request. */
export interface Authentication {
  readonly result: 'anonymous' | 'accepted' | 'refused';
  /** Of a refusal. */
  readonly status?: number;
  /** The rule that decides; undefined where no rule found a token. */
  readonly rule?: TokenRule;
  readonly reason: TokenStatus;
  readonly claims?: JsonMap;
  readonly headers?: HeaderOperations;
  readonly query?: string;
  /** Whether the token goes no further. */
  readonly takesToken?: boolean;
  readonly doubts: readonly Semantic[];
}

/**
 * Asks rules for tokens as Envoy's filter is configured to: the first rule that accepts decides; if none does, a token
 * that one of them found is refused, and a request without any is nobody's.
 *
 * @param rules in the order in which proxies ask them
 */
export function authenticate(rules: readonly TokenRule[], request: ArrivedRequest): Authentication | undefined {
  if (rules.length === 0) return undefined;
  const filter = new TokenFilter(rules, request);
  // The filter looks for no token in what browsers ask beforehand.
  return isPreflight(request) ? filter.anonymous() : filter.authenticate();
}

function isPreflight({ method, headers }: ArrivedRequest): boolean {
  return (
    method === 'OPTIONS' && (headers['origin'] ?? '') !== '' && (headers['access-control-request-method'] ?? '') !== ''
  );
}

interface GoodToken {
  readonly rule: TokenRule;
  readonly token: Token;
}

interface Asked {
  readonly rule: TokenRule;
  readonly status: TokenStatus;
}

/** Rules for tokens at work on one request. */
class TokenFilter {
  private readonly filtered: FilteredRequest;
  private readonly good: GoodToken[] = [];

  constructor(
    private readonly rules: readonly TokenRule[],
    private readonly request: ArrivedRequest,
  ) {
    this.filtered = new FilteredRequest(request);
    // Nobody's request may have headers that only tokens give.
    this.filtered.remove(rules.flatMap(({ ownHeaders }) => ownHeaders));
  }

  authenticate(): Authentication {
    const asked: Asked[] = [];
    for (const rule of this.rules) {
      const status = this.ask(rule);
      if (status === 'accepted') return this.accepted(rule);
      asked.push({ rule, status });
    }
    const together = this.rules.length > 1 ? this.askTogether() : undefined;
    const refusal = refusalOf(together === undefined ? asked : [...asked, together]);
    if (refusal === undefined) return this.anonymous();
    const { rule, status: reason } = refusal;
    return { result: 'refused', status: reason === 'wrong audience' ? 403 : 401, rule, reason, doubts: [] };
  }

  anonymous(): Authentication {
    return { result: 'anonymous', reason: 'missing', ...this.changes(), doubts: [] };
  }

  /** After the rules one by one, Envoy asks all of them to accept or find nothing, which the first that finds one fails. */
  private askTogether(): Asked | undefined {
    for (const rule of this.rules) {
      const status = this.ask(rule);
      if (status !== 'missing' && status !== 'accepted') return { rule, status };
    }
    return undefined;
  }

  /** What a good token leads to stays, even if the rule finds a bad one after it. */
  private ask(rule: TokenRule): TokenStatus {
    const { filtered } = this;
    const { claims, time, areTokensGenuine } = this.request;
    filtered.remove(rule.ownHeaders);
    const { headers, query } = filtered;
    const { status, tokens } = rule.verify({ headers, query, claims, time, areTokensGenuine });
    for (const { token, location } of tokens) {
      filtered.add(rule.outputOf(token));
      if (!rule.forwards) filtered.take(location);
      this.good.push({ rule, token });
    }
    return status;
  }

  private accepted(rule: TokenRule): Authentication {
    return {
      result: 'accepted',
      rule,
      reason: 'accepted',
      claims: rule.claimsOf(this.good.at(-1)!.token),
      takesToken: !rule.forwards,
      ...this.changes(),
      doubts: this.doubts(),
    };
  }

  private doubts(): readonly Semantic[] {
    const { claims, time, areTokensGenuine, query } = this.request;
    const doubts: Semantic[] = [];
    const isAged = this.good.some(({ token }) => 'exp' in token.claims || 'nbf' in token.claims);
    if (claims === undefined && areTokensGenuine === undefined) doubts.push('signature of tokens');
    if (claims === undefined && isAged && time === undefined) doubts.push('age of tokens');
    const left = this.filtered.query;
    if (left !== query && /[\s\p{Cc}]/u.test(left)) doubts.push('queries that lose a token');
    if (this.good.some(({ rule, token }) => rule.hasUnorderedOutput(token))) doubts.push('order within claims');
    return doubts;
  }

  private changes(): Pick<Authentication, 'headers' | 'query'> {
    const { headerChanges, query } = this.filtered;
    return {
      ...(headerChanges !== undefined && { headers: { ...headerChanges, add: {} } }),
      ...(query !== this.request.query && { query }),
    };
  }
}

/** Which of several refusals the client gets; undefined where no rule found a token. */
function refusalOf(asked: readonly Asked[]): Asked | undefined {
  const found = asked.filter(({ status }) => status !== 'missing');
  return found.findLast(({ status }) => status !== 'unknown issuer') ?? found[0];
}
