import type { GatewayProps, VirtualServiceProps } from '../imports/networking.istio.io';
import type { ReferencedWorkload } from '../src/model/referenced-workload';
import type { TrafficAnswer } from '../src/mesh/traffic/answer';
import type { WrittenRequest } from '../src/mesh/traffic/parse-request';
import { namespaceOf, objectsOf, PORT, serviceLabels, serviceNames, Settings } from './workload';

/** A request, and what is to be said of it. */
export interface Question {
  readonly request: WrittenRequest;
  readonly expected: string;
}

/** Whom the policies of the workload let in: see `authorizationPolicy`. */
const GATEWAY = { namespace: 'istio-ingress', account: 'gateway', labels: { istio: 'ingressgateway' } } as const;
const MONITORING = { namespace: 'monitoring', account: 'prometheus' } as const;

const gateway: Required<GatewayProps>['spec'] = {
  selector: GATEWAY.labels,
  servers: [
    {
      hosts: ['*.example.com'],
      port: { name: 'https', number: 443, protocol: 'HTTPS' },
      tls: { credentialName: 'example-com', mode: 'SIMPLE' as never },
    },
  ],
};

/**
 * The workload of an environment, whose services are reached by an ingress gateway besides.
 *
 * @param changed of how many services the canary's share is another one
 */
export function* meshObjects(services: number, settings: Settings, changed = 0): Generator<object> {
  const { namespace } = GATEWAY;
  const metadata = { name: 'main', namespace };
  yield { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata, spec: gateway };
  const other = { ...settings, stable: settings.stable - 1 };
  for (const [index, service] of serviceNames(services).entries()) {
    const objects = objectsOf(service, index < changed ? other : settings);
    for (const object of objects) yield isVirtualService(object) ? exposed(object, service) : object;
  }
}

type VirtualServiceObject = { readonly kind: 'VirtualService' } & Required<Pick<VirtualServiceProps, 'spec'>>;

function isVirtualService(object: object): object is VirtualServiceObject {
  return 'kind' in object && object.kind === 'VirtualService';
}

function exposed(object: VirtualServiceObject, service: string): object {
  const { namespace } = GATEWAY;
  return {
    ...object,
    spec: { ...object.spec, gateways: [`${namespace}/main`, 'mesh'], hosts: [service, hostOf(service)] },
  };
}

/** The pods that the workload is about, as our constructs would know them. */
export function meshWorkloads(services: number, settings: Settings): ReferencedWorkload[] {
  return [
    { namespace: GATEWAY.namespace, labels: GATEWAY.labels, serviceAccount: GATEWAY.account },
    { namespace: MONITORING.namespace, labels: { app: MONITORING.account }, serviceAccount: MONITORING.account },
    ...serviceNames(services).map((name) => ({
      namespace: namespaceOf(settings),
      labels: serviceLabels(name),
      serviceAccount: name,
      service: { name, ports: [PORT] },
    })),
  ];
}

/** Requests for each service: by the gateway and in the mesh, admitted and denied, and for a host that is nobody's. */
export function* questions(services: number, settings: Settings): Generator<Question> {
  const names = serviceNames(services);
  const namespace = namespaceOf(settings);
  for (const [index, service] of names.entries()) {
    const outside = `https://${hostOf(service)}`;
    const inside = `http://${service}.${namespace}:${PORT}`;
    const neighbour = names[(index + 1) % names.length]!;
    const monitoring = `${MONITORING.namespace}/${MONITORING.account}`;
    yield { request: { url: `${outside}/api/items/${index}?page=2` }, expected: 'routed stable canary' };
    yield { request: { url: `${outside}/api/cart`, headers: { 'x-canary': 'true' } }, expected: 'routed canary' };
    yield { request: { url: `${outside}/admin` }, expected: 'denied stable canary' };
    yield { request: { url: `https://no-${hostOf(service)}/` }, expected: 'not-found' };
    yield { request: { url: `${inside}/healthz`, from: monitoring }, expected: 'routed stable canary' };
    yield {
      request: { url: `${inside}/api/cart`, from: `${namespace}/${neighbour}` },
      expected: 'denied stable canary',
    };
  }
}

function hostOf(service: string): string {
  return `${service}.example.com`;
}

/** An answer as {@link Question.expected} has it. */
export function answerText({ outcome, destinations }: TrafficAnswer): string {
  return [outcome, ...destinations.map(({ host, subset }) => subset ?? host)].join(' ');
}
