import type { Construct } from 'constructs';
import * as l1 from '../../../imports/argoproj.io';
import { objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { ANALYSIS_SHAPE, AnalysisProps, analysisSpec } from './analysis';

export interface AnalysisTemplateProps extends ResourceProps, AnalysisProps {}

const PROPS = objectOf<AnalysisTemplateProps>({ ...RESOURCE_SHAPE, ...ANALYSIS_SHAPE });

/**
 * Questions to Prometheus, on whose answers Rollouts of the same namespace go on, pause or go back.
 *
 * @see https://argoproj.github.io/argo-rollouts/features/analysis/
 */
export class AnalysisTemplate extends Resource {
  readonly resource: l1.AnalysisTemplate;

  /** @throws PropsError for a metric that Rollouts would refuse, or that never fails */
  constructor(scope: Construct, id: string, props: AnalysisTemplateProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { prometheus, args, metrics, ...rest } = props;
    this.resource = new l1.AnalysisTemplate(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: analysisSpec(this.node.path, { prometheus, args, metrics }),
    });
  }
}
