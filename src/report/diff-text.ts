import type { Colors } from 'picocolors/types';
import { describeIdentity } from '../model/identity';
import type { Category, ObjectChange } from '../diff/change';
import { Line, linesOf } from './diff-lines';
import { categoryTitle, DiffReport, setName, summaryAsText } from './diff-report';
import { printable } from './printable';
import { exposureLine, trafficLines } from './traffic-changes';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** A difference for people, what matters first, and in the last line how much there is. */
export function diffAsText(report: DiffReport, colours: Colors): string {
  const { objects } = report.diff;
  const lines = [...requestsAsText(report, colours)];
  let category: Category | undefined;
  for (const object of objects) {
    if (object.category !== category) {
      if (category !== undefined) lines.push('');
      category = object.category;
      lines.push(colours.bold(categoryTitle(category, report)));
    }
    lines.push(`  ${headingOf(object, report, colours)}`);
    for (const line of linesOf(object)) lines.push(`      ${coloured(line, colours)}`);
  }
  if (objects.length > 0) lines.push('');
  lines.push(printable(`${report.before} → ${report.after}: ${summaryAsText(report)}`));
  return lines.map((line) => `${line}\n`).join('');
}

function requestsAsText({ diff: { sets }, requests }: DiffReport, colours: Colors): readonly string[] {
  const where = (set: string): string => (sets.length > 1 ? colours.dim(` in ${printable(setName(set))}`) : '');
  const met = requests.traffic.flatMap((change) => {
    const { heading, lines } = trafficLines(change);
    return [
      `  ${coloured({ sign: '~', text: heading }, colours)}${where(change.set)}`,
      ...lines.map(({ text }) => `      ${text}`),
    ];
  });
  const exposed = requests.exposure.map((change) => `  ${coloured(exposureLine(change), colours)}${where(change.set)}`);
  return [
    ...(exposed.length === 0 ? [] : [colours.bold('exposure'), ...exposed, '']),
    ...(met.length === 0 ? [] : [colours.bold('traffic'), ...met, '']),
  ];
}

function headingOf({ change, identity, set }: ObjectChange, { diff: { sets } }: DiffReport, colours: Colors): string {
  const where = sets.length > 1 ? colours.dim(` in ${printable(setName(set))}`) : '';
  return `${coloured({ sign: SIGNS[change], text: printable(describeIdentity(identity)) }, colours)}${where}`;
}

function coloured({ sign, text }: Line, colours: Colors): string {
  const colour = { '+': colours.green, '-': colours.red, '~': colours.yellow, '!': colours.cyan }[sign];
  return colour(`${sign} ${text}`);
}
