import { serviceHost } from '../../../../../src/mesh/host';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { customResourceDefinitions } from '../../../custom-resource-definitions';
import type { Network, ServiceEndpoints } from '../network';
import { isSelected, type Pod, type Scene } from '../scene';
import { ObjectStore } from './object-store';
import {
  type AddressedPod,
  type AddressedService,
  endpointsOf,
  namespaceObjects,
  nodeObject,
  podObject,
  serviceObject,
} from './workload-objects';

/** What Kubernetes knows of a scene: its objects, and the addresses of its pods and services. */
export class Cluster {
  readonly store = new ObjectStore();
  private readonly services: readonly AddressedService[];
  private readonly known: AddressedPod[];

  constructor(
    scene: Scene,
    private readonly network: Network,
  ) {
    this.services = scene.services.map((service) => ({ ...service, address: network.serviceAddress() }));
    this.known = scene.pods.map((pod) => ({ ...pod, address: network.podAddress() }));
    const definitions = customResourceDefinitions().filter(({ spec }) => spec.group.endsWith('.istio.io'));
    this.put([...definitions, ...namespaceObjects(scene), ...scene.objects]);
    this.put([...this.services.map(serviceObject), ...this.known.map(nodeObject), ...this.known.map(podObject)]);
    this.putEndpoints();
  }

  get pods(): readonly AddressedPod[] {
    return this.known;
  }

  /** Hosts that everybody can look up, with their addresses. */
  get publicHosts(): ReadonlyMap<string, string> {
    return new Map(this.known.flatMap(({ hosts = [], address }) => hosts.map((host) => [host, address] as const)));
  }

  get serviceEndpoints(): readonly ServiceEndpoints[] {
    return this.services.flatMap((service) => {
      const pods = this.known.filter((pod) => isSelected(service, pod));
      return service.ports.map(({ port, targetPort }) => ({
        address: service.address,
        port,
        endpoints: pods.map(({ address }) => `${address}:${targetPort}`),
      }));
    });
  }

  /** @throws Error when the scene does not have the host of a service or a pod */
  addressOf(host: string): string {
    const service = this.services.find(({ name, namespace }) => serviceHost(name, namespace) === host);
    const address = service?.address ?? this.publicHosts.get(host);
    if (address === undefined) throw new Error(`the scene has no host ${host}`);
    return address;
  }

  put(objects: readonly KubernetesObject[]): void {
    for (const object of objects) this.store.put(object);
  }

  /** Adds a pod of which nothing is left, although Kubernetes does not know yet: connections to it are refused. */
  addLostPod(pod: Pod): void {
    const lost = { ...pod, address: this.network.emptyAddress() };
    this.known.push(lost);
    this.put([nodeObject(lost), podObject(lost)]);
    this.putEndpoints();
  }

  removeLostPod(name: string): void {
    const index = this.known.findIndex((pod) => pod.name === name);
    for (const lost of this.known.splice(index, 1)) this.store.delete(podObject(lost));
    this.putEndpoints();
  }

  private putEndpoints(): void {
    this.put(this.services.map((service) => endpointsOf(service, this.known)));
  }
}
