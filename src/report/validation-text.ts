import { describeIdentity, identityKey } from '../model/identity';
import type { Finding } from '../model/finding';
import type { SourceLocation } from '../model/origin';
import { joinedByAnd } from './listed';
import { printable } from './printable';
import { saidOnce } from './said-once';
import { detailsAsText, originAsText, severityAsText, TextOptions } from './text';
import { locationOf, Validation } from './validation';

/**
 * Findings for people, file by file and object by object. What is said alike of an object in several sets is said once,
 * and what is said alike of many lines, too.
 */
export function validationAsText({ sets, findings }: Validation, options: TextOptions): string {
  const told = new Set<string>();
  const paragraphs = groupBySubject(saidOnce(findings)).map((group) => paragraph(inFileOrder(group), options, told));
  const bySets = new Map<string, Paragraph & { readonly sets: string[] }>();
  for (const { set, findings: own } of sets) {
    for (const group of groupBySubject(own)) {
      const { subject, body } = paragraph(group, options, new Set());
      const known = bySets.get(subject + body);
      if (known === undefined) bySets.set(subject + body, { subject, body, sets: [set.name] });
      else known.sets.push(set.name);
    }
  }
  const ofSets = [...bySets.values()].map(({ subject, body, sets: names }) => {
    const where = sets.length > 1 ? ` in ${joinedByAnd(names.map((name) => (name === '' ? 'the files' : name)))}` : '';
    return { subject: subject + printable(where), body };
  });
  return [...paragraphs, ...ofSets].map(({ subject, body }) => `${options.colours.bold(subject)}\n${body}`).join('\n');
}

interface Paragraph {
  readonly subject: string;
  readonly body: string;
}

/** Findings of one object, or of one file where they are about none. */
function groupBySubject(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const [index, finding] of findings.entries()) {
    const { identity, origin } = finding;
    const file = identity === undefined ? origin.locate?.()?.file : undefined;
    const key = identity === undefined ? (file ?? String(index)) : `${identityKey(identity)} is an object`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** From top to bottom, whoever found them. */
function inFileOrder(group: readonly Finding[]): readonly Finding[] {
  const placed = group.map((finding) => ({ finding, location: locationOf(finding, (path) => path) }));
  return placed
    .toSorted(({ location: one }, { location: other }) => {
      if (one === undefined || other === undefined) return 0;
      return one.line - other.line || one.column - other.column;
    })
    .map(({ finding }) => finding);
}

/** @param told details that need not be repeated; those that are told are added */
function paragraph(group: readonly Finding[], options: TextOptions, told: Set<string>): Paragraph {
  const [{ identity, origin }] = group as [Finding, ...Finding[]];
  const home = origin.locate?.();
  const where = originAsText(origin, options);
  const file = home === undefined ? where : where.slice(0, -`:${home.line}:${home.column}`.length);
  const subject = identity === undefined ? file : `${describeIdentity(identity)} (${where})`;
  const places = group.map((finding) =>
    placeOf(finding, identity === undefined ? undefined : home, home?.file, options),
  );
  const width = places.reduce((most, { length }) => (length > LONGEST_PLACE ? most : Math.max(most, length)), 0);
  const body = group.flatMap((finding, index) => {
    const place = width === 0 ? places[index]! : places[index]!.padStart(width);
    return linesOf(finding, place, options, told);
  });
  return { subject: printable(subject), body: body.map((line) => `${line}\n`).join('') };
}

/** `12345:123`; what is longer is of another file, and not aligned. */
const LONGEST_PLACE = 9;

/** Where a finding is, as far as the heading does not say it. */
function placeOf(
  finding: Finding,
  heading: SourceLocation | undefined,
  file: string | undefined,
  options: TextOptions,
): string {
  const location = locationOf(finding, (path) => path);
  if (location === undefined || location.file !== file) {
    return location === undefined ? '' : originAsText({ locate: () => location }, options);
  }
  if (location.line === heading?.line && location.column === heading.column) return '';
  return `${location.line}:${location.column}`;
}

function linesOf(finding: Finding, place: string, options: TextOptions, told: Set<string>): readonly string[] {
  const { code, severity, related = [] } = finding;
  const [message = '', ...details] = detailsAsText(printableFinding(finding), options);
  const news = details.filter((detail, index) => index < related.length || isNew(`${code} ${detail}`, told));
  const [first = '', ...rest] = [message, ...news].flatMap((text) => text.split('\n'));
  const start = place === '' ? '' : `${options.colours.dim(place)} `;
  return [
    `  ${start}${severityAsText(severity, options)} ${printable(code)} ${first}`,
    ...rest.map((line) => `    ${line}`),
  ];
}

function isNew(text: string, told: Set<string>): boolean {
  const isKnown = told.has(text);
  told.add(text);
  return !isKnown;
}

/** What files hold must not reach a terminal as it is. */
function printableFinding({ message, pointer, effect, fix, ...finding }: Finding): Finding {
  return {
    ...finding,
    message: printableLines(message),
    ...(pointer !== undefined && { pointer: printable(pointer) }),
    ...(effect !== undefined && { effect: printableLines(effect) }),
    ...(fix !== undefined && { fix: printableLines(fix) }),
  };
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
