import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS, TEXT } from '../../model/props-values';
import { CustomResource, METADATA } from '../custom-resource';

/** Chooses objects by their labels; `{}` is all of them. */
export interface LabelSelector {
  /** Labels that they all have. @default any */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
}

/** The other end of connections: pods, by their labels and those of their namespace, or addresses. */
export interface NetworkPolicyPeer {
  /** Namespaces that the pods are in. @default that of the policy */
  readonly namespaceSelector?: LabelSelector | undefined;
  /** Pods in them. @default all */
  readonly podSelector?: LabelSelector | undefined;
  /** Addresses; excludes the selectors. @default none */
  readonly ipBlock?: IpBlock | undefined;
}

/** A range of addresses. */
export interface IpBlock {
  /** In CIDR notation: `10.0.0.0/8`. */
  readonly cidr: string;
  /** Ranges of it that are left out. @default none */
  readonly except?: readonly string[] | undefined;
}

/** Connections that the pods may open. */
export interface NetworkPolicyEgress {
  /** Any of these. @default to everywhere */
  readonly to?: readonly NetworkPolicyPeer[] | undefined;
}

/** Connections that the pods may take. */
export interface NetworkPolicyIngress {
  /** Any of these. @default from everywhere */
  readonly from?: readonly NetworkPolicyPeer[] | undefined;
}

/** Fields of a {@link NetworkPolicy}, under their own names. */
export interface NetworkPolicyProps {
  /** Name and namespace of the policy. */
  readonly metadata: ApiObjectMetadata;
  /** Which pods, and which connections of theirs. */
  readonly spec: {
    /** Pods that it is for; `{}` is all pods of the namespace. */
    readonly podSelector: LabelSelector;
    /** Directions in which only what is listed here is allowed. */
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    /** Connections that the pods may open. @default none, where `policyTypes` has `Egress` */
    readonly egress?: readonly NetworkPolicyEgress[] | undefined;
    /** Connections that the pods may take. @default none, where `policyTypes` has `Ingress` */
    readonly ingress?: readonly NetworkPolicyIngress[] | undefined;
  };
}

const SELECTOR = objectOf<LabelSelector>({ matchLabels: optional(LABELS) });

const PEER = objectOf<NetworkPolicyPeer>({
  namespaceSelector: optional(SELECTOR),
  podSelector: optional(SELECTOR),
  ipBlock: optional(objectOf<IpBlock>({ cidr: TEXT, except: optional(listOf(TEXT)) })),
});

const PROPS = objectOf<NetworkPolicyProps>({
  metadata: METADATA,
  spec: objectOf<NetworkPolicyProps['spec']>({
    podSelector: SELECTOR,
    policyTypes: listOf(oneOf('Ingress', 'Egress')),
    egress: optional(listOf(objectOf<NetworkPolicyEgress>({ to: optional(listOf(PEER)) }))),
    ingress: optional(listOf(objectOf<NetworkPolicyIngress>({ from: optional(listOf(PEER)) }))),
  }),
});

/** A `networking.k8s.io/v1` NetworkPolicy: unlike a sidecar, a process in the pod cannot get around it. */
export class NetworkPolicy extends CustomResource {
  static readonly GVK = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' } as const;

  constructor(scope: Construct, id: string, props: NetworkPolicyProps) {
    checkProps([scope, id], PROPS, props);
    super(scope, id, NetworkPolicy.GVK, props);
  }
}
