/**
 * L2 of Flagger: canaries, their metrics, and who is told of them.
 *
 * @packageDocumentation
 */
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
