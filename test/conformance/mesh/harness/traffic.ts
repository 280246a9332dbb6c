/** Who sends a request: the name of a pod, or a client outside of the cluster. */
export type Sender = string;
export const INTERNET: Sender = 'internet';

/** A request as an application makes it. */
export interface Request {
  /** `https://shop.example.com/cart`: its host is the Host header and, with TLS, the server name. */
  readonly url: string;
  /** @default 'GET' */
  readonly method?: string;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Pod to connect to, past the names. @default where its host leads */
  readonly pod?: string;
}

/** A request with the place that a client connects to, as name resolution gives it. */
export interface AddressedRequest extends Request {
  readonly address: string;
  /** Vouches for the server's certificate. */
  readonly authority: string;
}

/** A request that is sent all the time. */
export interface LoadProps {
  readonly name: string;
  readonly sender: Sender;
  readonly request: Request;
  /** Requests, at most. */
  readonly perSecond: number;
}

/** What came back. */
export interface Answer {
  /** 0 when nothing came back. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why nothing came back: `ECONNRESET`. */
  readonly failure?: string;
  readonly seconds: number;
  /** Pod whose connection the application got the request by. */
  readonly peer?: string;
}

/** How often each answer was given, by its description. */
export type Tally = Readonly<Record<string, number>>;

/** What an application says of a request that reached it. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an application says of a request that got there, be it a copy whose answer nobody sees. */
export interface Arrival extends Echo {
  readonly pod: string;
}

/** Header of requests whose arrival is kept. */
export const TRACKED_HEADER = 'x-tracked';

/** Headers by which an application says who it is, and at which address its peer is. */
export const POD_HEADER = 'x-pod';
export const PEER_HEADER = 'x-peer';

/** Headers of requests that start so are headers of the application's answer, too. */
export const RETURNED_HEADERS = 'x-returned-';

/** An answer in a few words: `200 from web-app-blue`, `301 to https://…`, `403 RBAC: access denied`, `ECONNRESET`. */
export function describeAnswer({ status, headers, body, failure }: Answer): string {
  if (failure !== undefined) return failure;
  const pod = headers[POD_HEADER];
  if (pod !== undefined) return `${status} from ${pod}`;
  if (headers.location !== undefined) return `${status} to ${headers.location}`;
  return `${status} ${body}`.trim();
}

/** What the application saw of a request that reached it. */
export function echoOf({ body }: Answer): Echo {
  return JSON.parse(body) as Echo;
}
