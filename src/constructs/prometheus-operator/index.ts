/**
 * L2 of the Prometheus Operator: what is scraped, and rules.
 *
 * @packageDocumentation
 */
export { MonitoredNamespaces } from './namespaces';
export { PodMonitor, PodMonitorProps } from './pod-monitor';
export { AlertingRule, PrometheusRule, PrometheusRuleProps, RecordingRule, RuleGroup } from './prometheus-rule';
export { ServiceMonitor, ServiceMonitorProps } from './service-monitor';
