import type { Construct } from 'constructs';
import { ClusterAnalysisTemplate } from '../constructs/argo-rollouts/cluster-analysis-template';
import { COUNT } from '../constructs/flagger/values';
import { Duration } from '../model/duration';
import { istioConfigHealth } from '../model/istio-config-health';
import { Percent, percent } from '../model/percent';
import { objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { DURATION, PERCENT, TEXT } from '../model/props-values';

/** Where istiod's metrics are, and how often they have to be good. */
export interface IstioConfigHealthProps {
  /** URL of the Prometheus that scrapes istiod, as the Rollouts controller reaches it. */
  readonly prometheus: string;
  /** Time between two measurements. @default 30 s */
  readonly interval?: Duration | undefined;
  /** Measurements, each of which has to be good. @default 5 */
  readonly count?: number | undefined;
  /** Least share of the changes that proxies had within 10 s. @default 99 % */
  readonly convergence?: Percent | undefined;
}

const PROPS = objectOf<IstioConfigHealthProps>({
  prometheus: TEXT,
  interval: optional(DURATION),
  count: optional(COUNT),
  convergence: optional(PERCENT),
});

/**
 * Whether proxies take the configuration that istiod gives them: an analysis for after a change of it.
 *
 * @see https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics
 */
export class IstioConfigHealth extends ClusterAnalysisTemplate {
  /**
   * @param scope a chart of the cluster that runs the analysis
   * @param id also the name, by which Rollouts and analysis runs refer to it: `istio-config-health`
   * @param props what is asked, and how much has to be up to date
   */
  constructor(scope: Construct, id: string, props: IstioConfigHealthProps) {
    checkProps([scope, id], PROPS, props);
    const { prometheus, interval = Duration.seconds(30), count = 5, convergence = percent(99) } = props;
    super(scope, id, {
      prometheus,
      metrics: istioConfigHealth(convergence).map((query) => ({ ...query, interval, count })),
    });
  }
}
