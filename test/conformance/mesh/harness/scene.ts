import type { KubernetesObject } from '../../../../src/model/identity';

export type Labels = Readonly<Record<string, string>>;

/**
 * How a pod is attached to the mesh: an application beside its sidecar, a gateway, or an application alone: a pod that is
 * not in the mesh, or, with hosts of its own, something outside of the cluster.
 */
export type PodRole = 'sidecar' | 'gateway' | 'alone';

/** A pod as its owner would describe it; its address and its certificate are the harness's. */
export interface Pod {
  /** Names it in answers too. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Labels;
  readonly role: PodRole;
  /** Where its node is. @default nowhere in particular */
  readonly region?: string;
  /** Public hosts that the name server leads to this pod. @default none */
  readonly hosts?: readonly string[];
  /** Ports where the application listens. @default {@link APPLICATION_PORT}; none in a gateway */
  readonly ports?: readonly number[];
  /** Ports where the application ends TLS, with a certificate for its hosts. @default none */
  readonly tlsPorts?: readonly number[];
  /** What the application answers to requests for some paths; to all others it says what it saw. @default none */
  readonly documents?: Readonly<Record<string, string>>;
  /** Header by which the application is told to refuse a request. @default none */
  readonly refusal?: string;
  /** Makes it a rate limit service too. @default none */
  readonly rateLimits?: RateLimits;
}

export interface RateLimits {
  /** Takes gRPC. */
  readonly port: number;
  /** Descriptors, as Envoy's rate limit service reads them. */
  readonly configuration: string;
}

/** A Kubernetes service; the set refers to it, and its application's own chart would make it. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Labels;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  /** Port of the pods. */
  readonly targetPort: number;
}

/** All that is in the cluster: what the set has, and the workloads that it only refers to. */
export interface Scene {
  readonly objects: readonly KubernetesObject[];
  readonly services: readonly Service[];
  readonly pods: readonly Pod[];
  /**
   * How long istiod waits for more changes before it tells proxies of any, in milliseconds.
   *
   * @default 10: nothing is gained by waiting where changes come one by one
   */
  readonly debounce?: number;
}

/** Where applications listen. It is not the port of their services, so that nothing works by confusing the two. */
export const APPLICATION_PORT = 8080;

export function isSelected({ selector, namespace }: Service, pod: Pod): boolean {
  return pod.namespace === namespace && Object.entries(selector).every(([label, value]) => pod.labels[label] === value);
}
