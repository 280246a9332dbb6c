import type { PodMonitorPodMetricsEndpoints, ServiceMonitorEndpoints } from '../../../imports/monitoring.coreos.com';

/**
 * The agent beside each proxy serves the metrics of the proxy, its own and, when the pod is annotated, the application's
 * there. No proxy is before it: mutual TLS and authorization policies do not hold for it.
 */
const MERGED_METRICS_PORT = 15020;

/**
 * Every sidecar and gateway, once: by the one port that all of them declare, at the port of the agent.
 *
 * @see https://istio.io/latest/docs/ops/integrations/prometheus/
 */
export function proxyEndpoint(interval: string): PodMonitorPodMetricsEndpoints {
  return {
    port: 'http-envoy-prom',
    path: '/stats/prometheus',
    interval,
    relabelings: [
      { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_name'], regex: 'istio-proxy' },
      {
        action: 'replace',
        sourceLabels: ['__address__'],
        regex: '(.+):\\d+',
        replacement: `$1:${MERGED_METRICS_PORT}`,
        targetLabel: '__address__',
      },
    ],
  };
}

/** What the Service of istiod has of every revision. */
export const ISTIOD_LABELS = { istio: 'pilot' };

export function istiodEndpoint(interval: string): ServiceMonitorEndpoints {
  return { port: 'http-monitoring', interval };
}
