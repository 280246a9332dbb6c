import type { KubernetesObject } from '../../../../src/model/identity';
import { Mesh } from './mesh';
import { answerCalls } from './process/remote';
import type { Pod, Scene } from './scene';
import type { Answer, Arrival, LoadProps, Request, Sender, Tally } from './traffic';

/** A {@link Mesh} as its process offers it. */
export interface MeshApi {
  /** @returns what is served otherwise than the tree has it */
  start(scene: Scene, folder: string): Promise<readonly string[]>;
  apply(objects: readonly KubernetesObject[]): Promise<void>;
  remove(objects: readonly KubernetesObject[]): Promise<void>;
  replace(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): Promise<void>;
  wasmImages(pod: string, plugins: readonly KubernetesObject[]): Promise<readonly string[]>;
  addLostPod(pod: Pod): Promise<void>;
  removeLostPod(name: string): Promise<void>;
  isolate(pods: readonly string[]): Promise<void>;
  rejoin(pods: readonly string[]): Promise<void>;
  send(sender: Sender, request: Request): Promise<Answer>;
  sendMany(sender: Sender, request: Request, times: number): Promise<Tally>;
  sendAll(sender: Sender, requests: readonly Request[]): Promise<readonly Answer[]>;
  startLoad(load: LoadProps): Promise<void>;
  cutLoad(load: LoadProps): Promise<Tally>;
  stopLoad(load: LoadProps): Promise<void>;
  takeArrivals(): Promise<readonly Arrival[]>;
  refusals(): Promise<readonly string[]>;
  statistics(pod: string, pattern: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

let started: Mesh | undefined;

function mesh(): Mesh {
  if (started === undefined) throw new Error('the mesh was not started');
  return started;
}

answerCalls<MeshApi>({
  async start(scene, folder) {
    started = await Mesh.start(scene, folder);
    return started.changes;
  },
  apply: (objects) => mesh().apply(objects),
  remove: (objects) => mesh().remove(objects),
  replace: (before, after) => mesh().replace(before, after),
  wasmImages: (pod, plugins) => mesh().wasmImages(pod, plugins),
  addLostPod: (pod) => mesh().addLostPod(pod),
  removeLostPod: (name) => mesh().removeLostPod(name),
  isolate: (pods) => mesh().isolate(pods),
  rejoin: (pods) => mesh().rejoin(pods),
  send: (sender, request) => mesh().send(sender, request),
  sendMany: (sender, request, times) => mesh().sendMany(sender, request, times),
  sendAll: (sender, requests) => mesh().sendAll(sender, requests),
  startLoad: (load) => mesh().startLoad(load),
  cutLoad: (load) => mesh().cutLoad(load),
  stopLoad: (load) => mesh().stopLoad(load),
  takeArrivals: () => mesh().takeArrivals(),
  refusals: () => mesh().refusals(),
  statistics: (pod, pattern) => mesh().statistics(pod, pattern),
  stop: () => mesh().stop(),
});
