import type { Colors } from 'picocolors/types';
import { describeIdentity } from '../model/identity';
import type { Category } from '../diff/change';
import { objectGroups, setsText } from './diff-groups';
import { Line, linesOf } from './diff-lines';
import { categoryTitle, DiffReport, summaryAsText } from './diff-report';
import { printable } from './printable';
import { RequestLines, requestLines } from './traffic-changes';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

export interface DetailOptions {
  /** Whether all is told of objects that come or go, and of requests that get through on one side only. @default false */
  readonly details?: boolean;
}

/** A difference for people, what matters first, and in the last line how much there is. */
export function diffAsText(report: DiffReport, colours: Colors, { details = false }: DetailOptions = {}): string {
  const { objects, sets: all } = report.diff;
  const where = (sets: readonly string[]): string =>
    all.length > 1 ? colours.dim(` in ${printable(setsText(sets))}`) : '';
  const lines = [...requestsAsText(requestLines(report.requests, { details }), where, colours)];
  let category: Category | undefined;
  for (const { told, sets } of objectGroups(objects, { details })) {
    const { object, essence, isWhole } = told;
    if (object.category !== category) {
      if (category !== undefined) lines.push('');
      category = object.category;
      lines.push(colours.bold(categoryTitle(category, report)));
    }
    const text = printable(describeIdentity(object.identity));
    lines.push(`  ${coloured({ sign: SIGNS[object.change], text }, colours)}${where(sets)}`);
    if (isWhole) lines.push(...linesOf(object).map((line) => `      ${coloured(line, colours)}`));
    else if (essence !== '') lines.push(`      ${printable(essence)}`);
  }
  if (objects.length > 0) lines.push('');
  lines.push(printable(`${report.before} → ${report.after}: ${summaryAsText(report)}`));
  return lines.map((line) => `${line}\n`).join('');
}

function requestsAsText(
  { exposure, traffic, unjudged }: RequestLines,
  where: (sets: readonly string[]) => string,
  colours: Colors,
): readonly string[] {
  const exposed = exposure.map(({ told, sets }) => `  ${coloured(told, colours)}${where(sets)}`);
  const met = traffic.flatMap(({ told: { heading, lines }, sets }) => [
    `  ${coloured({ sign: '~', text: heading }, colours)}${where(sets)}`,
    ...lines.map((line) => `      ${line}`),
  ]);
  const open = unjudged.map(({ told, sets }) => `  ${coloured({ sign: '!', text: told }, colours)}${where(sets)}`);
  return [
    ...(exposed.length === 0 ? [] : [colours.bold('exposure'), ...exposed, '']),
    ...(met.length === 0 ? [] : [colours.bold('traffic'), ...met, '']),
    ...(open.length === 0 ? [] : [colours.bold('not judged'), ...open, '']),
  ];
}

function coloured({ sign, text }: Line, colours: Colors): string {
  const colour = { '+': colours.green, '-': colours.red, '~': colours.yellow, '!': colours.cyan }[sign];
  return colour(`${sign} ${text}`);
}
