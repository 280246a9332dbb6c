/** What the types of patterns refuse; `npm run types` compiles it, and nothing runs it. */
import type { Chart } from 'cdk8s';
import {
  BlueGreenApp,
  CanaryService,
  Certificate,
  defineEnvironment,
  defineFleet,
  IngressGateway,
  MeshDefaults,
  MeshService,
  percent,
} from 'istio-gitops';

declare const chart: Chart;
declare const edge: IngressGateway;
const certificate = Certificate.fromSecretName('tls');

export function gateways(): void {
  new IngressGateway(chart, 'ok', { hosts: ['*'], tls: { mode: 'PASSTHROUGH' } });
  // @ts-expect-error SIMPLE needs a certificate
  new IngressGateway(chart, 'g', { hosts: ['*'], tls: { mode: 'SIMPLE' } });
  // @ts-expect-error a passthrough gateway ends no TLS, so it has no certificate
  new IngressGateway(chart, 'g', { hosts: ['*'], tls: { mode: 'PASSTHROUGH', certificate } });
  // @ts-expect-error a string is no certificate
  new IngressGateway(chart, 'g', { hosts: ['*'], tls: { mode: 'SIMPLE', certificate: 'tls' } });
  // @ts-expect-error no such mode
  new IngressGateway(chart, 'g', { hosts: ['*'], tls: { mode: 'ISTIO_MUTUAL' } });
  // @ts-expect-error no TLS at all is not offered
  new IngressGateway(chart, 'g', { hosts: ['*'] });
  // @ts-expect-error an application is no string
  edge.expose('api', { host: 'a.com' });
  // @ts-expect-error it has no host
  edge.expose(new MeshService(chart, 'a', { port: 80 }), { path: '/a' });
}

export function applications(): void {
  new MeshService(chart, 'ok', { port: 80, timeout: 'none' });
  // @ts-expect-error it has no port
  new MeshService(chart, 'm', {});
  // @ts-expect-error 'never' is 'none'
  new MeshService(chart, 'm', { port: 80, timeout: 'never' });
  // @ts-expect-error the set never makes Deployments
  new MeshService(chart, 'm', { port: 80, create: ['Deployment'] });
  // @ts-expect-error a rule of another object
  new MeshService(chart, 'm', { port: 80, rules: [{ timeout: '1s' }] });
  // @ts-expect-error it has no release
  new CanaryService(chart, 'c', { port: 80 });
  // @ts-expect-error a canary has a version
  new CanaryService(chart, 'c', { port: 80, release: { strategy: 'canary', stable: 'v1', canary: { weight: 10 } } });
  // @ts-expect-error no such strategy
  new CanaryService(chart, 'c', { port: 80, release: { strategy: 'rainbow', stable: 'v1' } });
  // @ts-expect-error no such colour
  new BlueGreenApp(chart, 'b', { port: 80, release: { strategy: 'blue-green', active: 'red' } });
}

export function mesh(): void {
  new MeshDefaults(chart, 'ok', { tracing: { sampling: percent(1), collector: 'otel' } });
  // @ts-expect-error a number is no percentage
  new MeshDefaults(chart, 'm', { tracing: { sampling: 1, collector: 'otel' } });
  // @ts-expect-error an exception has a reason
  new MeshDefaults(chart, 'm', { mtlsExceptions: [{ name: 'a', namespace: 'b', mode: 'DISABLE' }] });
  // @ts-expect-error STRICT is no exception
  new MeshDefaults(chart, 'm', { mtlsExceptions: [{ name: 'a', namespace: 'b', mode: 'STRICT', reason: 'c' }] });
}

export function platform(): void {
  const environment = defineEnvironment('production', { clusters: [{ name: 'eu' }], compose: () => undefined });
  defineFleet({ environments: [environment] });
  // @ts-expect-error it has no clusters
  defineEnvironment('production', { compose: () => undefined });
  // @ts-expect-error `cluster` is `clusters`
  defineEnvironment('production', { clusters: [], cluster: 'eu', compose: () => undefined });
  // @ts-expect-error an environment is no string
  defineFleet({ environments: ['production'] });
  // @ts-expect-error a definition is data
  environment.name = 'staging';
}
