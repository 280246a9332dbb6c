import type { Labels } from '../../mesh/labels';

/** Who sends probes: a gateway is known by the pods that it selects, because its name may change. */
export type Sender = { readonly kind: 'gateway'; readonly selector: Labels } | WorkloadSender;

export interface WorkloadSender {
  readonly kind: 'workload';
  /** `namespace/name`. */
  readonly name: string;
  /** Absent for who proves nothing. */
  readonly principal?: string;
  /** What people call it. @default its name */
  readonly title?: string;
  /** Of its pods, where its name does not say them. */
  readonly labels?: Labels;
  /** Whether it speaks plain text, as what has no sidecar does. @default false */
  readonly isPlain?: boolean;
}
