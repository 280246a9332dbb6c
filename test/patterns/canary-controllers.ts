/** Applications that controllers roll out, one for each way, for tests and for the real controllers. */
import type { Construct } from 'constructs';
import { AlertProvider, MetricTemplate } from '../../src/constructs/flagger';
import { milliseconds, minutes, seconds } from '../../src/model/duration';
import { percent } from '../../src/model/percent';
import {
  argoRollouts,
  CanaryService,
  Certificate,
  flagger,
  IngressGateway,
  MeshDefaults,
  MeshNamespace,
  MeshService,
} from '../../src/patterns';

export const PROMETHEUS = 'http://prometheus.istio-system:9090';

/** Label of the pods that Flagger does not change. */
export const POD_LABEL = { 'example.com/application': 'api-service' };

export function flaggerDelivery(scope: Construct): ReturnType<typeof flagger> {
  const template = new MetricTemplate(scope, 'not-found', {
    namespace: 'default',
    provider: { type: 'prometheus', address: PROMETHEUS },
    query: 'sum(rate(istio_requests_total{destination_workload="{{ target }}",response_code="404"}[{{ interval }}]))',
  });
  const provider = new AlertProvider(scope, 'slack', { namespace: 'default', type: 'slack', secretName: 'slack-hook' });
  return flagger({
    steps: { by: percent(5), upTo: percent(50) },
    interval: minutes(1),
    failedChecks: 10,
    requestDuration: milliseconds(500),
    metrics: [{ name: 'not-found', template, max: 5 }],
    webhooks: [
      { name: 'notify-slack', type: 'event', url: 'http://slack-notifier.flagger/' },
      {
        name: 'load-test',
        type: 'rollout',
        url: 'http://load-tester.flagger/',
        timeout: seconds(15),
        metadata: { cmd: 'hey -z 1m -q 10 -c 2 http://api-service-canary.default/' },
      },
    ],
    alerts: [{ name: 'slack', provider, severity: 'warn' }],
  });
}

export const rolloutsDelivery = argoRollouts({
  prometheus: PROMETHEUS,
  failedChecks: 3,
  requestDuration: milliseconds(500),
});

/** A caller, a gateway, and an application that Flagger and one that Argo Rollouts rolls out. */
export function controlledShop(scope: Construct): {
  readonly edge: IngressGateway;
  readonly web: MeshService;
  readonly api: CanaryService;
  readonly shop: CanaryService;
} {
  new MeshDefaults(scope, 'mesh');
  new MeshNamespace(scope, 'default', { revision: 'default' });
  const edge = new IngressGateway(scope, 'main-gateway', {
    hosts: ['*.example.com'],
    tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('istio-gateway-tls') },
  });
  const web = new MeshService(scope, 'web', { port: 80 });
  const api = new CanaryService(scope, 'api-service', {
    port: 80,
    targetPort: 8080,
    labels: POD_LABEL,
    timeout: seconds(10),
    progressiveDelivery: flaggerDelivery(scope),
  });
  const shop = new CanaryService(scope, 'shop', {
    port: 80,
    paths: { '/v1/search': { name: 'search', timeout: seconds(3) } },
    progressiveDelivery: rolloutsDelivery,
  });
  edge.expose(api, { host: 'api-service.example.com' });
  edge.expose(shop, { host: 'shop.example.com' });
  web.mayCall(api);
  web.mayCall(shop, { methods: ['GET'] });
  shop.mayCall(api);
  return { edge, web, api, shop };
}
