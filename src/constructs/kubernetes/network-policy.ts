import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS, TEXT } from '../../model/props-values';
import { CustomResource, METADATA } from '../custom-resource';

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
}

export interface NetworkPolicyPeer {
  readonly namespaceSelector?: LabelSelector | undefined;
  readonly podSelector?: LabelSelector | undefined;
  readonly ipBlock?: IpBlock | undefined;
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[] | undefined;
}

export interface NetworkPolicyEgress {
  readonly to?: readonly NetworkPolicyPeer[] | undefined;
}

export interface NetworkPolicyIngress {
  readonly from?: readonly NetworkPolicyPeer[] | undefined;
}

export interface NetworkPolicyProps {
  readonly metadata: ApiObjectMetadata;
  readonly spec: {
    /** Pods that it is for; `{}` is all pods of the namespace. */
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly egress?: readonly NetworkPolicyEgress[] | undefined;
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
