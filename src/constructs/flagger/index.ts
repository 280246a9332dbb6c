export { AlertProvider, AlertProviderProps, IAlertProvider } from './alert-provider';
export { Canary, CanaryAlert, CanaryAnalysis, CanaryMetric, CanaryProps, CanaryRouting, CanaryWebhook } from './canary';
export {
  IMetricTemplate,
  MetricProvider,
  MetricServer,
  MetricService,
  MetricTemplate,
  MetricTemplateProps,
} from './metric-template';
