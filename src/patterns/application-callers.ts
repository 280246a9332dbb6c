import { AuthorizationPolicy, AuthorizationRule } from '../constructs/istio/authorization-policy';
import { EXCEPTION_REASON } from '../mesh/mtls-exception';
import { objectOf, someOf } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { IP_BLOCK, TEXT } from '../model/props-values';
import { ApplicationIdentity, applicationMetadata } from './application-identity';

/** Callers without an identity. */
export interface PlaintextCallers {
  /** Names the policy. */
  readonly name: string;
  /** Addresses that they connect from, in CIDR notation. */
  readonly ipBlocks: readonly string[];
  /** Why, for everybody who finds it. */
  readonly reason: string;
}

const PLAINTEXT_CALLERS = objectOf<PlaintextCallers>({ name: TEXT, ipBlocks: someOf(IP_BLOCK), reason: TEXT });

/** Who may call an application: the policies that say so, made with the first caller. */
export class ApplicationCallers {
  private policy: AuthorizationPolicy | undefined;

  constructor(private readonly application: ApplicationIdentity) {}

  admit(rules: readonly AuthorizationRule[]): void {
    const { application } = this;
    this.policy ??= new AuthorizationPolicy(application, 'authorization-policy', {
      ...applicationMetadata(application, application.name),
      action: 'ALLOW',
      rules: [],
      matchLabels: application.workload.labels,
    });
    for (const rule of rules) this.policy.addRule(rule);
  }

  /** @throws PropsError when no reason is given, or two exceptions have one name */
  admitPlaintext(callers: PlaintextCallers): void {
    const { application } = this;
    checkProps(application, PLAINTEXT_CALLERS, callers, 'callers');
    const { name, ipBlocks, reason } = callers;
    if (reason.trim() === '') {
      throw new PropsError(
        application.node.path,
        `the plaintext exception "${name}" has no reason`,
        'say why, for who finds it',
      );
    }
    const construct = `plaintext-${name}`;
    if (application.node.tryFindChild(construct) !== undefined) {
      throw new PropsError(
        application.node.path,
        `two plaintext exceptions are called "${name}"`,
        'rename one of them',
      );
    }
    new AuthorizationPolicy(application, construct, {
      ...applicationMetadata(application, `${application.name}-plaintext-${name}`),
      annotations: { [EXCEPTION_REASON]: reason },
      action: 'ALLOW',
      matchLabels: application.workload.labels,
      rules: [{ ipBlocks }],
    });
  }
}
