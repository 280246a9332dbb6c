import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { COMMON_LABELS } from './common-labels';

/** Name of the manifest set of what belongs to no environment. */
export const FLEET = 'fleet';

/** The construct that everything of the fleet and of no environment is in. */
export class FleetScope extends Chart {
  constructor(scope: Construct) {
    super(scope, FLEET, { labels: COMMON_LABELS });
  }
}
