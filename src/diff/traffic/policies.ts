import { append } from '../../mesh/group';
import * as kinds from '../../mesh/kinds';
import { labelKey, Labels, mayBothSelect } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { Selecting, SelectorIndex } from '../../mesh/selector-index';
import { AuthorizationPolicySpec, RequestAuthenticationSpec, specOf } from '../../mesh/specs';
import type { Kind } from '../../model/identity';
import type { JsonMap } from '../../model/json';
import type { Manifest } from '../../model/manifest';
import { policyRuleOf, type PolicyRule } from './policy-rule';

/** A policy, as far as probes need it. */
export class Policy {
  private made: readonly PolicyRule[] | undefined;

  constructor(
    readonly selector: Labels | undefined,
    private readonly make: () => readonly PolicyRule[],
  ) {}

  /** Read when they are asked for, which those of most services are not. */
  get rules(): readonly PolicyRule[] {
    return (this.made ??= this.make());
  }
}

/** Pods that policies are for. */
interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** So many issuers are asked with the claims of each rule; a mesh that has more has them for the same claims. */
const MOST_ISSUERS = 4;

/** The policies of a mesh by those whom they are for. */
export class Policies {
  private readonly index: SelectorIndex<Policy>;
  /** By each label that they select, in whatever namespace. */
  private readonly byLabel = new Map<string, Policy[]>();
  private readonly rootNamespace: string;

  constructor(mesh: Mesh) {
    this.rootNamespace = mesh.rootNamespace;
    const entries = [...authorizationOf(mesh), ...authenticationOf(mesh)];
    this.index = new SelectorIndex(entries);
    for (const { selector = {}, item } of entries) {
      for (const label of Object.entries(selector)) append(this.byLabel, labelKey(undefined, label), item);
    }
  }

  *of({ namespace, labels }: Pods): Generator<Policy> {
    for (const where of new Set([namespace, this.rootNamespace])) {
      yield* this.index.forAll(where);
      yield* this.index.selecting(where, labels);
    }
  }

  /** Those that may be for the pods of gateways: nobody says which other labels these have, or where they are. */
  ofGateways(selector: Labels, namespaces: readonly string[]): readonly Policy[] {
    const unselective = [...new Set([this.rootNamespace, ...namespaces])].flatMap((where) => this.index.forAll(where));
    const selective = Object.entries(selector).flatMap((label) => this.byLabel.get(labelKey(undefined, label)) ?? []);
    return [...unselective, ...[...new Set(selective)].filter((policy) => mayBothSelect(policy.selector, selector))];
  }
}

function authorizationOf(mesh: Mesh): readonly Selecting<Policy>[] {
  const issuers = issuersOf(mesh).slice(0, MOST_ISSUERS);
  return policiesOf(mesh, kinds.AuthorizationPolicy, (manifest) => {
    const { rules = [] } = specOf<AuthorizationPolicySpec>(manifest);
    return rules.map((rule) => policyRuleOf(rule, manifest.identity.namespace, issuers));
  });
}

function authenticationOf(mesh: Mesh): readonly Selecting<Policy>[] {
  return policiesOf(mesh, kinds.RequestAuthentication, (manifest) => {
    const conditions = [...tokensOf(manifest), UNKNOWN_TOKEN].map((claims) => ({ claims }));
    return [{ callers: [], hosts: [], samples: [], cases: { paths: [], conditions } }];
  });
}

function policiesOf(
  mesh: Mesh,
  kind: Kind,
  rulesOf: (manifest: Manifest) => readonly PolicyRule[],
): readonly Selecting<Policy>[] {
  const policies = mesh.all(kind).filter((manifest) => !hasTarget(manifest));
  return policies.map((manifest) => {
    const selector = specOf<PolicySpec>(manifest).selector?.matchLabels;
    const { namespace } = manifest.identity;
    return { namespace, selector, item: new Policy(selector, () => rulesOf(manifest)) };
  });
}

/** Of nobody whom a mesh knows. */
const UNKNOWN_TOKEN: JsonMap = { iss: 'https://any-other-issuer.example', sub: 'somebody-else' };

/** Tokens that the rules of a policy take, of somebody whom nothing names. */
function tokensOf(manifest: Manifest): readonly JsonMap[] {
  const { jwtRules = [] } = specOf<RequestAuthenticationSpec>(manifest);
  return jwtRules.flatMap(({ issuer, audiences = [] }) => {
    const token = { sub: 'somebody-else', ...(issuer !== undefined && { iss: issuer }) };
    // Those for nobody in particular, and those for each that the rule names.
    return audiences.length === 0 ? [token] : [token, ...audiences.map((aud) => ({ ...token, aud: [aud] }))];
  });
}

/** What tokens that pass have beside the claims that rules ask for: issuer and audience. */
function issuersOf(mesh: Mesh): readonly JsonMap[] {
  const issuers = new Map<string, JsonMap>();
  for (const manifest of mesh.all(kinds.RequestAuthentication)) {
    for (const { issuer, audiences = [] } of specOf<RequestAuthenticationSpec>(manifest).jwtRules ?? []) {
      const claims = {
        ...(issuer !== undefined && { iss: issuer }),
        ...(audiences.length > 0 && { aud: [...audiences] }),
      };
      issuers.set(JSON.stringify(claims), claims);
    }
  }
  return [...issuers.values()];
}
