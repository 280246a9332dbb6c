import type { WrittenRequest } from '../../../../src/mesh/traffic/parse-request';
import type { TrafficRequest } from '../../../../src/mesh/traffic/request';
import type { Labels } from '../../../../src/mesh/labels';

/** A request that is sent to a real mesh, and that `Traffic` is asked about. */
export interface Probe {
  /** As a traffic request has it: `ingress`, or `namespace/name` of a pod. */
  readonly from: string;
  readonly method: string;
  /** Its path and query are sent as they are written. */
  readonly url: string;
  readonly headers: NonNullable<WrittenRequest['headers']>;
  /** What `Traffic` is told of it besides. @default nothing */
  readonly facts?: Facts;
}

/** What is true of a request, and nobody can tell from it. */
export type Facts = Pick<TrafficRequest, 'address' | 'areTokensGenuine' | 'isAuthorized'>;

/** A copy that a mirror sent, as it arrived. */
export type SeenCopy = Required<Pick<Observation, 'pod' | 'path' | 'authority'>>;

/** What a probe met in a real mesh. */
export interface Observation {
  /** 0 where the connection was closed. */
  readonly status: number;
  /** The pod that answered. */
  readonly pod?: string;
  /** Cluster of the last proxy that chose one: `outbound|80|v1|web.shop.svc.cluster.local`. */
  readonly cluster?: string;
  /** What the pod's application saw: path and query, Host, and those of its headers that are compared. */
  readonly path?: string;
  readonly authority?: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Those that are compared. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly location?: string;
  /** Of an answer that no application gave. */
  readonly body?: string;
  /** @default none */
  readonly copies?: readonly SeenCopy[];
}

/** What is known of the pods that answer, by name. */
export type PodLabels = ReadonlyMap<string, Labels>;

/** Headers that are the probes' and the random objects' own: no proxy has one by itself. */
const OWN = /^(x-(user|flag|tag|mark|claim|returned)\b|access-control-(allow|expose|max)-|cookie$|authorization$)/;

export function ownHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const own = Object.entries(headers).filter(([name]) => OWN.test(name));
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
