/**
 * L2 of Argo Rollouts: the analyses that a Rollout is judged by.
 *
 * @packageDocumentation
 */
export { AnalysisArgument, AnalysisMetric, AnalysisProps, Threshold } from './analysis';
export { AnalysisTemplate, AnalysisTemplateProps } from './analysis-template';
export { ClusterAnalysisTemplate, ClusterAnalysisTemplateProps } from './cluster-analysis-template';
