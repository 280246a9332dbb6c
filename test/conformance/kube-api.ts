import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { ControlPlane } from './control-plane';
import { KubeAnswer, KubeClient, KubeRequest, Send } from './kube-client';

/** A real Kubernetes API server, to ask what it thinks of objects. */
export class KubeApi extends KubeClient {
  private constructor(
    readonly server: ControlPlane,
    private readonly agent: Agent,
    send: Send,
  ) {
    super(send);
  }

  /** Starts an API server and waits until it is ready. */
  static async start(): Promise<KubeApi> {
    const server = await ControlPlane.start();
    try {
      const agent = new Agent({ keepAlive: true, maxSockets: 16, ca: await server.certificate() });
      const send = (request: KubeRequest): Promise<KubeAnswer> => call(server, agent, request);
      await server.until('readiness', () => isReady(send));
      return new KubeApi(server, agent, send);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.server.stop();
  }

  protected override async waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
    await this.server.until(what, isSo);
  }
}

async function isReady(send: Send): Promise<boolean> {
  try {
    return (await send({ method: 'GET', path: '/readyz' })).code === 200;
  } catch {
    return false; // nothing listens yet
  }
}

async function call(
  server: ControlPlane,
  agent: Agent,
  { method, path, body, type }: KubeRequest,
): Promise<KubeAnswer> {
  const headers = {
    authorization: `Bearer ${server.token}`,
    ...(type !== undefined && { 'content-type': type }),
  };
  const sent = request(`${server.url}${path}`, { agent, method, headers }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await text(response);
  const isJson = response.headers['content-type'] === 'application/json';
  return { code: response.statusCode ?? 0, body: isJson ? (JSON.parse(answer) as unknown) : answer };
}
