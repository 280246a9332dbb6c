import type { KubernetesObject } from '../../../../src/model/identity';
import { type Observation, ownHeaders, type Probe } from '../../../mesh/traffic/differential/probe';
import { RealMesh } from '../harness/real-mesh';
import { type Answer, echoOf, INTERNET, POD_HEADER, type Request, type Tally } from '../harness/traffic';
import { HOP_HEADER, INGRESS, SCENE } from './arena';

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
        const requests = indices.map((i) => requestOf(probes[i]!));
        const answers = await this.mesh.call('sendAll', sender, requests);
        answers.forEach((answer, i) => (seen[indices[i]!] = observationOf(answer)));
      }),
    );
    return seen;
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
  return from === 'ingress' ? INTERNET : from.slice(from.indexOf('/') + 1);
}

function requestOf({ from, method, url, headers }: Probe): Request {
  return { method, url, headers, ...(from === 'ingress' && { pod: INGRESS }) };
}

function observationOf(answer: Answer): Observation {
  const { status, headers, body } = answer;
  const pod = headers[POD_HEADER];
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
