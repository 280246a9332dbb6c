import { CLUSTER_DOMAIN } from '../../mesh/host';
import { having } from '../../model/props';

/** Pods that policies are about. The set holds no Deployments: this is how it refers to them. */
export interface WorkloadReference {
  /** Where the pods run. */
  readonly namespace: string;
  /** Labels that the pods have and no others do. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The identity that a workload's certificate proves. */
export interface ServiceAccountReference {
  /** Name of the service account. */
  readonly name: string;
  /** Namespace of the service account. */
  readonly namespace: string;
}

export const SERVICE_ACCOUNT = having<ServiceAccountReference>(
  { name: 'string', namespace: 'string' },
  'pass a service account, { name, namespace }',
);

/** The principal of a service account: its SPIFFE identity without the scheme, as policies compare it. */
export function principalOf({ name, namespace }: ServiceAccountReference): string {
  return `${CLUSTER_DOMAIN}/ns/${namespace}/sa/${name}`;
}
