import type { JsonMap } from '../../model/json';
import type { Labels } from '../labels';

/** A request as its sender makes it, read once. */
export interface TrafficRequest {
  /** Upper case, such as `GET`. */
  readonly method: string;
  /** `https` where the sender speaks TLS. */
  readonly scheme: 'http' | 'https';
  /** What the sender connects to: lower case, without port. With TLS it is the server name, too. */
  readonly host: string;
  /** What the sender connects to: that of the URL, or 80 and 443. */
  readonly port: number;
  /** The Host header: that of the URL, unless a header says otherwise. */
  readonly authority: string;
  /** Starts with a slash; without the query. */
  readonly path: string;
  /** Without the question mark; `''` for none. */
  readonly query: string;
  /** Whether there is a question mark with nothing behind it. */
  readonly isQueryEmpty?: boolean;
  /** Names in lower case, `host` left out; values of one that comes several times are one, with commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Those of them that come several times: rules ask for each of their values by itself. @default none */
  readonly repeatedHeaders?: Readonly<Record<string, readonly string[]>>;
  /**
   * Who sends it: `ingress` for a client outside of the mesh by way of the ingress gateway, `namespace/name` of a Gateway for
   * a client of that one, or `namespace/name` of a workload: a Deployment, a pod, a referenced workload's service.
   */
  readonly from: string;
  /** The identity that the sender proves instead of its own, such as `cluster.local/ns/shop/sa/web`. */
  readonly principal?: string;
  /** What is otherwise than of a workload of that name in the mesh. */
  readonly pods?: {
    /** Labels of its pods. */
    readonly labels?: Labels;
    /** Whether its pods have a sidecar, without which they prove no identity. */
    readonly hasSidecar?: boolean;
  };
  /** Claims of a token that passes all that its issuer is asked for; without it, those of a bearer token in the headers. */
  readonly claims?: JsonMap;
  /** IP address of the sender; without it, nobody knows. */
  readonly address?: string;
  /** When it is sent, in seconds since 1970, which tells how old a token is; without it, no token is too old. */
  readonly time?: number;
  /** Whether those whom tokens name have signed them; without it, nobody knows, and they are taken to have. */
  readonly areTokensGenuine?: boolean;
  /** Whether authorizers outside of the mesh let it pass; without it, nobody knows, and they are taken to. */
  readonly isAuthorized?: boolean;
}
