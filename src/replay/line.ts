import type { JsonMap } from '../model/json';
import type { WrittenRequest } from '../mesh/traffic/parse-request';
import type { TrafficRequest } from '../mesh/traffic/request';
import type { LoggedOutcome } from './logged-outcome';
import type { Served } from './served';

/** What holds for all requests that do not say it themselves. */
export interface RequestDefaults {
  readonly from: string;
  readonly as?: string;
  readonly claims?: JsonMap;
  readonly address?: string;
  readonly headers: NonNullable<WrittenRequest['headers']>;
  /** By gateways, where they write the log. */
  readonly served?: Served;
}

/** A request that somebody has written down, or why a line of a log is none. */
export type RequestLine =
  { readonly request: TrafficRequest; readonly logged?: LoggedOutcome } | { readonly skipped: SkippedReason };

/** Why an entry of a log is no request that can be asked about. */
export type SkippedReason =
  /** The proxy of a backend wrote it, which does not know how the request came to it. */
  | 'inbound'
  /** A connection, or what Envoy could not read. */
  | 'no request';

/** Something on a line that cannot be meant. */
export class LineError extends Error {
  override readonly name = 'LineError';

  constructor(
    message: string,
    /** From 1, where it is known. */
    readonly column?: number,
  ) {
    super(message);
  }
}
