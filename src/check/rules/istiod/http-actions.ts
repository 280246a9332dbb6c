import type { HttpRule } from '../../../mesh/virtual-service';
import { regexProblem } from './regular-expression';
import type { Report } from './report';
import * as values from './values';

export function checkFault(fault: HttpRule['fault'], pointer: string, report: Report): void {
  if (fault === undefined) return;
  const { abort, delay } = fault;
  if (abort === undefined && delay === undefined) report.error(pointer, 'a fault needs an abort or a delay');
  if (abort !== undefined) {
    const at = `${pointer}/abort`;
    report.error(`${at}/percentage/value`, shareProblem(abort.percentage?.value));
    if (abort.grpcStatus !== undefined) report.error(`${at}/grpcStatus`, grpcStatusProblem(abort.grpcStatus));
    else if (abort.http2Error !== undefined) report.error(`${at}/http2Error`, 'http2Error is not supported yet');
    else if (abort.httpStatus !== undefined) report.error(`${at}/httpStatus`, values.statusProblem(abort.httpStatus));
    else report.warn(at, 'an abort says no status');
  }
  if (delay !== undefined) {
    const at = `${pointer}/delay`;
    report.error(`${at}/percentage/value`, shareProblem(delay.percentage?.value));
    report.error(`${at}/fixedDelay`, values.durationProblem(delay.fixedDelay));
    if (delay.exponentialDelay !== undefined) {
      report.error(`${at}/exponentialDelay`, values.durationProblem(delay.exponentialDelay));
      report.error(`${at}/exponentialDelay`, 'exponentialDelay is not supported yet');
    }
  }
}

/** Envoy counts in millionths. */
function shareProblem(percent: number | undefined): string | undefined {
  if (percent === undefined || percent === 0 || (percent >= 0.0001 && percent <= 100)) return undefined;
  return `${percent} is neither 0 nor 0.0001 to 100`;
}

const GRPC_STATUSES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

function grpcStatusProblem(status: string): string | undefined {
  return GRPC_STATUSES.includes(status) ? undefined : `"${status}" is no status of gRPC`;
}

export function checkRedirect({ redirect, match = [] }: HttpRule, pointer: string, report: Report): void {
  if (redirect === undefined) return;
  const {
    uri = '',
    prefixRewrite = '',
    authority = '',
    scheme = '',
    redirectCode = 0,
    port = 0,
    derivePort,
  } = redirect as NonNullable<HttpRule['redirect']> & { readonly prefixRewrite?: string };
  const isOfPrefix = match.every((one) => one.uri === undefined || one.uri.prefix !== undefined);
  const hasPort = redirect.port !== undefined || derivePort !== undefined;
  // istiod says the first of these only.
  if (uri !== '' && prefixRewrite !== '') report.error(pointer, 'a redirect has uri or prefixRewrite, not both');
  else if (prefixRewrite !== '' && !isOfPrefix) report.error(pointer, 'prefixRewrite needs matches by prefix');
  else if ([uri, prefixRewrite, authority, scheme].every((value) => value === '') && !hasPort) {
    report.error(pointer, 'a redirect needs a uri, authority, scheme or port');
  } else if (redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    report.error(`${pointer}/redirectCode`, `${redirectCode} is no status of a redirect`);
  } else if (!['', 'http', 'https'].includes(scheme)) {
    report.error(`${pointer}/scheme`, `"${scheme}" is neither http nor https`);
  } else if (port > 0) report.error(`${pointer}/port`, values.portProblem(port));
}

/** Conditions of Envoy's x-envoy-retry-on and x-envoy-retry-grpc-on. */
const RETRY_CONDITIONS = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
];

export function checkRetries(retries: HttpRule['retries'], pointer: string, report: Report): void {
  if (retries === undefined) return;
  const { attempts = 0, perTryTimeout, retryOn = '', retryRemoteLocalities, backoff } = retries;
  if (attempts < 0) report.error(`${pointer}/attempts`, `${attempts} attempts are less than none`);
  const isSet = perTryTimeout !== undefined || retryOn !== '' || retryRemoteLocalities !== undefined;
  if (attempts === 0 && isSet) report.error(`${pointer}/attempts`, 'retries are configured, and there are no attempts');
  report.error(`${pointer}/perTryTimeout`, values.durationProblem(perTryTimeout));
  report.error(`${pointer}/backoff`, values.durationProblem(backoff));
  for (const condition of retryOn === '' ? [] : retryOn.split(',')) {
    const isStatus = /^\d+$/.test(condition) && isKnownStatus(Number(condition));
    if (!isStatus && !RETRY_CONDITIONS.includes(condition)) {
      report.error(`${pointer}/retryOn`, `"${condition}" is no condition to retry on`);
    }
  }
}

/** Statuses that have a name, in Go, which istiod is written in. */
const NAMED_STATUSES: readonly (readonly [from: number, to: number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

function isKnownStatus(status: number): boolean {
  return NAMED_STATUSES.some(([from, to]) => from <= status && status <= to);
}

export function checkRewrite({ rewrite, headers }: HttpRule, pointer: string, report: Report): void {
  let authority = rewrite?.authority ?? '';
  for (const operation of ['set', 'add'] as const) {
    for (const [name, value] of Object.entries(headers?.request?.[operation] ?? {})) {
      if (!['host', ':authority'].includes(name.toLowerCase())) continue;
      if (authority !== '') report.error(`${pointer}/headers/request/${operation}`, 'the authority is set twice');
      authority = value;
    }
  }
  if (rewrite === undefined) return;
  const { uri = '', uriRegexRewrite: regex } = rewrite;
  const at = `${pointer}/rewrite`;
  if (uri !== '' && regex !== undefined) report.error(at, 'a rewrite has uri or uriRegexRewrite, not both');
  else if (uri === '' && regex === undefined && (rewrite.authority ?? '') === '') {
    report.error(at, 'a rewrite needs a uri, uriRegexRewrite or authority');
  } else if (regex !== undefined) {
    const { match = '', rewrite: replacement = '' } = regex;
    const isWhole = match !== '' && replacement !== '';
    report.error(`${at}/uriRegexRewrite`, isWhole ? regexProblem(match) : 'uriRegexRewrite needs match and rewrite');
  }
}
