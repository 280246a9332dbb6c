import type { Destination } from '../../../imports/networking.istio.io';
import type { Applied } from '../traffic/answer';
import type { MeshConfig } from '../mesh-config';
import type { HttpRule } from '../virtual-service';
import { milliseconds } from './duration';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Retries = NonNullable<HttpRule['retries']>;
type Fault = NonNullable<HttpRule['fault']>;

/** What a rule that forwards does beside: of no share in particular. */
export function appliedOf(rule: HttpRule, config: MeshConfig): Applied {
  const applied: Mutable<Applied> = { ...faultsOf(rule) };
  const timeout = milliseconds(rule.timeout);
  if (timeout !== undefined && timeout > 0) applied.timeout = timeout;
  const retries = retriesOf(rule.retries ?? config.defaultHttpRetryPolicy);
  if (retries !== undefined) applied.retries = retries;
  const mirrors = mirrorsOf(rule);
  if (mirrors.length > 0) {
    applied.mirrors = mirrors.map(({ destination: { host, subset }, percentage }) => ({
      host,
      percentage,
      ...(subset !== undefined && { subset }),
    }));
  }
  if (rule.corsPolicy !== undefined) applied.cors = rule.corsPolicy;
  return applied;
}

/** Delays, and aborts of a part of the requests. */
export function faultsOf({ fault }: HttpRule): Applied {
  const applied: Mutable<Applied> = {};
  const delay = delayOf(fault?.delay);
  if (delay !== undefined) applied.delay = delay;
  const abort = abortOf(fault?.abort);
  if (abort !== undefined && abort.percentage < 100) applied.abort = abort;
  return applied;
}

const DEFAULT_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/** What istiod does without a word, twice; 0 attempts are none. */
export function retriesOf(retries: Retries | undefined): Applied['retries'] {
  if (retries === undefined) return { attempts: 2, on: DEFAULT_ON };
  const { attempts = 0, perTryTimeout, retryOn = '' } = retries;
  if (attempts <= 0) return undefined;
  const perTry = milliseconds(perTryTimeout);
  return {
    attempts,
    on: retryOn === '' ? DEFAULT_ON : retryOn,
    ...(perTry !== undefined && { perTryTimeout: perTry }),
  };
}

/** Where copies of requests go, and of how many percent of them. */
export interface Mirror {
  readonly destination: Destination;
  readonly percentage: number;
}

export function mirrorsOf(rule: HttpRule): readonly Mirror[] {
  const { mirror, mirrors = [], mirrorPercentage, mirrorPercent, mirror_percent } = rule;
  const percentage = mirrorPercentage === undefined ? (mirrorPercent ?? mirror_percent ?? 100) : mirrorPercentage.value;
  const all = [
    ...(mirror === undefined ? [] : [{ destination: mirror, percentage: percentage ?? 0 }]),
    ...mirrors.map(({ destination, percentage }) => ({
      destination,
      percentage: percentage === undefined ? 100 : (percentage.value ?? 0),
    })),
  ];
  return all.filter(({ percentage }) => percentage > 0);
}

function delayOf(delay: Fault['delay']): Applied['delay'] {
  const length = milliseconds(delay?.fixedDelay);
  if (delay === undefined || length === undefined || length === 0) return undefined;
  const percentage = delay.percentage === undefined ? (delay.percent ?? 0) : (delay.percentage.value ?? 0);
  return percentage === 0 ? undefined : { milliseconds: length, percentage };
}

/** What Envoy answers with where no gRPC is spoken. */
const GRPC_STATUS: Readonly<Record<string, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

/** Which part of the requests gets which status instead of an answer. */
export function abortOf(abort: Fault['abort']): Applied['abort'] {
  const status = abort?.httpStatus ?? GRPC_STATUS[abort?.grpcStatus ?? ''];
  if (abort === undefined || status === undefined) return undefined;
  const percentage = abort.percentage?.value ?? 0;
  return percentage === 0 ? undefined : { status, percentage };
}
