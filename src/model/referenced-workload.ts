/**
 * Pods that objects of a set are about and that are somebody else's: the set has no Deployments. It is what their
 * authors know of them, for those who ask what a request would meet.
 */
export interface ReferencedWorkload {
  /** Where the pods run. */
  readonly namespace: string;
  /** Labels that the pods have and no others do. */
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the service account whose identity they prove. */
  readonly serviceAccount: string;
  /** The Kubernetes service that leads to them; a gateway that is reached from outside only may have none. */
  readonly service?: ReferencedService;
}

/** A Kubernetes service of pods that somebody else deploys. */
export interface ReferencedService {
  /** In the namespace of the pods. */
  readonly name: string;
  /** Ports that speak HTTP. */
  readonly ports: readonly number[];
}
