import type { Manifest } from '../model/manifest';
import type { Labels } from './labels';
import { specOf } from './specs';

/** What policies of all kinds have in common. */
export interface PolicySpec {
  readonly selector?: { readonly matchLabels?: Labels };
  readonly targetRef?: object;
  readonly targetRefs?: readonly object[];
}

/** Whether a policy names what it is for, rather than select pods. */
export function hasTarget(manifest: Manifest): boolean {
  const { targetRef, targetRefs = [] } = specOf<PolicySpec>(manifest);
  return targetRef !== undefined || targetRefs.length > 0;
}
