export { AnalysisArgument, AnalysisMetric, AnalysisProps, Threshold } from './analysis';
export { AnalysisTemplate, AnalysisTemplateProps } from './analysis-template';
export { ClusterAnalysisTemplate, ClusterAnalysisTemplateProps } from './cluster-analysis-template';
