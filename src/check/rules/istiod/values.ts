import { isIP } from '../../../mesh/ip';
import { checkIpBlock } from '../../../model/ip-block';
import { escapeSegment } from '../../../model/json-pointer';
import type { Report } from './report';

// Each function says why a value is refused, in words that can end a sentence, or undefined. They are istiod's verdicts,
// not stricter ones: what istiod takes is taken.

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;

export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

export function isIpAddress(text: string): boolean {
  return isIP(text);
}

export function portProblem(port: number | undefined): string | undefined {
  return port !== undefined && port >= 1 && port <= 65535 ? undefined : `${port ?? 0} is no port: ports are 1 to 65535`;
}

export function portNameProblem(name: string): string | undefined {
  return isDnsLabel(name) ? undefined : `"${name}" is no name of a port`;
}

export function addressProblem(address: string): string | undefined {
  return isIpAddress(address) ? undefined : `"${address}" is no IP address`;
}

export function subnetProblem(subnet: string): string | undefined {
  try {
    checkIpBlock(subnet);
    return undefined;
  } catch {
    return `"${subnet}" is neither an IP address nor a block of addresses`;
  }
}

/** How addresses of sockets in the file system begin. */
export const SOCKET = 'unix://';

/** A path of the file system, or a name of Linux' abstract sockets. */
export function socketProblem(address: string): string | undefined {
  const path = address.slice(SOCKET.length);
  if (path.startsWith('@')) return undefined;
  return path.startsWith('/') && !path.endsWith('/') ? undefined : `"${path}" is no absolute path of a file`;
}

/** A whole DNS name, without wildcard. */
export function nameProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name, name);
}

/** A DNS name whose first label may be or begin with `*`. */
export function hostProblem(host: string): string | undefined {
  const length = lengthProblem(host);
  if (length !== undefined) return length;
  const dot = host.indexOf('.');
  const first = dot < 0 ? host : host.slice(0, dot);
  if (first.length > 63 || !WILDCARD_LABEL.test(first)) return `"${host}" is no host: "${first}" is no label`;
  return dot < 0 ? undefined : labelsProblem(host.slice(dot + 1), host);
}

function lengthProblem(name: string): string | undefined {
  if (name === '') return 'a host is missing';
  return name.length > 255 ? 'a host is longer than 255 characters' : undefined;
}

function labelsProblem(labels: string, whole: string): string | undefined {
  const parts = labels.split('.');
  const last = parts.at(-1)!;
  if (/^[+-]?\d+$/.test(last)) return `"${whole}" is no host: a top level domain is not a number`;
  // A name may end with a dot.
  if (last === '') parts.pop();
  const wrong = parts.find((label) => !isDnsLabel(label));
  return wrong === undefined ? undefined : `"${whole}" is no host: "${wrong}" is no label`;
}

/** `*foo.example.com`, which some kinds take and others do not. */
export function isPartialWildcard(host: string): boolean {
  return host.includes('*') && host.length !== 1 && !host.startsWith('*.');
}

const UNITS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** Milliseconds of a duration as Kubernetes writes them; undefined for what is none. */
function millisecondsOf(duration: string): number | undefined {
  // Nearly all are whole numbers of one unit.
  const simple = /^(\d+)(ms|s|m|h)$/.exec(duration);
  if (simple !== null) return Number(simple[1]) * UNITS[simple[2]!]!;
  if (!/^-?(\d+(\.\d*)?(h|m|s|ms|us|µs|ns))+$/.test(duration)) return undefined;
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(/(\d+(?:\.\d*)?)(ms|us|µs|ns|h|m|s)/g)) {
    sum += Number(number) * UNITS[unit!]!;
  }
  return duration.startsWith('-') ? -sum : sum;
}

/** Durations are whole milliseconds. What is no duration at all is the schema's business. */
export function durationProblem(duration: string | undefined): string | undefined {
  const milliseconds = duration === undefined ? undefined : millisecondsOf(duration);
  if (milliseconds === undefined) return undefined;
  if (milliseconds < 1) return `"${duration}" is shorter than 1ms`;
  // Sums of decimal fractions are not exact.
  return Math.abs(milliseconds - Math.round(milliseconds)) < 1e-7 ? undefined : `"${duration}" is finer than 1ms`;
}

export function isZeroDuration(duration: string): boolean {
  const milliseconds = millisecondsOf(duration);
  return milliseconds !== undefined && Math.trunc(milliseconds) === 0;
}

export function hasFractionOfSecond(duration: string): boolean {
  return (millisecondsOf(duration) ?? 0) % 1000 !== 0;
}

export function statusProblem(status: number): string | undefined {
  return status >= 200 && status <= 600 ? undefined : `${status} is no status that can be answered: 200 to 599`;
}

export function percentProblem(percent: number | undefined): string | undefined {
  return percent === undefined || (percent >= 0 && percent <= 100) ? undefined : `${percent} is not 0 to 100`;
}

const LABEL_NAME =
  /^(?:([a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)*)\/)?((?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;
const LABEL_VALUE = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

export function checkLabels(
  labels: Readonly<Record<string, string>> | undefined,
  pointer: string,
  report: Report,
): void {
  for (const [name, value] of Object.entries(labels ?? {})) {
    const at = `${pointer}/${escapeSegment(name)}`;
    const match = LABEL_NAME.exec(name);
    if (match === null || (match[1]?.length ?? 0) > 253 || match[2]!.length > 63) {
      report.error(at, `"${name}" is no name of a label`);
    }
    if (!LABEL_VALUE.test(value)) report.error(at, `"${value}" is no value of a label`);
  }
}

/** A selector of whatever kind: Istio's selectors know no wildcards. */
export function checkSelector(
  selector: Readonly<Record<string, string>> | undefined,
  pointer: string,
  report: Report,
): void {
  for (const [name, value] of Object.entries(selector ?? {})) {
    const at = `${pointer}/${escapeSegment(name)}`;
    if (name === '') report.error(at, 'a selector has an empty name');
    if (name.includes('*') || value.includes('*')) report.error(at, 'a selector knows no wildcards');
  }
}

/** `exportTo` of any kind. */
export function checkExportTo(
  exportTo: readonly string[] | undefined,
  namespace: string,
  report: Report,
  isServiceEntry = false,
): void {
  const seen = new Set<string>();
  for (const [i, scope] of (exportTo ?? []).entries()) {
    const key = scope === '.' ? namespace : scope;
    const pointer = `/spec/exportTo/${i}`;
    if (seen.has(key)) report.error(pointer, `${scope} is there twice`);
    else if (scope === '~' && !isServiceEntry) report.error(pointer, 'only a service entry can be exported to nobody');
    else if (!['*', '~'].includes(scope) && key !== '' && !isDnsLabel(key)) {
      report.error(pointer, `"${scope}" is no namespace`);
    }
    seen.add(key);
  }
  if ((exportTo?.length ?? 0) < 2) return;
  if (seen.has('*')) report.error('/spec/exportTo', 'it is exported to all, and to some besides');
  if (seen.has('~')) report.error('/spec/exportTo', 'it is exported to nobody, and to some besides');
}
