import type { KubernetesObject } from '../../../../../src/model/identity';
import { isSelected, type Pod, type Scene, type Service } from '../scene';

/** A pod with the address that it got. */
export interface AddressedPod extends Pod {
  readonly address: string;
}

/** A service with the address that it got. */
export interface AddressedService extends Service {
  readonly address: string;
}

/** The Kubernetes objects of namespaces, that the set refers to but does not have. */
export function namespaceObjects({ objects, pods }: Scene): readonly KubernetesObject[] {
  const own = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const names = new Set(['istio-system', ...pods.map(({ namespace }) => namespace)]);
  return [...names]
    .filter((name) => !own.has(name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

/** The node that a pod runs on: one for each region. */
export function nodeObject({ region }: Pod): KubernetesObject {
  const labels = region === undefined ? {} : { 'topology.kubernetes.io/region': region };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName(region), labels } };
}

function nodeName(region = 'nowhere'): string {
  return `node-${region}`;
}

export function podObject(pod: AddressedPod): KubernetesObject {
  const { name, namespace, labels, serviceAccount, address, role, region } = pod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      // The injector's mark: clients in the mesh use mutual TLS with these pods.
      labels: role === 'alone' ? labels : { ...labels, 'security.istio.io/tlsMode': 'istio' },
    },
    spec: { serviceAccountName: serviceAccount, nodeName: nodeName(region), containers: [{ name: 'application' }] },
    status: {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

export function serviceObject({ name, namespace, selector, ports, address }: AddressedService): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      clusterIP: address,
      clusterIPs: [address],
      selector,
      ports: ports.map((port) => ({ ...port, protocol: 'TCP' })),
    },
  };
}

/** What the controllers of Kubernetes make of a service and its pods. */
export function endpointsOf(service: Service, pods: readonly AddressedPod[]): KubernetesObject {
  const { name, namespace, ports } = service;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: ports.map((port) => ({ name: port.name, port: port.targetPort, protocol: 'TCP' })),
    endpoints: pods
      .filter((pod) => isSelected(service, pod))
      .map((pod) => ({
        addresses: [pod.address],
        conditions: { ready: true, serving: true },
        targetRef: { kind: 'Pod', name: pod.name, namespace },
      })),
  };
}
