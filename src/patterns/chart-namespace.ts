import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** Where the objects of a construct are that does not say where: with those of L1s in the same chart. */
export function chartNamespace(construct: Construct): string {
  return Chart.of(construct).namespace ?? 'default';
}
