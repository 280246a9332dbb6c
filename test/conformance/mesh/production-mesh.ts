import { setTimeout as sleep } from 'node:timers/promises';
import { App } from 'cdk8s';
import production from '../../../environments/production';
import { readText } from '../../../src/adapters/read-text';
import { composeEnvironment } from '../../../src/synth/compose';
import { kustomizeBuild, objectsIn } from '../kustomize';
import { overlayOf } from '../sample';
import { sceneOf, STRANGER } from './environment-scene';
import type { Served } from './expectation';
import { MESH_PROGRAMS, RealMesh } from './harness/real-mesh';
import type { Pod, Scene } from './harness/scene';
import { type Answer, describeAnswer, INTERNET, type Request, type Tally } from './harness/traffic';
import { IdentityProvider } from './identity-provider';

export const PRODUCTION_PROGRAMS: readonly string[] = [...MESH_PROGRAMS, 'kustomize'];

export const customers = new IdentityProvider('https://id.example.com');

/** Has an identity, and nobody declared that it calls anything. */
const INTRUDER: Pod = {
  name: 'intruder',
  namespace: 'default',
  serviceAccount: 'intruder',
  labels: { app: 'intruder' },
  role: 'sidecar',
};

/** Is outside of the cluster, and nobody declared it. */
const ELSEWHERE: Pod = {
  name: 'elsewhere',
  namespace: 'outside',
  serviceAccount: 'default',
  labels: {},
  role: 'alone',
  hosts: ['elsewhere.example'],
  ports: [80],
  tlsPorts: [443],
};

/**
 * The production environment of the sample, as delivered, among some who are not part of it.
 *
 * @param arrange changes what is in the cluster beside it
 */
export async function startProduction(arrange: (scene: Scene) => Scene = (scene) => scene): Promise<Served> {
  const environment = composeEnvironment(new App(), production, readText);
  const objects = objectsIn(await kustomizeBuild(overlayOf(production.name)));
  const scene = sceneOf(environment, objects, [INTRUDER, STRANGER, ELSEWHERE, customers.pod]);
  return { mesh: await RealMesh.start(arrange(scene)), objects };
}

/** A request from outside of the cluster, whose names all lead to the ingress gateway. */
export async function fromInternet(mesh: RealMesh, request: Request): Promise<Answer> {
  return mesh.call('send', INTERNET, { pod: 'istio-ingressgateway', ...request });
}

/** As many requests at once as the gateway takes in a second, at most. */
export async function manyFromInternet(mesh: RealMesh, request: Request, times: number): Promise<Tally> {
  await sleep(1_100); // so that it owes nothing to requests of before
  return mesh.call('sendMany', INTERNET, { pod: 'istio-ingressgateway', ...request }, times);
}

/** An answer with the time that it took, where that is what matters. */
export function describeLateAnswer(answer: Answer): string {
  return `${describeAnswer(answer)} after ${Math.round(answer.seconds)} s`;
}
