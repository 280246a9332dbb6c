import { once } from 'node:events';
import { createServer, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** Undefined is 404. */
export type Answers = (request: Request) => Answer | undefined | Promise<Answer | undefined>;

/** A server on this machine that answers as a test says, in JSON, and remembers what it was asked. */
export class HttpStub {
  readonly requests: Request[] = [];

  private constructor(
    private readonly server: Server,
    /** What it answers from now on. */
    public answers: Answers,
  ) {}

  static async start(answers: Answers): Promise<HttpStub> {
    const server = createServer();
    const stub = new HttpStub(server, answers);
    server.on('request', (message, response) => {
      void stub.read(message).then(async (request) => {
        stub.requests.push(request);
        const { status = 200, body } = (await stub.answers(request)) ?? { status: 404, body: { message: 'Not Found' } };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async read(message: IncomingMessage): Promise<Request> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(message.url!, 'http://stub');
    return {
      method: message.method!,
      path: decodeURIComponent(pathname),
      query: searchParams,
      headers: message.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
  }
}
