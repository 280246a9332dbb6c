import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import * as l1 from '../../../imports/security.istio.io';
import { fieldsOf, listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { IP_BLOCK, LABELS, TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { principalOf, SERVICE_ACCOUNT, ServiceAccountReference } from './workload';

/**
 * Hosts, ports, methods and paths of requests, with the fields that Istio has.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export type Operation = l1.AuthorizationPolicyOperation;
/**
 * An attribute of requests, and the values that it may or may not have.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export type Condition = l1.AuthorizationPolicyWhen;

/** Requests that a rule is about: all that it states has to fit. */
export interface AuthorizationRule {
  /** Callers by their service account; needs mutual TLS between the two. @default any caller */
  readonly from?: readonly ServiceAccountReference[] | undefined;
  /** End users by their token, as `issuer/subject`; `*` at either end stands for anything. @default any, or none */
  readonly requestPrincipals?: readonly string[] | undefined;
  /** Addresses that callers connect from, in CIDR notation. @default any */
  readonly ipBlocks?: readonly string[] | undefined;
  /** Any of the operations. @default any operation */
  readonly to?: readonly Operation[] | undefined;
  /** All of the conditions. @default none */
  readonly when?: readonly Condition[] | undefined;
}

export interface AuthorizationPolicyProps extends ResourceProps {
  /** What happens to the requests. DENY wins over ALLOW; AUDIT only marks them. */
  readonly action: 'ALLOW' | 'DENY' | 'AUDIT';
  /**
   * Requests that the action is for: those that fit any of the rules. An ALLOW policy without rules admits nothing.
   */
  readonly rules: readonly AuthorizationRule[];
  /** Labels of the pods that it is for. @default all pods of the namespace; in the root namespace, of the mesh */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
}

const RULE = objectOf<AuthorizationRule>({
  from: optional(listOf(SERVICE_ACCOUNT)),
  requestPrincipals: optional(listOf(TEXT)),
  ipBlocks: optional(listOf(IP_BLOCK)),
  to: optional(listOf(fieldsOf<Operation>())),
  when: optional(listOf(fieldsOf<Condition>())),
});

const PROPS = objectOf<AuthorizationPolicyProps>({
  ...RESOURCE_SHAPE,
  action: oneOf('ALLOW', 'DENY', 'AUDIT'),
  rules: listOf(RULE),
  matchLabels: optional(LABELS),
});

/**
 * Who may do what.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AuthorizationPolicy extends Resource {
  /** Denies what no other policy allows: in the root namespace, everywhere in the mesh. */
  static denyByDefault(scope: Construct, id: string, props: ResourceProps): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, { ...props, action: 'ALLOW', rules: [] });
  }

  readonly resource: l1.AuthorizationPolicy;
  private readonly action: AuthorizationPolicyProps['action'];
  private readonly rules: l1.AuthorizationPolicyRules[];

  /**
   * @throws PropsError for a rule that fits every request, and for DENY and AUDIT without rules, which do nothing
   */
  constructor(scope: Construct, id: string, props: AuthorizationPolicyProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { action, rules, matchLabels, ...rest } = props;
    if (action !== 'ALLOW' && rules.length === 0) {
      throw new PropsError(this.node.path, `a ${action} policy without rules does nothing`, 'add a rule');
    }
    this.action = action;
    this.rules = rules.map((rule, i) => this.rule(rule, i));
    const spec = (): l1.AuthorizationPolicySpec => ({
      selector: matchLabels === undefined ? undefined : { matchLabels },
      // Left out where it is the default, so that the default deny is `spec: {}`, as Istio's documentation has it.
      action: action === 'ALLOW' && this.rules.length === 0 ? undefined : action,
      rules: this.rules.length === 0 ? undefined : this.rules,
    });
    this.resource = new l1.AuthorizationPolicy(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Rules may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.AuthorizationPolicySpec,
    });
  }

  /**
   * Adds requests that the action is for.
   * @throws PropsError as the constructor does
   */
  addRule(rule: AuthorizationRule): void {
    checkProps(this, RULE, rule, 'rule');
    this.rules.push(this.rule(rule, this.rules.length));
  }

  private rule(rule: AuthorizationRule, index: number): l1.AuthorizationPolicyRules {
    const { from, requestPrincipals, ipBlocks, to, when } = rule;
    const conditions = [from, requestPrincipals, ipBlocks, to, when].filter((condition) => condition !== undefined);
    if (conditions.length === 0) {
      throw new PropsError(
        this.node.path,
        `rules[${index}] fits every request, so the policy would ${this.action} all of them`,
        'say who (`from`), what (`to`) or under which condition (`when`)',
      );
    }
    if (conditions.some((condition) => condition.length === 0)) {
      throw new PropsError(
        this.node.path,
        `rules[${index}] has an empty list, which Istio takes for no condition at all`,
        'leave the field out, or list something',
      );
    }
    return {
      from: sourceOf(rule),
      to: to?.map((operation) => ({ operation })),
      when,
    };
  }
}

/** One source, of which everything has to fit; several would be alternatives. */
function sourceOf({ from, requestPrincipals, ipBlocks }: AuthorizationRule): l1.AuthorizationPolicyRules['from'] {
  if (from === undefined && requestPrincipals === undefined && ipBlocks === undefined) return undefined;
  return [{ source: { principals: from?.map(principalOf), requestPrincipals, ipBlocks } }];
}
