import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, sendMany } from './client';
import { answerCalls } from './remote';
import { type AddressedRequest, type Answer, type Echo, POD_HEADER, type Tally } from './traffic';

/** A port where an application ends TLS. */
export interface TlsPort {
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

/** The application of a pod: it says what it saw of a request, and it sends requests when it is asked to. */
export interface Application {
  /** @param pod the name that it answers by */
  serve(pod: string, ports: readonly number[], tlsPorts: readonly TlsPort[]): Promise<void>;
  send(request: AddressedRequest): Promise<Answer>;
  sendMany(request: AddressedRequest, times: number): Promise<Tally>;
}

/** Query parameter that makes an answer late, in seconds. */
const DELAY = 'delay';

async function serve(pod: string, ports: readonly number[], tlsPorts: readonly TlsPort[]): Promise<void> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => void echo(pod, request, response);
  const servers = [
    ...ports.map((port) => createServer(listener).listen(port)),
    ...tlsPorts.map(({ port, certificate, key }) => createTlsServer({ cert: certificate, key }, listener).listen(port)),
  ];
  for (const server of servers) server.keepAliveTimeout = 0; // the proxy decides when a connection ends
  await Promise.all(servers.map((server) => once(server, 'listening')));
}

async function echo(pod: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '/' } = request;
  const delay = Number(new URL(url, 'http://pod').searchParams.get(DELAY));
  if (delay > 0) await sleep(delay * 1000);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const seen: Echo = { method, url, headers };
  response.setHeader(POD_HEADER, pod).end(JSON.stringify(seen));
}

answerCalls<Application>({ serve, send, sendMany });
