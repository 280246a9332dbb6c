import type { TraceStep, TrafficAnswer } from '../mesh/traffic/answer';
import { describeIdentity } from '../model/identity';
import type { Origin } from '../model/origin';
import { appliedAsRows } from './route-applied';
import { doubtAsText } from './route-doubts';
import { percentAsText } from './percent';
import { printable } from './printable';
import { destinationAsText, outcomeAsText, verdictOf, withStatus } from './route-verdict';
import { originAsText, TextOptions } from './text';

/** The verdict, what is done to the request, and each step with its reason. */
export function routeAsText(answer: TrafficAnswer, options: TextOptions): string {
  const { colours } = options;
  const paint =
    answer.outcome === 'routed' ? colours.green : PAINTED_RED.has(answer.outcome) ? colours.red : colours.yellow;
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Destinations', destinationLines(answer)],
    ['Applied', aligned(appliedAsRows(answer))],
    ['Policies', policyLines(answer, options)],
    ['Why', traceLines(answer.trace, options)],
    ['Doubts', answer.doubts.map(doubtAsText)],
  ];
  const told = sections.filter(([, lines]) => lines.length > 0);
  const paragraphs = told.map(([title, lines]) =>
    [colours.bold(title), ...lines.map((line) => `  ${line}`)].join('\n'),
  );
  return `${[paint(verdictOf(answer)), ...paragraphs].join('\n\n')}\n`;
}

const PAINTED_RED = new Set<string>(['denied', 'unavailable', 'not-found', 'aborted']);

function destinationLines({ destinations, outcome }: TrafficAnswer): readonly string[] {
  return aligned(
    destinations.map((share) => {
      const labels = Object.entries(share.labels).map(([name, value]) => `${name}=${value}`);
      const end =
        share.outcome === undefined || share.outcome === outcome || share.outcome === 'routed'
          ? ''
          : `: ${withStatus(share.status, outcomeAsText(share.outcome))}`;
      const pods = labels.length === 0 ? '' : printable(` (${labels.join(', ')})`);
      return [percentAsText(share.weight), `${destinationAsText(share)}${pods}${end}`];
    }),
  );
}

function policyLines({ policies }: TrafficAnswer, options: TextOptions): readonly string[] {
  return policies.map(({ manifest, action, effect }) => {
    const where = options.colours.dim(`(${originAsText(manifest.origin, options)})`);
    return `${printable(describeIdentity(manifest.identity))} ${action}: ${printable(effect)} ${where}`;
  });
}

/** Proxy by proxy and object by object, in the order in which things happen; what several shares meet is told once. */
export function traceLines(trace: readonly TraceStep[], options: TextOptions): readonly string[] {
  const width = Math.max(0, ...trace.map(({ step }) => step.length));
  const known = new Set<string>();
  return visitsOf(trace).flatMap((steps) => {
    const at = `at ${printable(steps[0]!.at)}`;
    const lines = visitLines(steps, width, options);
    const text = [at, ...lines].join('\n');
    if (known.has(text)) return [`${at}, as above`];
    known.add(text);
    return [at, ...lines];
  });
}

/** The steps at one proxy after the other. */
function visitsOf(trace: readonly TraceStep[]): readonly (readonly TraceStep[])[] {
  const visits: TraceStep[][] = [];
  for (const step of trace) {
    const last = visits.at(-1);
    if (last?.[0]!.at === step.at) last.push(step);
    else visits.push([step]);
  }
  return visits;
}

function visitLines(steps: readonly TraceStep[], width: number, options: TextOptions): readonly string[] {
  const { colours } = options;
  const indent = ' '.repeat(width + 3);
  return steps.flatMap((step, index) => {
    const { manifest } = step;
    const before = steps[index - 1];
    const isOfSame = before?.step === step.step && before.manifest === manifest;
    const start = `  ${colours.cyan(step.step.padEnd(width))} `;
    const reasons = reasonLines(step, options);
    if (manifest === undefined) return reasons.map((line, i) => (i === 0 && !isOfSame ? start : indent) + line);
    const where = colours.dim(`(${originAsText(manifest.origin, options)})`);
    const object = isOfSame ? [] : [`${start}${printable(describeIdentity(manifest.identity))} ${where}`];
    return [...object, ...reasons.map((line) => indent + line)];
  });
}

/** With the rule, and its line where it has one of its own. */
function reasonLines(
  { manifest, pointer = '', because, isPassedOver }: TraceStep,
  options: TextOptions,
): readonly string[] {
  const lines = because.split('\n').map(printable);
  if (pointer === '') return lines;
  const { colours } = options;
  const place = manifest === undefined ? '' : placeOf(manifest.origin, pointer, options);
  const rule = `${place === '' ? '' : `${colours.dim(place)} `}${printable(pointer)}: ${lines[0]!}`;
  return [isPassedOver === true ? colours.dim(rule) : rule, ...lines.slice(1)];
}

/** Where a rule is, as far as the place of its object does not say it. */
function placeOf({ locate }: Origin, pointer: string, options: TextOptions): string {
  const [home, own] = [locate?.(), locate?.(pointer)];
  if (own === undefined || (own.file === home?.file && own.line === home.line && own.column === home.column)) return '';
  return own.file === home?.file ? `${own.line}:${own.column}` : originAsText({ locate: () => own }, options);
}

/** Two columns. */
function aligned(rows: readonly (readonly [name: string, text: string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}
