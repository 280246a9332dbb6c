import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resource';

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
}

export interface NetworkPolicyPeer {
  readonly namespaceSelector?: LabelSelector | undefined;
  readonly podSelector?: LabelSelector | undefined;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | undefined } | undefined;
}

export interface NetworkPolicyProps {
  readonly metadata: ApiObjectMetadata;
  readonly spec: {
    /** Pods that it is for; `{}` is all pods of the namespace. */
    readonly podSelector: LabelSelector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly egress?: readonly { readonly to?: readonly NetworkPolicyPeer[] | undefined }[] | undefined;
    readonly ingress?: readonly { readonly from?: readonly NetworkPolicyPeer[] | undefined }[] | undefined;
  };
}

/** A `networking.k8s.io/v1` NetworkPolicy: unlike a sidecar, a process in the pod cannot get around it. */
export class NetworkPolicy extends CustomResource {
  static readonly GVK = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' } as const;

  constructor(scope: Construct, id: string, props: NetworkPolicyProps) {
    super(scope, id, NetworkPolicy.GVK, props);
  }
}
