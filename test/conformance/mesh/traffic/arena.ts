import type { KubernetesObject } from '../../../../src/model/identity';
import { NODE_ADDRESS, podAddressAt } from '../harness/network';
import { APPLICATION_PORT, type Labels, type Pod, type Scene, type Service } from '../harness/scene';

/** How many random meshes are served at once; each has hosts and services of its own. */
export const SLICES = 16;

/** Another port of all applications, so that ports can differ in what they ask for. */
export const SECOND_PORT = 8081;

export const INGRESS = 'ingress';
export const EGRESS = 'egress';
/** In the cluster, not in the mesh. */
export const STRANGER = 'stranger';
export const OUTSIDE = 'outside';

/** Says whether requests may pass, to proxies that are told to ask. */
export const AUTHORIZER = 'authorizer';
/** Header of requests that it refuses. */
export const REFUSAL = 'x-refuse';

/** Pods with a sidecar that send requests, by name; each in a namespace of its own kind. */
export const CALLERS: readonly string[] = ['buyer', 'clerk', 'operator'];

/** The name of a slice's own host: `one.s3.test`, `*.s3.test`. */
export function publicHost(slice: number, name: string): string {
  return `${name}.s${slice}.test`;
}

/** The name of a host outside of the mesh: `one.s3.example`. */
export function externalHost(slice: number, name: string): string {
  return `${name}.s${slice}.example`;
}

export const PUBLIC_NAMES: readonly string[] = ['one', 'two', 'three', 'in.deep', 'by.deep'];
export const EXTERNAL_NAMES: readonly string[] = ['one', 'two', 'in.deep'];
/** A host that no object ever declares. */
export const UNDECLARED = 'undeclared.outside.example';

function application(name: string, namespace: string, version: string, role: Pod['role'] = 'sidecar'): Pod {
  return {
    name: `${name}-${version}`,
    namespace,
    serviceAccount: name,
    labels: { app: name, version },
    role,
    ports: [APPLICATION_PORT, SECOND_PORT],
  };
}

function caller(name: string, namespace: string): Pod {
  return { name, namespace, serviceAccount: name, labels: { app: name, tier: 'front' }, role: 'sidecar', ports: [] };
}

function gateway(name: string, more: Labels = {}): Pod {
  return {
    name,
    namespace: 'istio-system',
    serviceAccount: `istio-${name}gateway-service-account`,
    labels: { istio: `${name}gateway`, ...more },
    role: 'gateway',
  };
}

const outside: Pod = {
  name: OUTSIDE,
  namespace: 'outside',
  serviceAccount: 'default',
  labels: {},
  role: 'alone',
  hosts: [UNDECLARED, ...slices().flatMap((slice) => EXTERNAL_NAMES.map((name) => externalHost(slice, name)))],
  ports: [80, 8080],
};

export const PODS: readonly Pod[] = [
  // As if the Gateway API had made it, so that policies can name it.
  gateway(INGRESS, { 'gateway.networking.k8s.io/gateway-name': 'entrance' }),
  gateway(EGRESS),
  ...['v1', 'v2'].flatMap((version) => [
    application('web', 'shop', version),
    application('items', 'stock', version),
    application('cart', 'shop', version),
  ]),
  application('depot', 'stock', 'v1', 'alone'),
  caller('buyer', 'shop'),
  caller('clerk', 'stock'),
  caller('operator', 'office'),
  {
    name: STRANGER,
    namespace: 'office',
    serviceAccount: 'default',
    labels: { app: STRANGER },
    role: 'alone',
    ports: [],
  },
  {
    name: AUTHORIZER,
    namespace: 'office',
    serviceAccount: 'default',
    labels: { app: AUTHORIZER },
    role: 'alone',
    refusal: REFUSAL,
  },
  outside,
];

/** Of clients outside of the cluster. */
export const INTERNET_ADDRESS = NODE_ADDRESS;

/** @param from who sends a request, as a probe says it */
export function addressOf(from: string): string {
  const index = PODS.findIndex(({ namespace, name }) => from === `${namespace}/${name}`);
  return index < 0 ? INTERNET_ADDRESS : podAddressAt(index);
}

const APPLICATION_PORTS = [
  { name: 'http', port: 80, targetPort: APPLICATION_PORT },
  { name: 'http-second', port: 81, targetPort: SECOND_PORT },
];

function service(name: string, namespace: string, app: string): Service {
  return { name, namespace, selector: { app }, ports: APPLICATION_PORTS };
}

export const SERVICES: readonly Service[] = [
  ...slices().flatMap((slice) => [service(`web-${slice}`, 'shop', 'web'), service(`items-${slice}`, 'stock', 'items')]),
  service('cart', 'shop', 'cart'),
  service('depot', 'stock', 'depot'),
  service(AUTHORIZER, 'office', AUTHORIZER),
  // So that names of services in that namespace are known to be those that are there.
  service('desk', 'office', 'desk'),
  ...[INGRESS, EGRESS].map((name) => ({
    name: `istio-${name}gateway`,
    namespace: 'istio-system',
    selector: { istio: `${name}gateway` },
    ports: [
      { name: 'http', port: 80, targetPort: 80 },
      { name: 'https', port: 443, targetPort: 443 },
    ],
  })),
];

/** Secret of the certificate for all hosts of all slices. */
export const CREDENTIAL = 'certificate';

/** Has the certificate made; nobody connects to it. */
const certificate: KubernetesObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: CREDENTIAL, namespace: 'istio-system' },
  spec: {
    selector: { app: 'nobody' },
    servers: [
      {
        port: { number: 443, name: 'https', protocol: 'HTTPS' },
        hosts: slices().flatMap((slice) => ['*', '*.deep'].map((name) => publicHost(slice, name))),
        tls: { mode: 'SIMPLE', credentialName: CREDENTIAL },
      },
    ],
  },
};

/** Header in which each proxy that chooses where a request goes says so: the last of them first. */
export const HOP_HEADER = 'x-hop';

/** Has proxies tell the clusters that they choose, which nothing in an answer of an application tells. */
function hops(context: 'GATEWAY' | 'SIDECAR_OUTBOUND'): KubernetesObject {
  const header = {
    header: { key: HOP_HEADER, value: '%UPSTREAM_CLUSTER_RAW%' },
    append_action: 'APPEND_IF_EXISTS_OR_ADD',
  };
  return {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: `hops-${context.toLowerCase().replace('_', '-')}`, namespace: 'istio-system' },
    spec: {
      configPatches: [
        {
          applyTo: 'ROUTE_CONFIGURATION',
          match: { context },
          patch: { operation: 'MERGE', value: { response_headers_to_add: [header] } },
        },
      ],
    },
  };
}

/** Applications call nobody but the authorizer, so that their proxies need not know of anybody else. */
const silent = ['shop/web', 'stock/items', 'shop/cart'].map((application) => {
  const [namespace, app] = application.split('/') as [string, string];
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: app, namespace },
    spec: {
      workloadSelector: { labels: { app } },
      egress: [{ hosts: [`office/${AUTHORIZER}.office.svc.cluster.local`] }],
    },
  };
});

/** Pods and services of all random meshes. */
export const SCENE: Scene = {
  objects: [certificate, hops('GATEWAY'), hops('SIDECAR_OUTBOUND'), ...silent],
  services: SERVICES,
  pods: PODS,
  debounce: 100,
};

function slices(): readonly number[] {
  return [...Array(SLICES).keys()];
}
