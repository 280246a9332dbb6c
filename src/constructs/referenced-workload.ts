import type { IConstruct } from 'constructs';
import type { ReferencedWorkload } from '../model/referenced-workload';

/** By a symbol, because programs may hold two copies of this package. */
export const REFERENCED_WORKLOAD = Symbol.for('istio-gitops.ReferencedWorkload');

/** A construct that says which pods it is about. */
export interface RefersToWorkload extends IConstruct {
  readonly [REFERENCED_WORKLOAD]: ReferencedWorkload;
}

export function refersToWorkload(construct: IConstruct): construct is RefersToWorkload {
  return REFERENCED_WORKLOAD in construct;
}
