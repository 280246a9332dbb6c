import type { KubernetesObject } from '../../../../src/model/identity';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Observation, ownHeaders, type Probe, type SeenCopy } from '../../../mesh/traffic/differential/probe';
import { groupBy } from '../../../../src/mesh/group';
import { RealMesh } from '../harness/real-mesh';
import {
  type Answer,
  type Arrival,
  echoOf,
  INTERNET,
  POD_HEADER,
  type Request,
  type Tally,
  TRACKED_HEADER,
} from '../harness/traffic';
import { AUTHORIZER, EGRESS, HOP_HEADER, INGRESS, PODS, SCENE } from './arena';

/** For how long no copy comes when all have come. */
const COPIES_MILLISECONDS = 60;

/** Serves one random mesh after the other, and tells what probes meet. */
export class RealTraffic {
  private served: readonly KubernetesObject[] = [];

  private constructor(private readonly mesh: RealMesh) {}

  static async start(): Promise<RealTraffic> {
    return new RealTraffic(await RealMesh.start(SCENE));
  }

  async serve(objects: readonly KubernetesObject[]): Promise<void> {
    await this.mesh.call('replace', this.served, objects);
    this.served = objects;
  }

  /** What each probe meets in what is served. */
  async observe(probes: readonly Probe[]): Promise<readonly Observation[]> {
    const seen: Observation[] = [];
    const bySender = new Map<string, number[]>();
    probes.forEach(({ from }, i) => bySender.set(senderOf(from), [...(bySender.get(senderOf(from)) ?? []), i]));
    await Promise.all(
      [...bySender].map(async ([sender, indices]) => {
        const requests = indices.map((i) => marked(requestOf(probes[i]!), i));
        const answers = await this.mesh.call('sendAll', sender, requests);
        answers.forEach((answer, i) => (seen[indices[i]!] = observationOf(answer)));
      }),
    );
    return this.withCopies(seen);
  }

  /** Copies come when they come: until none does. */
  private async withCopies(seen: readonly Observation[]): Promise<readonly Observation[]> {
    const arrivals: Arrival[] = [];
    let before: number;
    do {
      before = arrivals.length;
      await sleep(COPIES_MILLISECONDS);
      arrivals.push(...(await this.mesh.call('takeArrivals')));
    } while (arrivals.length > before);
    const byProbe = groupBy(arrivals, ({ headers }) => Number(headers[TRACKED_HEADER]));
    return seen.map((one, i) => {
      const all = (byProbe.get(i) ?? []).map(placeOf).sort(byText);
      const answered = all.findIndex(
        ({ pod, path, authority }) => pod === one.pod && path === one.path && authority === one.authority,
      );
      const copies = answered < 0 ? all : all.toSpliced(answered, 1);
      return copies.length === 0 ? one : { ...one, copies };
    });
  }

  /** How often a probe meets what, when it is sent many times. */
  async tally(probe: Probe, times: number): Promise<Tally> {
    return this.mesh.call('sendMany', senderOf(probe.from), requestOf(probe), times);
  }

  /** What proxies refused of the configuration that they were ever sent. */
  async refusals(): Promise<readonly string[]> {
    return this.mesh.call('refusals');
  }

  async stop(): Promise<void> {
    await this.mesh.stop();
  }
}

function senderOf(from: string): string {
  return gatewayOf(from) === undefined ? from.slice(from.indexOf('/') + 1) : INTERNET;
}

/** The pod that clients outside of the mesh connect to. */
function gatewayOf(from: string): string | undefined {
  if (PODS.some(({ namespace, name }) => from === `${namespace}/${name}`)) return undefined;
  return from.includes('/exit-') ? EGRESS : INGRESS;
}

function requestOf({ from, method, url, headers }: Probe): Request {
  const pod = gatewayOf(from);
  // Node sends a list as so many headers of one name.
  return { method, url, headers: headers as Request['headers'] & object, ...(pod !== undefined && { pod }) };
}

function marked(request: Request, probe: number): Request {
  return { ...request, headers: { ...request.headers, [TRACKED_HEADER]: String(probe) } };
}

function placeOf({ pod, url, headers }: Arrival): SeenCopy {
  return { pod, path: url, authority: headers['host'] ?? '' };
}

function byText(one: SeenCopy, other: SeenCopy): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

function observationOf(answer: Answer): Observation {
  const { status, headers, body } = answer;
  const pod = headers[POD_HEADER] === AUTHORIZER ? undefined : headers[POD_HEADER];
  const cluster = headers[HOP_HEADER]?.split(',')[0];
  const base = { status, responseHeaders: ownHeaders(headers) };
  const { location } = headers;
  if (pod === undefined) return { ...base, ...(location !== undefined && { location }), ...(body !== '' && { body }) };
  const echo = echoOf(answer);
  return {
    ...base,
    pod,
    ...(cluster !== undefined && { cluster }),
    path: echo.url,
    authority: echo.headers['host'] ?? '',
    requestHeaders: ownHeaders(echo.headers),
  };
}
