import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from '../process/remote';
import type { RateLimits } from '../scene';
import {
  type AddressedRequest,
  type Answer,
  type Arrival,
  type Echo,
  PEER_HEADER,
  POD_HEADER,
  RETURNED_HEADERS,
  type Tally,
  TRACKED_HEADER,
} from '../traffic';
import { send, sendAll, sendMany } from './client';
import { Loads } from './load';
import { rateLimitService } from './rate-limit-service';

/** A port where an application ends TLS. */
export interface TlsPort {
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

/** What an application does with requests. */
export interface Serving {
  /** The name that it answers by. */
  readonly pod: string;
  readonly ports: readonly number[];
  readonly tlsPorts: readonly TlsPort[];
  /** Answers by path; all other requests are told what was seen of them. */
  readonly documents: Readonly<Record<string, string>>;
  /** Header that asks it to refuse. */
  readonly refusal: string | undefined;
  readonly rateLimits: RateLimits | undefined;
}

/** The application of a pod: it says what it saw of a request, and it sends requests when it is asked to. */
export interface Application {
  serve(serving: Serving): Promise<void>;
  send(request: AddressedRequest): Promise<Answer>;
  sendMany(request: AddressedRequest, times: number): Promise<Tally>;
  sendAll(requests: readonly AddressedRequest[]): Promise<readonly Answer[]>;
  startLoad(name: string, request: AddressedRequest, perSecond: number): Promise<void>;
  cutLoad(name: string): Promise<Tally>;
  stopLoad(name: string): Promise<void>;
  /** Requests with {@link TRACKED_HEADER} that came since the last time. */
  takeArrivals(): Promise<readonly Arrival[]>;
}

/** Query parameter that makes an answer late, in seconds. */
const DELAY = 'delay';

async function serve(serving: Serving): Promise<void> {
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void answer(serving, request, response);
  const servers = [
    ...serving.ports.map((port) => createServer(listener).listen(port, '0.0.0.0')),
    ...serving.tlsPorts.map(({ port, certificate, key }) =>
      createTlsServer({ cert: certificate, key }, listener).listen(port, '0.0.0.0'),
    ),
  ];
  for (const server of servers) server.keepAliveTimeout = 0; // the proxy decides when a connection ends
  const { rateLimits } = serving;
  const others =
    rateLimits === undefined ? [] : [rateLimitService(rateLimits.configuration).listen(rateLimits.port, '0.0.0.0')];
  await Promise.all([...servers, ...others].map((server) => once(server, 'listening')));
}

async function answer(
  { pod, documents, refusal }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '/' } = request;
  const [path = '', query = ''] = url.split('?'); // which need not make a URL: `//`
  const delay = Number(new URLSearchParams(query).get(DELAY));
  if (delay > 0) await sleep(delay * 1000);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const seen: Echo = { method, url, headers };
  if (TRACKED_HEADER in headers) arrivals.push({ ...seen, pod });
  response.setHeader(POD_HEADER, pod).setHeader(PEER_HEADER, request.socket.remoteAddress ?? '');
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(RETURNED_HEADERS)) response.setHeader(name, value);
  }
  if (refusal !== undefined && headers[refusal] !== undefined) response.statusCode = 403;
  response.end(documents[path] ?? JSON.stringify(seen));
}

const loads = new Loads();
const arrivals: Arrival[] = [];

answerCalls<Application>({
  serve,
  send,
  sendMany,
  sendAll,
  startLoad: (name, request, perSecond) => loads.start(name, request, perSecond),
  cutLoad: (name) => loads.cut(name),
  stopLoad: (name) => loads.stop(name),
  takeArrivals: () => Promise.resolve(arrivals.splice(0)),
});
