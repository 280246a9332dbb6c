import { identityKey, identityOf, type KubernetesObject } from '../../../../src/model/identity';
import { until } from '../../until';
import { adapt } from './adaptation';
import { CertificateAuthority } from './certificates';
import { Istiod } from './istiod';
import { ApiServer } from './kubernetes/api-server';
import { Cluster } from './kubernetes/cluster';
import { gatewaySecrets } from './kubernetes/gateway-secrets';
import { NameServer } from './name-server';
import { Network } from './network';
import { DISCOVERY_HOST } from './pod/bootstrap';
import { send, sendAll, sendMany } from './pod/client';
import { Loads } from './pod/load';
import type { Proxy } from './pod/proxy';
import { RunningPod } from './pod/running-pod';
import type { Pod, Scene } from './scene';
import { MARKER, Settling } from './settling';
import {
  type AddressedRequest,
  type Answer,
  type Arrival,
  INTERNET,
  type LoadProps,
  PEER_HEADER,
  type Request,
  type Sender,
  type Tally,
} from './traffic';

/** A running mesh: istiod, proxies and applications, on the network of this process. */
export class Mesh {
  private readonly settling: Settling;
  private readonly loads = new Loads();

  private constructor(
    /** What is served otherwise than the tree has it. */
    readonly changes: readonly string[],
    private readonly network: Network,
    private readonly cluster: Cluster,
    private readonly istiod: Istiod,
    private readonly pods: readonly RunningPod[],
    /** Certificate of who vouches for all the others. */
    private readonly authority: string,
  ) {
    this.settling = new Settling((object) => cluster.put([object]), istiod, this.proxies, istiod.debounce);
  }

  /**
   * Starts everything, and waits until it serves.
   *
   * @param folder for logs, certificates and configuration
   */
  static async start(scene: Scene, folder: string): Promise<Mesh> {
    const { objects, changes } = adapt(scene.objects);
    const network = new Network();
    const authority = await CertificateAuthority.create(folder);
    const cluster = new Cluster({ ...scene, objects }, network);
    cluster.put(await gatewaySecrets(objects, authority));

    await NameServer.start(cluster.publicHosts, folder);
    const api = await ApiServer.start(cluster.store);
    const istiod = new Istiod(api.url, await authority.issue({ hosts: [DISCOVERY_HOST] }), folder, scene.debounce);
    const context = { network, authority, folder };
    const pods = await Promise.all(cluster.pods.map((pod) => RunningPod.start(pod, pod.address, context)));
    for (const { pod, application } of pods) {
      if (pod.role === 'gateway') continue;
      network.leadToServices(application.id, cluster.serviceEndpoints, pod.role === 'sidecar');
    }
    await ready('istiod', istiod, () => istiod.isReady());

    const mesh = new Mesh([...changes, MARKER], network, cluster, istiod, pods, authority.certificate);
    for (const proxy of mesh.proxies) await ready(`the proxy of ${proxy.name}`, proxy, () => proxy.isLive());
    await mesh.settling.settle();
    return mesh;
  }

  /** Creates or replaces objects, and waits until they are what proxies do. */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    this.cluster.put(adapt(objects).objects);
    await this.settling.settle();
  }

  /**
   * Removes objects, and waits until proxies do without them.
   *
   * @throws Error when one is not served
   */
  async remove(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) this.cluster.store.delete(object);
    await this.settling.settle();
  }

  /**
   * Puts objects in the place of others, all at once, and waits until they are what proxies do.
   *
   * @throws Error when one of those before is not served
   */
  async replace(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): Promise<void> {
    const stays = new Set(after.map((object) => identityKey(identityOf(object))));
    for (const object of before) if (!stays.has(identityKey(identityOf(object)))) this.cluster.store.delete(object);
    await this.apply(after);
  }

  /**
   * Images of Wasm plugins that istiod has a pod's proxy run because of objects that are otherwise left out; what the
   * proxy makes of them is not waited for.
   */
  async wasmImages(pod: string, plugins: readonly KubernetesObject[]): Promise<readonly string[]> {
    const proxy = `${pod}.${this.pod(pod).pod.namespace}`;
    let images: readonly string[] = [];
    this.cluster.put(plugins);
    await until(async () => {
      images = await this.istiod.wasmImages(proxy);
      return images.length > 0;
    });
    await this.remove(plugins);
    return images;
  }

  /** Adds a pod of which nothing is left, although Kubernetes does not know yet: connections to it are refused. */
  async addLostPod(pod: Pod): Promise<void> {
    this.cluster.addLostPod(pod);
    await this.settling.settle();
  }

  async removeLostPod(name: string): Promise<void> {
    this.cluster.removeLostPod(name);
    await this.settling.settle();
  }

  /** Makes pods refuse all connections of others, although Kubernetes and istiod find them well. */
  isolate(pods: readonly string[]): Promise<void> {
    for (const name of pods) this.network.isolate(this.pod(name).application.id);
    return Promise.resolve();
  }

  /** Ends what {@link isolate} does. */
  rejoin(pods: readonly string[]): Promise<void> {
    for (const name of pods) this.network.rejoin(this.pod(name).application.id);
    return Promise.resolve();
  }

  async send(sender: Sender, request: Request): Promise<Answer> {
    const addressed = this.addressed(request);
    const answer =
      sender === INTERNET ? await send(addressed) : await this.pod(sender).application.call('send', addressed);
    const peer = this.cluster.pods.find(({ address }) => address === answer.headers[PEER_HEADER]);
    return peer === undefined ? answer : { ...answer, peer: peer.name };
  }

  async sendMany(sender: Sender, request: Request, times: number): Promise<Tally> {
    const addressed = this.addressed(request);
    return sender === INTERNET
      ? sendMany(addressed, times)
      : this.pod(sender).application.call('sendMany', addressed, times);
  }

  /** Sends requests, each once. */
  async sendAll(sender: Sender, requests: readonly Request[]): Promise<readonly Answer[]> {
    const addressed = requests.map((request) => this.addressed(request));
    return sender === INTERNET ? sendAll(addressed) : this.pod(sender).application.call('sendAll', addressed);
  }

  /** Sends a request all the time, until {@link stopLoad}. */
  async startLoad({ name, sender, request, perSecond }: LoadProps): Promise<void> {
    const addressed = this.addressed(request);
    if (sender === INTERNET) await this.loads.start(name, addressed, perSecond);
    else await this.pod(sender).application.call('startLoad', name, addressed, perSecond);
  }

  /** Answers to all that a load has sent since the last time. */
  async cutLoad({ name, sender }: LoadProps): Promise<Tally> {
    return sender === INTERNET ? this.loads.cut(name) : this.pod(sender).application.call('cutLoad', name);
  }

  async stopLoad({ name, sender }: LoadProps): Promise<void> {
    if (sender === INTERNET) await this.loads.stop(name);
    else await this.pod(sender).application.call('stopLoad', name);
  }

  /** Tracked requests that came to applications since the last time; copies may come after the answer. */
  async takeArrivals(): Promise<readonly Arrival[]> {
    return (await Promise.all(this.pods.map(({ application }) => application.call('takeArrivals')))).flat();
  }

  /** What proxies refused of the configuration that they were ever sent. */
  async refusals(): Promise<readonly string[]> {
    const counted = await Promise.all(
      this.proxies.map(async (proxy) =>
        (await proxy.statistics('update_rejected')).map((count) => `${proxy.name}: ${count}`),
      ),
    );
    const told = (await this.istiod.deliveries()).filter(({ refusal }) => refusal !== undefined);
    return [...counted.flat(), ...told.map(({ proxy, type, refusal }) => `${proxy}: ${type}: ${refusal}`)];
  }

  /** Counters and gauges of a pod's proxy whose names match, as `name: value`, if they are not zero. */
  async statistics(pod: string, pattern: string): Promise<readonly string[]> {
    const { proxy } = this.pod(pod);
    if (proxy === undefined) throw new Error(`${pod} has no proxy`);
    return proxy.statistics(pattern);
  }

  async stop(): Promise<void> {
    await Promise.all([this.istiod.stop(), ...this.pods.map((pod) => pod.stop())]);
  }

  private get proxies(): readonly Proxy[] {
    return this.pods.flatMap(({ proxy }) => proxy ?? []);
  }

  private pod(name: string): RunningPod {
    const running = this.pods.find(({ pod }) => pod.name === name);
    if (running === undefined) throw new Error(`no pod ${name} runs`);
    return running;
  }

  private addressed(request: Request): AddressedRequest {
    const { hostname } = new URL(request.url);
    const address = request.pod === undefined ? this.cluster.addressOf(hostname) : this.pod(request.pod).address;
    return { ...request, address, authority: this.authority };
  }
}

/** @throws Error with the end of the server's log when it never gets there */
async function ready(what: string, server: Istiod | Proxy, isReady: () => Promise<boolean>): Promise<void> {
  if ((await until(async () => server.hasEnded || (await isReady()))) && !server.hasEnded) return;
  throw new Error(`${what} does not get ready:\n${server.endOfLog()}`);
}
