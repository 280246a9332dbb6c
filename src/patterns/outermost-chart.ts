import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** The chart that all of a set is in: the environment, whatever charts are in it. */
export function outermostChart({ node }: Construct): Chart {
  return node.scopes.find((construct) => Chart.isChart(construct)) as Chart;
}
