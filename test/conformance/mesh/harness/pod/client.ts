import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as TlsAgent, request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { type AddressedRequest, type Answer, describeAnswer, type Tally } from '../traffic';

const CONNECTIONS = 8;

/** Longer than any timeout of the mesh, so that the mesh is the one to give up. */
const PATIENCE_MILLISECONDS = 60_000;

/** Sends one request, by a connection of its own. */
export async function send(request: AddressedRequest): Promise<Answer> {
  return sendBy(false, request);
}

/** Sends a request many times by a few connections, which are new: listeners of before are left behind. */
export async function sendMany(request: AddressedRequest, times: number): Promise<Tally> {
  const agent = lastingConnections(request, CONNECTIONS);
  const tally: Record<string, number> = {};
  let left = times;
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const description = describeAnswer(await sendBy(agent, request));
      tally[description] = (tally[description] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  agent.destroy();
  return tally;
}

/**
 * Sends requests by a few connections, which are new, and last, which is faster.
 *
 * @returns answers in the order of the requests
 */
export async function sendAll(requests: readonly AddressedRequest[]): Promise<readonly Answer[]> {
  const agents = [new Agent({ keepAlive: true }), new TlsAgent({ keepAlive: true })] as const;
  const answers: Answer[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    for (let i = next++; i < requests.length; i = next++) {
      const request = requests[i]!;
      const answer = await sendBy(agents[request.url.startsWith('https:') ? 1 : 0], request);
      // A proxy may close a connection that has answered before; one that has not says what a request meets.
      answers[i] = answer.failure === undefined ? answer : await send(request);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  for (const agent of agents) agent.destroy();
  return answers;
}

/** Connections that last as long as what sends by them. */
export function lastingConnections({ url }: AddressedRequest, maxSockets: number): Agent {
  const options = { keepAlive: true, maxSockets };
  return url.startsWith('https:') ? new TlsAgent(options) : new Agent(options);
}

export async function sendBy(agent: Agent | false, request: AddressedRequest): Promise<Answer> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  try {
    const sent = open(agent, request);
    sent.setTimeout(PATIENCE_MILLISECONDS, () => sent.destroy(new Error('no answer')));
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await text(response);
    return { status: response.statusCode ?? 0, headers: flat(response.headers), body, seconds: seconds() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { status: 0, headers: {}, body: '', failure: code ?? message, seconds: seconds() };
  }
}

function open(agent: Agent | false, request: AddressedRequest): ClientRequest {
  const { protocol, hostname, host, port } = new URL(request.url);
  const options = {
    agent,
    host: request.address,
    method: request.method,
    path: targetOf(request.url),
    headers: { host, ...request.headers },
  };
  return protocol === 'https:'
    ? requestHttps({ ...options, port: port || 443, servername: hostname, ca: request.authority })
    : requestHttp({ ...options, port: port || 80 });
}

/** Path and query as they are written, which a URL would normalize. */
function targetOf(url: string): string {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/, '');
  return target.startsWith('/') ? target : `/${target}`;
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
