import { listOf, objectOf, oneOf, optional, PropCheck, someOf, valueOf } from './props';
import { TEXT } from './props-values';

/** What the Rego policies of the deploy tree take from a fleet; each of them has a default there. */
export interface PolicyParameters {
  /** Environments that what is said of production holds for. @default ['production'] */
  readonly productionEnvironments?: readonly string[] | undefined;
  /** Oldest TLS version that public gateways may speak. @default 'TLSV1_2' */
  readonly minimumTlsVersion?: 'TLSV1_2' | 'TLSV1_3' | undefined;
  /** Domains that the hosts of public gateways are in, such as `example.com`. @default any */
  readonly gatewayDomains?: readonly string[] | undefined;
  /**
   * What an EnvoyFilter may configure: names of Envoy's types, such as `envoy.extensions.filters.http.lua.v3.Lua`.
   * They replace the default.
   * @default local and global rate limits
   */
  readonly envoyFilterTypes?: readonly string[] | undefined;
  /** Manifests that a policy leaves alone. @default none */
  readonly exemptions?: readonly PolicyExemption[] | undefined;
}

/** A manifest that a policy leaves alone, and why. */
export interface PolicyExemption {
  /** Name of the policy, such as `route_timeout`. */
  readonly policy: string;
  /** Kind of the manifest, such as `VirtualService`. */
  readonly kind: string;
  /** @default none: the kind is cluster-scoped */
  readonly namespace?: string | undefined;
  /** As the manifest has it in `metadata.name`. */
  readonly name: string;
  /** Why the policy does not hold here, for those who read it later. */
  readonly reason: string;
}

const REASON: PropCheck<string> = valueOf(
  { fix: 'say why, in a few words' },
  (value) => typeof value === 'string' && value.trim() !== '',
);

export const POLICY_PARAMETERS = objectOf<PolicyParameters>({
  productionEnvironments: optional(listOf(TEXT)),
  minimumTlsVersion: optional(oneOf('TLSV1_2', 'TLSV1_3')),
  gatewayDomains: optional(someOf(TEXT)),
  envoyFilterTypes: optional(listOf(TEXT)),
  exemptions: optional(
    listOf(
      objectOf<PolicyExemption>({ policy: TEXT, kind: TEXT, namespace: optional(TEXT), name: TEXT, reason: REASON }),
    ),
  ),
});
