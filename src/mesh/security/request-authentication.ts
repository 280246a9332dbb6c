import type { JsonMap } from '../../model/json';
import type { HeaderOperations } from '../traffic/answer';
import type { Semantic } from '../traffic/semantics';
import type { ArrivedRequest } from './inbound';
import { withoutParameter } from './token-location';
import type { TokenRequest, TokenRule, TokenStatus, TokenVerdict } from './token-rule';

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
 * @param rules by issuer
 */
export function authenticate(rules: readonly TokenRule[], request: ArrivedRequest): Authentication | undefined {
  if (rules.length === 0) return undefined;
  if (isPreflight(request)) return anonymous(rules, request);
  const { headers, query, claims, time, areTokensGenuine } = request;
  const tokenRequest: TokenRequest = { headers, query, claims, time, areTokensGenuine };
  const verdicts: TokenVerdict[] = [];
  for (const [index, rule] of rules.entries()) {
    const verdict = rule.verify(tokenRequest);
    if (verdict.status === 'accepted') return accepted(rule, askedBy(index, rules), verdict, request);
    verdicts.push(verdict);
  }
  const refusing = decidingIndex(verdicts);
  if (refusing === undefined) {
    return anonymous(rules, request);
  }
  const reason = verdicts[refusing]!.status;
  return {
    result: 'refused',
    status: reason === 'wrong audience' ? 403 : 401,
    rule: rules[refusing]!,
    reason,
    doubts: [],
  };
}

/** Nobody's request may have headers that only tokens give. */
function anonymous(rules: readonly TokenRule[], request: ArrivedRequest): Authentication {
  return { result: 'anonymous', reason: 'missing', ...headerChanges(rules, [], request), doubts: [] };
}

/** The filter looks for no token in what browsers ask beforehand. */
function isPreflight({ method, headers }: ArrivedRequest): boolean {
  return (
    method === 'OPTIONS' && (headers['origin'] ?? '') !== '' && (headers['access-control-request-method'] ?? '') !== ''
  );
}

/** Which of several refusals the client gets; undefined where no rule found a token. */
function decidingIndex(verdicts: readonly TokenVerdict[]): number | undefined {
  const isTelling = ({ status }: TokenVerdict): boolean => status !== 'missing' && status !== 'unknown issuer';
  const first = verdicts.findIndex(({ status }) => status !== 'missing');
  if (first < 0) return undefined;
  // After the rules one by one, Envoy asks all of them to accept or find nothing, which the first that finds one fails.
  const lastTelling = verdicts.findLastIndex(isTelling);
  return isTelling(verdicts[first]!) || lastTelling < 0 ? first : lastTelling;
}

/** Those that remove what is theirs alone before one accepts: the ones before it, and the others of its issuer. */
function askedBy(index: number, rules: readonly TokenRule[]): readonly TokenRule[] {
  const { issuer } = rules[index]!;
  return rules.filter((rule, i) => i <= index || rule.issuer === issuer);
}

function accepted(
  rule: TokenRule,
  rules: readonly TokenRule[],
  { tokens }: TokenVerdict,
  request: ArrivedRequest,
): Authentication {
  const { token } = tokens.at(-1)!;
  const isAged = tokens.some(({ token: { claims } }) => 'exp' in claims || 'nbf' in claims);
  const doubts: Semantic[] = [];
  if (request.claims === undefined) {
    if (request.areTokensGenuine === undefined) doubts.push('signature of tokens');
    if (isAged && request.time === undefined) doubts.push('age of tokens');
  }
  const taken = rule.forwards ? [] : tokens.map(({ location }) => location);
  const output = tokens.flatMap((one) => rule.outputOf(one.token));
  const query = taken
    .filter(({ type }) => type === 'parameter')
    .reduce((rest, { name }) => withoutParameter(rest, name), request.query);
  if (query !== request.query && /[\s\p{Cc}]/u.test(query)) doubts.push('queries that lose a token');
  if (tokens.some((one) => rule.hasUnorderedOutput(one.token))) doubts.push('order within claims');
  const removed = taken.filter(({ type }) => type === 'header').map(({ name }) => name);
  return {
    result: 'accepted',
    rule,
    reason: 'accepted',
    claims: rule.claimsOf(token),
    takesToken: !rule.forwards,
    ...headerChanges(rules, output, request, removed),
    ...(query === request.query ? {} : { query }),
    doubts,
  };
}

/** Headers of the rules are theirs alone; those of the token are set. */
function headerChanges(
  rules: readonly TokenRule[],
  output: readonly (readonly [string, string])[],
  { headers }: ArrivedRequest,
  taken: readonly string[] = [],
): { readonly headers?: HeaderOperations } {
  const own = rules.flatMap(({ ownHeaders }) => ownHeaders);
  const remove = [...new Set([...own, ...taken])].filter((name) => Object.hasOwn(headers, name));
  const set: Record<string, string> = {};
  for (const [name, value] of output) {
    if (!taken.includes(name)) set[name] = name in set ? `${set[name]},${value}` : value;
  }
  if (remove.length === 0 && Object.keys(set).length === 0) return {};
  return { headers: { remove, set, add: {} } };
}
