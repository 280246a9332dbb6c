import { namesInBrackets } from '../../mesh/security/claim';
import type { AuthorizationPolicySpec } from '../../mesh/specs';
import type { JsonMap } from '../../model/json';
import { addressesOf } from './address-samples';
import { claimsAt, conditionsOfHeader, joined, methodLike } from './condition';
import type { Cases, Condition } from './probe';
import type { Sender } from './sender';
import { isPattern, policyPathsOf, textOf } from './text-sample';
import { anybody, callerOfPrincipal, callersOfPattern } from './workload-senders';

/** What a rule of a policy tells apart. */
export interface PolicyRule {
  readonly callers: readonly Sender[];
  /** That it is for, if it is for some only; in lower case, without port. */
  readonly hosts: readonly string[];
  /** Each host that it names, or one that a pattern takes; in lower case, without port. */
  readonly samples: readonly string[];
  readonly cases: Cases;
}

type RuleSpec = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Lists = Readonly<Record<string, readonly string[] | undefined>>;

/** Something that a rule asks for, by each value that it names: in the first place one that it takes. */
type Choice = readonly Part[];
type Part = Pick<Condition, 'method' | 'headers' | 'claims' | 'address'>;

/** Each pair of them is asked, of rules with more only the first. */
const MOST_CHOICES = 32;

/** @param issuers claims of tokens that pass, beside those that rules ask for */
export function policyRuleOf(
  { from = [], to = [], when = [] }: RuleSpec,
  namespace: string,
  issuers: readonly JsonMap[],
): PolicyRule {
  const sources = from.map(({ source }) => (source ?? {}) as Lists);
  const operations = to.map(({ operation }) => (operation ?? {}) as Lists);
  const conditions = when.map(({ key, values, notValues }) => ({
    key,
    values: [...(values ?? []), ...(notValues ?? [])],
  }));
  const conditionsOf = (): readonly Condition[] => {
    const whenChoices = conditions.map(({ key, values }) => choiceOf(key, values)).filter(isThere);
    const alternatives = orNothing(sources).flatMap((source) =>
      orNothing(operations).map((operation) =>
        [
          ...whenChoices,
          ...['requestPrincipals', 'ipBlocks', 'remoteIpBlocks'].map((field) =>
            choiceOf(KEYS[field]!, both(source, field)),
          ),
          methodsOf(both(operation, 'methods')),
          headerOf('host', both(operation, 'hosts')),
        ].filter(isThere),
      ),
    );
    const all = new Map<string, Condition>();
    for (const choices of alternatives) {
      for (const condition of variations(choices, issuers)) all.set(JSON.stringify(condition), condition);
    }
    return [...all.values()];
  };
  let cases: Cases | undefined;
  return {
    callers: [
      ...sources.flatMap((source) => callersOf(source, namespace)),
      ...conditions.flatMap(({ key, values }) => callersOf({ [FIELDS[key] ?? '']: values }, namespace)),
    ],
    hosts: hostsOf(operations),
    samples: operations
      .flatMap((operation) => both(operation, 'hosts'))
      .map((host) => textOf(bareHost(host), host.startsWith('*.') ? 'any' : undefined))
      .filter((host) => !isPattern(host)),
    // Of most services nobody asks.
    get cases() {
      return (cases ??= {
        paths: operations.flatMap((operation) => both(operation, 'paths').flatMap(policyPathsOf)),
        conditions: conditionsOf(),
      });
    },
  };
}

const KEYS: Readonly<Record<string, string>> = {
  requestPrincipals: 'request.auth.principal',
  ipBlocks: 'source.ip',
  remoteIpBlocks: 'remote.ip',
};

const FIELDS: Readonly<Record<string, string>> = {
  'source.principal': 'principals',
  'source.namespace': 'namespaces',
  'source.serviceAccount': 'serviceAccounts',
  'source.trustDomain': 'trustDomains',
};

/** Values that a list names, and those that the list of exceptions does. */
function both(lists: Lists, field: string): readonly string[] {
  return [...(lists[field] ?? []), ...(lists[`not${field[0]!.toUpperCase()}${field.slice(1)}`] ?? [])];
}

function orNothing(lists: readonly Lists[]): readonly Lists[] {
  return lists.length === 0 ? [{}] : lists;
}

function isThere(choice: Choice): boolean {
  return choice.length > 0;
}

/** None for what the path, the sender or nobody decides. */
function choiceOf(key: string, values: readonly string[]): Choice {
  if (key.startsWith('request.headers[')) return headerOf(key.slice('request.headers['.length, -1), values);
  if (key.startsWith('request.auth.claims')) {
    const path = namesInBrackets(key.slice('request.auth.claims'.length));
    // A list, as claims that are asked for by value mostly are.
    return path === undefined ? [] : values.map((value) => ({ claims: claimsAt(path, [textOf(value)]) }));
  }
  switch (key) {
    case 'request.auth.principal':
      return values.map((value) => ({ claims: principalOf(value) }));
    case 'request.auth.audiences':
      return values.map((value) => ({ claims: { aud: [textOf(value)] } }));
    case 'request.auth.presenter':
      return values.map((value) => ({ claims: { azp: textOf(value) } }));
    case 'source.ip':
    case 'remote.ip':
      return values.flatMap(addressesOf).map((address) => ({ address }));
    default:
      return [];
  }
}

/** Issuer and subject, which the last slash divides. */
function principalOf(pattern: string): JsonMap {
  const slash = pattern.lastIndexOf('/');
  if (slash < 0) return pattern === '*' ? { sub: 'any' } : { iss: textOf(pattern), sub: textOf(pattern) };
  const issuer = pattern.slice(0, slash);
  return { ...(issuer !== '*' && { iss: textOf(issuer) }), sub: textOf(pattern.slice(slash + 1)) };
}

function headerOf(name: string, values: readonly string[]): Choice {
  const lower = name.toLowerCase();
  if (lower === ':method') return methodsOf(values);
  const isHost = lower === ':authority' || lower === 'host';
  return conditionsOfHeader(
    lower,
    values.filter((value) => !isHost || !isPattern(value)).map((value) => textOf(value)),
  );
}

function methodsOf(values: readonly string[]): Choice {
  return values.flatMap((value) => {
    if (!isPattern(value)) return [{ method: value }];
    const [start = '', end] = value.split('*');
    const method = methodLike(start, end);
    return method === undefined ? [] : [{ method }];
  });
}

/** All that is asked for with its first values, then each with another value, and each left out. */
function* variations(choices: readonly Choice[], issuers: readonly JsonMap[]): Generator<Condition> {
  for (const claims of issuers.length === 0 ? [{}] : issuers) {
    const issuer = { sub: 'somebody-else', ...claims };
    yield joined(
      choices.map(([first]) => first!),
      issuer,
    );
    for (const [i, choice] of choices.entries()) {
      const others = choices.filter((_, j) => j !== i).map(([first]) => first!);
      yield joined(others, issuer);
      for (const part of choice.slice(0, MOST_CHOICES)) {
        yield joined([...others, part], issuer);
        yield joined([part], issuer);
      }
    }
  }
}

function callersOf(source: Lists, namespace: string): readonly Sender[] {
  return [
    ...both(source, 'principals').flatMap((principal) =>
      isPattern(principal) ? callersOfPattern(principal) : callerOfPrincipal(principal),
    ),
    ...both(source, 'namespaces').map((name) => anybody(textOf(name))),
    ...both(source, 'serviceAccounts').flatMap((account) => {
      const [own, owner] = account.split('/').reverse();
      return callersOfPattern(`cluster.local/ns/${owner ?? namespace}/sa/${textOf(own!)}`);
    }),
    ...both(source, 'trustDomains').flatMap((domain) => callersOfPattern(`${textOf(domain)}/ns/any/sa/somebody-else`)),
  ];
}

function hostsOf(operations: readonly Lists[]): readonly string[] {
  const lists = operations.map(({ hosts = [] }) => hosts);
  const bare = lists.flat().map(bareHost);
  // One that says nothing of hosts, or that is about many, is for all.
  return lists.some((hosts) => hosts.length === 0) || bare.some(isPattern) ? [] : bare;
}

function bareHost(host: string): string {
  return host.toLowerCase().replace(/:(\d+|\*)$/, '');
}

/** Whether it may be about requests for a host. */
export function isAbout({ hosts }: PolicyRule, host: string): boolean {
  return hosts.length === 0 || hosts.includes(host);
}
