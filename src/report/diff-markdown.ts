import { describeIdentity } from '../model/identity';
import type { Category } from '../diff/change';
import { count } from './count';
import { flagOf, refusalsOf } from './deletions';
import { InSets, ObjectGroup, objectGroups, setsText } from './diff-groups';
import { linesOf, sharesAsText } from './diff-lines';
import { categoryTitle, DiffReport, setName, summaryAsText, verbsOf } from './diff-report';
import type { DetailOptions } from './diff-text';
import { code, codeBlock } from './markdown';
import { requestLines } from './traffic-changes';

/** By it a workflow finds the comment that it wrote before: the first line of each. */
export const MARKER = '<!-- istio-gitops diff -->';

/**
 * What fits into a comment: GitHub takes 65,536 characters. Bytes are counted, which are never fewer than characters,
 * and some are left for a line that a workflow adds.
 */
export const COMMENT_BYTES = 65_000;

/** Left for the sentence that says what is left out. */
const TAIL_BYTES = 1_000;

/** Below, no details fit, and none are made: there may be thousands of them. */
const LEAST_BYTES = 200;

export interface MarkdownOptions extends DetailOptions {
  /** @default none: all of it */
  readonly bytes?: number | undefined;
  /** Where all of it is, as Markdown. */
  readonly whole: string;
}

/** A difference as a comment of a pull request: what matters first, details folded. */
export function diffAsMarkdown(
  report: DiffReport,
  { bytes = Infinity, whole, details = false }: MarkdownOptions,
): string {
  const parts = [MARKER, `### ${titleOf(report)}`, ...verdict(report, bytes / 5), ...table(report, bytes / 5)];
  parts.push(...requestsOf(report, { bytes: bytes / 4, details }));
  let left = bytes - TAIL_BYTES - sizeOf(parts);
  /** Whether there was room. */
  const add = (...more: readonly string[]): boolean => {
    const size = sizeOf(more);
    if (size > left) return false;
    left -= size;
    parts.push(...more);
    return true;
  };

  let category: Category | undefined;
  let [shortened, leftOut] = [0, 0];
  for (const group of objectGroups(report.diff.objects, { details })) {
    const { object, isWhole } = group.told;
    const heading = object.category === category ? [] : [`#### ${categoryTitle(object.category, report)}`];
    const mayFit = left > LEAST_BYTES || !isWhole;
    if (mayFit && add(...heading, ...detailsOf(group, report))) category = object.category;
    else if (add(...heading, `- ${headingOf(group, report)}, too long for a comment`)) {
      category = object.category;
      shortened += 1;
    } else leftOut += group.sets.length;
  }
  const missing = [
    ...(shortened > 0 ? [`details of ${count(shortened, 'object')}`] : []),
    ...(leftOut > 0 ? [count(leftOut, 'more object')] : []),
  ];
  if (missing.length > 0) parts.push(`**Left out: ${missing.join(' and ')}.** All of it: ${whole}.`);
  return `${parts.join('\n\n')}\n`;
}

/** With the empty line that parts them. */
function sizeOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0);
}

function titleOf(report: DiffReport): string {
  return `${code(report.before)} → ${code(report.after)}: ${summaryAsText(report)}`;
}

function verdict({ diff: { deletions } }: DiffReport, bytes: number): readonly string[] {
  return refusalsOf(deletions).map(({ why, deletions: refused }) => {
    const items = refused.map(({ told, sets }) => {
      return `> - ${code(describeIdentity(told.identity))} in ${code(setsText(sets))}: ${code(flagOf(told))}`;
    });
    const shown = within(bytes, items);
    const more = refused.length - shown.length;
    return ['> [!CAUTION]', `> ${why}:`, '>', ...shown, ...(more > 0 ? [`> - and ${more} more`] : [])].join('\n');
  });
}

function table(report: DiffReport, bytes: number): readonly string[] {
  const sets = report.diff.sets.filter(({ added, changed, removed }) => added + changed + removed > 0);
  // The title says as much of a single one.
  if (report.diff.sets.length < 2 || sets.length === 0) return [];
  const verbs = verbsOf(report);
  const rows = sets.map(
    ({ set, added, changed, removed }) => `| ${code(setName(set))} | ${added} | ${changed} | ${removed} |`,
  );
  const shown = within(bytes, rows);
  const more = rows.length - shown.length;
  return [
    [
      `| | ${verbs.added} | ${verbs.changed} | ${verbs.removed} |`,
      '| --- | ---: | ---: | ---: |',
      ...shown,
      ...(more > 0 ? [`| and ${more} more | | | |`] : []),
    ].join('\n'),
  ];
}

/** The first of the lines, as far as there is room. */
function within(bytes: number, lines: readonly string[]): readonly string[] {
  let left = bytes;
  const end = lines.findIndex((line) => (left -= Buffer.byteLength(line) + 1) < 0);
  return end < 0 ? lines : lines.slice(0, end);
}

/** What it means for requests: who gets to what, and what requests meet. */
function requestsOf(
  { requests, diff: { sets: all } }: DiffReport,
  { bytes, details }: { readonly bytes: number; readonly details: boolean },
): readonly string[] {
  const where = (sets: readonly string[]): string => (all.length > 1 ? ` (${setsText(sets)})` : '');
  const { exposure, traffic, unjudged } = requestLines(requests, { details });
  const open = unjudged.map(({ told, sets }) => `! ${told}${where(sets)}`);
  const exposed = exposure.map(({ told: { sign, text }, sets }) => `${sign} ${text}${where(sets)}`);
  const met = traffic.flatMap(({ told: { heading, lines }, sets }) => [
    `! ${heading}${where(sets)}`,
    ...lines.map((line) => `      ${line}`),
  ]);
  return [
    ...(exposed.length === 0 ? [] : ['#### exposure', shortened(exposed, bytes / 2)]),
    ...(met.length === 0 ? [] : ['#### traffic', shortened(met, bytes / 2)]),
    ...(open.length === 0 ? [] : ['#### not judged', shortened(open, bytes / 4)]),
  ];
}

function shortened(lines: readonly string[], bytes: number): string {
  const shown = within(bytes, lines);
  const more = lines.length - shown.length;
  return codeBlock('diff', [...shown, ...(more > 0 ? [`  and ${more} more lines`] : [])]);
}

function detailsOf(group: InSets<ObjectGroup>, report: DiffReport): readonly string[] {
  const { object, isWhole, essence } = group.told;
  const heading = headingOf(group, report);
  if (!isWhole) return [`- ${heading}${essence === '' ? '' : `: ${code(essence)}`}`];
  return [
    `<details><summary>${heading}</summary>`,
    // GitHub colours what begins with an exclamation mark, and not what begins with a tilde.
    codeBlock(
      'diff',
      linesOf(object).map(({ sign, text }) => `${sign === '~' ? '!' : sign} ${text}`),
    ),
    '</details>',
  ];
}

function headingOf({ told: { object }, sets }: InSets<ObjectGroup>, report: DiffReport): string {
  const { identity, change, shares } = object;
  const where = report.diff.sets.length > 1 ? ` in ${code(setsText(sets))}` : '';
  const [first, ...others] = change === 'changed' ? sharesAsText(shares) : [];
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  const weights = first === undefined ? '' : `: ${code(first)}${more}`;
  return `${code(describeIdentity(identity))}${where} ${verbsOf(report)[change]}${weights}`;
}
