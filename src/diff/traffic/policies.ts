import { append } from '../../mesh/group';
import { ROOT_NAMESPACE } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels, mayBothSelect, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { AuthorizationPolicySpec, RequestAuthenticationSpec, specOf } from '../../mesh/specs';
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

/** Found by one of the labels that they select, so that no service looks at all of them. */
export class Policies {
  private readonly byLabel = new Map<string, Policy[]>();
  /** By the labels that they select, in whatever namespace. */
  private readonly anywhere = new Map<string, Policy[]>();
  private readonly rootNamespace: string;

  constructor(mesh: Mesh) {
    this.rootNamespace = mesh.config.rootNamespace ?? ROOT_NAMESPACE;
    const issuers = issuersOf(mesh);
    for (const manifest of mesh.all(kinds.AuthorizationPolicy)) {
      if (hasTarget(manifest)) continue;
      const { rules = [] } = specOf<AuthorizationPolicySpec>(manifest);
      const { namespace } = manifest.identity;
      this.add(manifest, () => rules.map((rule) => policyRuleOf(rule, namespace, issuers.slice(0, MOST_ISSUERS))));
    }
    for (const manifest of mesh.all(kinds.RequestAuthentication)) {
      if (hasTarget(manifest)) continue;
      this.add(manifest, () => {
        const conditions = [...tokensOf(manifest), UNKNOWN_TOKEN].map((claims) => ({ claims }));
        return [{ callers: [], hosts: [], samples: [], cases: { paths: [], conditions } }];
      });
    }
  }

  private add(manifest: Manifest, rules: () => readonly PolicyRule[]): void {
    const selector = specOf<PolicySpec>(manifest).selector?.matchLabels;
    const { namespace } = manifest.identity;
    const [first] = Object.entries(selector ?? {});
    const policy = new Policy(selector, rules);
    append(this.byLabel, keyOf(namespace, first), policy);
    for (const label of Object.entries(selector ?? {})) append(this.anywhere, keyOf('', label), policy);
  }

  *of({ namespace, labels }: Pods): Generator<Policy> {
    const namespaces = namespace === this.rootNamespace ? [namespace] : [namespace, this.rootNamespace];
    for (const where of namespaces) {
      yield* this.byLabel.get(keyOf(where)) ?? [];
      for (const label of Object.entries(labels)) {
        for (const policy of this.byLabel.get(keyOf(where, label)) ?? []) {
          if (selects(policy.selector, labels)) yield policy;
        }
      }
    }
  }

  /** Those that may be for the pods of gateways: nobody says which other labels these have, or where they are. */
  ofGateways(selector: Labels, namespaces: readonly string[]): readonly Policy[] {
    const unselective = [...new Set([this.rootNamespace, ...namespaces])].flatMap(
      (namespace) => this.byLabel.get(keyOf(namespace)) ?? [],
    );
    const selective = Object.entries(selector).flatMap((label) => this.anywhere.get(keyOf('', label)) ?? []);
    return [...unselective, ...new Set(selective)].filter(
      (policy) => isEmptySelector(policy.selector) || mayBothSelect(policy.selector, selector),
    );
  }
}

function keyOf(namespace: string, [name, value]: readonly [string, string] | readonly [] = []): string {
  return name === undefined ? namespace : `${namespace}/${name}=${value}`;
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
