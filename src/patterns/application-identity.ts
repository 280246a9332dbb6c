import type { Construct } from 'constructs';
import type { ServiceReference } from '../constructs/istio/destination';
import type { WorkloadReference } from '../constructs/istio/workload';

/** Label that says which application an object is part of; the layout keeps its files together. */
export const APPLICATION_LABEL = 'app.kubernetes.io/name';

/** An application, as the parts of it know it. */
export interface ApplicationIdentity extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly service: ServiceReference;
  readonly workload: WorkloadReference;
}

/** Of an object that belongs to an application, by which the layout finds its folder. */
export function applicationMetadata(
  application: Pick<ApplicationIdentity, 'name' | 'namespace'>,
  name: string,
): { name: string; namespace: string; labels: Record<string, string> } {
  return { name, namespace: application.namespace, labels: { [APPLICATION_LABEL]: application.name } };
}
