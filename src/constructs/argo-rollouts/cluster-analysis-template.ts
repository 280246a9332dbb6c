import type { Construct } from 'constructs';
import * as l1 from '../../../imports/argoproj.io';
import { objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { ANALYSIS_SHAPE, AnalysisProps, analysisSpec } from './analysis';

export interface ClusterAnalysisTemplateProps extends Omit<ResourceProps, 'namespace'>, AnalysisProps {}

const PROPS = objectOf<ClusterAnalysisTemplateProps>({
  name: RESOURCE_SHAPE.name,
  labels: RESOURCE_SHAPE.labels,
  annotations: RESOURCE_SHAPE.annotations,
  ...ANALYSIS_SHAPE,
});

/**
 * The same for Rollouts and analysis runs of all namespaces, which refer to it with `clusterScope: true`.
 *
 * @see https://argoproj.github.io/argo-rollouts/features/analysis/#clusteranalysistemplates
 */
export class ClusterAnalysisTemplate extends Resource {
  readonly resource: l1.ClusterAnalysisTemplate;

  /** @throws PropsError for a metric that Rollouts would refuse, or that never fails */
  constructor(scope: Construct, id: string, props: ClusterAnalysisTemplateProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { prometheus, args, metrics, name = id, labels = {}, annotations = {} } = props;
    this.resource = new l1.ClusterAnalysisTemplate(this, 'Resource', {
      metadata: { name, labels, annotations },
      spec: analysisSpec(this.node.path, { prometheus, args, metrics }),
    });
  }
}
