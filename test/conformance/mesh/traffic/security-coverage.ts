import type { TraceStep } from '../../../../src/mesh/traffic/answer';
import { type AuthorizationPolicySpec, type RequestAuthenticationSpec, specOf } from '../../../../src/mesh/specs';
import { hasTarget } from '../../../../src/mesh/policy';
import type { Pair } from '../../../mesh/traffic/differential/pair';

type AuthorizationRule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type TokenRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

type Exercise = (pair: Pair) => boolean;

/** What policies can ask for, each of which some pairs have to rest on: the semantics have but few names for it. */
export const SECURITY: Readonly<Record<string, Exercise>> = {
  ...named('sources by', listed('ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'), bySource),
  ...named('sources by', listed('principals', 'notPrincipals', 'namespaces', 'notNamespaces'), bySource),
  ...named('sources by', listed('requestPrincipals', 'notRequestPrincipals'), bySource),
  ...named('sources by', listed('serviceAccounts', 'notServiceAccounts', 'trustDomains', 'notTrustDomains'), bySource),
  'conditions on addresses': conditioned(/^(source|remote)\.ip$/),
  'conditions on identities': conditioned(/^source\.(namespace|principal|serviceAccount|trustDomain)$/),
  'conditions on ports': conditioned(/^destination\.port$/),
  'conditions on server names': conditioned(/^connection\.sni$/),
  'conditions on headers that proxies write': conditioned(/^request\.headers\[x-forwarded-/),
  'conditions on audiences and presenters': conditioned(/^request\.auth\.(audiences|presenter)$/),
  'conditions on claims': conditioned(/^request\.auth\.claims\[\w+\]$/),
  'conditions on claims within others': conditioned(/^request\.auth\.claims\[\w+\]\[/),
  'conditions on words of claims': conditioned(/^request\.auth\.claims\[(scope|skills)\]$/),
  'conditions on other values': ruled(({ when = [] }) => when.some(({ notValues }) => notValues !== undefined)),
  ...named('tokens that are', listed('forged', 'expired', 'not yet valid', 'malformed'), refused),
  ...named('tokens that are of', listed('wrong audience', 'unknown issuer'), refused),
  ...named('rules for tokens with', listed('fromHeaders', 'fromParams', 'fromCookies', 'audiences'), byTokenRule),
  ...named('rules for tokens with', listed('outputPayloadToHeader', 'outputClaimToHeaders'), byTokenRule),
  ...named('rules for tokens with', listed('forwardOriginalToken', 'spaceDelimitedClaims'), byTokenRule),
  'ports with a mode of their own': ({ answer }) =>
    answer.trace.some(({ step, pointer = '' }) => step === 'mtls' && pointer.startsWith('/spec/portLevelMtls')),
  'connections that are refused': effect(/^refuses (mutual TLS|plain text)/),
  'trials of DENY policies': effect(/^would deny \(dry run\)/),
  'trials of ALLOW policies': effect(/^would (allow|deny, since)/),
  'policies that name a gateway': ({ answer }) => answer.policies.some(({ manifest }) => hasTarget(manifest)),
  'authorizers that allow': (pair) => effect(/^asks /)(pair) && !effect(/which denies$/)(pair),
  'authorizers that deny': effect(/^asks .*, which denies$/),
  'authorizers that are not there': effect(/^denies: the mesh has no provider/),
};

function listed(...names: readonly string[]): readonly string[] {
  return names;
}

function named(
  what: string,
  names: readonly string[],
  exercise: (name: string) => Exercise,
): Readonly<Record<string, Exercise>> {
  return Object.fromEntries(names.map((name) => [`${what} ${name}`, exercise(name)]));
}

function effect(pattern: RegExp): Exercise {
  return ({ answer }) => answer.policies.some(({ effect: told }) => pattern.test(told));
}

function refused(reason: string): Exercise {
  return effect(new RegExp(`^refuses the token: ${reason}$`));
}

/** Whether a rule that matched is such a one. */
function ruled(isSuch: (rule: AuthorizationRule) => boolean): Exercise {
  return ({ answer }) =>
    decisive(answer.trace, 'policy').some(({ manifest, index }) => {
      const rule = specOf<AuthorizationPolicySpec>(manifest).rules?.[index];
      return rule !== undefined && isSuch(rule);
    });
}

function bySource(field: string): Exercise {
  return ruled(({ from = [] }) => from.some(({ source }) => field in (source ?? {})));
}

function conditioned(key: RegExp): Exercise {
  return ruled(({ when = [] }) => when.some((condition) => key.test(condition.key)));
}

function byTokenRule(field: string): Exercise {
  return ({ answer }) =>
    decisive(answer.trace, 'authentication').some(({ manifest, index, because }) => {
      const rule = specOf<RequestAuthenticationSpec>(manifest).jwtRules?.[index];
      return because.startsWith('accepts') && rule?.[field as keyof TokenRule] !== undefined;
    });
}

const RULE = /^\/spec\/(?:rules|jwtRules)\/(\d+)$/;

/** The rules that had their say. */
function decisive(trace: readonly TraceStep[], kind: TraceStep['step']) {
  return trace.flatMap(({ step, manifest, pointer = '', because }) => {
    const [, index] = RULE.exec(pointer) ?? [];
    return step !== kind || manifest === undefined || index === undefined
      ? []
      : [{ manifest, index: Number(index), because }];
  });
}
