import type { PolicyEffect, TraceStep, TrafficAnswer, TrafficCopy, TrafficDestination } from '../mesh/traffic/answer';
import type { TrafficRequest } from '../mesh/traffic/request';
import { SEMANTICS } from '../mesh/traffic/semantics';
import { versionOf } from '../model/identity';
import type { Manifest } from '../model/manifest';
import { describeOrigin } from '../model/origin';
import type { LoggedOutcome } from '../replay/logged-outcome';
import { printableJson } from './printable';
import { urlOf, whereOf } from './route-url';
import type { ShowPath } from './validation';

/** What is known of a request that was one of many. */
export interface Replayed {
  /** Where it stands, from 1. */
  readonly line: number;
  readonly logged?: LoggedOutcome | undefined;
  /** Whether the configuration still does what the log says. */
  readonly agrees?: boolean | undefined;
}

/** As `route.schema.json` documents it: fields may be added, never renamed. */
export function routeAsJson(answer: TrafficAnswer, show: ShowPath): string {
  return `${printableJson(JSON.stringify(answerRecord(answer, show), undefined, 2))}\n`;
}

/** The same on one line, of one request of many. */
export function routeAsJsonLine(answer: TrafficAnswer, { line, logged, agrees }: Replayed): string {
  const record = { line, ...answerRecord(answer), logged: logged && { ...logged, agrees } };
  return `${printableJson(JSON.stringify(record))}\n`;
}

export /** @param show for the lines of steps */
function answerRecord(answer: TrafficAnswer, show: ShowPath = (file) => file): object {
  const { request, outcome, status, otherwise, destinations, rewrite, applied, copies, policies, doubts, trace } =
    answer;
  return {
    request: requestRecord(request),
    outcome,
    status,
    otherwise,
    destinations: destinations.map(destinationRecord),
    rewrite,
    applied,
    copies: copies?.map(copyRecord),
    policies: policies.map(policyRecord),
    doubts: doubts.map((name) => ({ name, certainty: SEMANTICS[name] })),
    trace: trace.map((step) => stepRecord(step, show)),
  };
}

/** As `--requests` reads it. */
export function requestRecord({ method, from, principal, claims, ...request }: TrafficRequest): object {
  const { authority, address } = request;
  const headers = { ...request.headers, ...request.repeatedHeaders };
  const own = authority === whereOf(request) ? {} : { host: authority };
  return { method, url: urlOf(request), headers: { ...own, ...headers }, from, as: principal, claims, address };
}

function destinationRecord(destination: TrafficDestination): object {
  const { host, subset, port, weight, labels, outcome, status, headers, authority } = destination;
  return { host, subset, port, weight, labels, outcome, status, headers, authority };
}

function copyRecord({ host, subset, port, percentage, labels, path, authority, outcome }: TrafficCopy): object {
  return { host, subset, port, percentage, labels, path, authority, outcome };
}

function policyRecord({ manifest, action, effect }: PolicyEffect): object {
  return { resource: resourceRecord(manifest), action, effect };
}

function stepRecord({ at, step, manifest, pointer, because, isPassedOver }: TraceStep, show: ShowPath): object {
  const location = manifest?.origin.locate?.(pointer);
  return {
    at,
    step,
    resource: manifest && resourceRecord(manifest),
    pointer,
    origin: manifest && describeOrigin({ ...manifest.origin, locate: () => location }, show),
    ...(location !== undefined && { ...location, file: show(location.file) }),
    because,
    passedOver: isPassedOver,
  };
}

function resourceRecord({ identity, object }: Manifest): object {
  const { group, kind, namespace, name } = identity;
  return { group, version: versionOf(object.apiVersion), kind, namespace, name };
}
