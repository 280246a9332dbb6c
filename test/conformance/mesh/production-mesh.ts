import { setTimeout as sleep } from 'node:timers/promises';
import type { Served } from './expectation';
import { MESH_PROGRAMS, RealMesh } from './harness/real-mesh';
import type { Pod } from './harness/scene';
import { type Answer, describeAnswer, INTERNET, type Request, type Tally } from './harness/traffic';
import { IdentityProvider } from './identity-provider';
import { sampleScene } from './sample-scene';

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

/** Is in the cluster, but not in the mesh. */
const STRANGER: Pod = {
  name: 'stranger',
  namespace: 'stranger',
  serviceAccount: 'stranger',
  labels: { app: 'stranger' },
  role: 'alone',
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

/** The production environment of the sample, as delivered, among some who are not part of it. */
export async function startProduction(): Promise<Served> {
  const { objects, ...scene } = await sampleScene('production', [INTRUDER, STRANGER, ELSEWHERE, customers.pod]);
  return { mesh: await RealMesh.start({ objects, ...scene }), objects };
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
