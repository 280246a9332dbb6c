import { describeIdentity, identityKey } from '../model/identity';
import type { Finding } from '../model/finding';
import { count } from './count';
import { detailsAsText, originAsText, severityAsText, TextOptions } from './text';
import { summaryOf, Validation } from './validation';

/** Findings for people, object by object, and what was not checked. */
export function validationAsText(validation: Validation, options: TextOptions): string {
  const { sets, findings } = validation;
  return [
    ...findings.map((finding) => paragraph([finding], undefined, options)),
    ...sets.flatMap(({ set, findings: own }) =>
      groupByObject(own).map((group) => paragraph(group, sets.length > 1 ? set.name : undefined, options)),
    ),
  ].join('\n');
}

/** `2 errors and 1 warning in 120 objects of 3 sets`, and what was skipped. */
export function validationSummary(validation: Validation): string {
  const { objects, errors, warnings, infos } = summaryOf(validation);
  const counts = [
    [errors, 'error'],
    [warnings, 'warning'],
    [infos, 'note'],
  ] as const;
  const found = counts.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  const where = `${count(objects, 'object')} of ${count(validation.sets.length, 'set')}`;
  const lines = [`${found.length === 0 ? 'nothing found' : found.join(', ')} in ${where}`];
  for (const { stage, reason } of validation.skipped) lines.push(`stage ${stage} skipped: ${reason}`);
  for (const [reason, kinds] of skippedKinds(validation)) lines.push(`skipped, not valid: ${kinds} (${reason})`);
  return lines.map((line) => `${line}\n`).join('');
}

/** `3 Widget, 1 Gadget` by reason: a folder may have thousands of one kind. */
function skippedKinds({ sets }: Validation): ReadonlyMap<string, string> {
  const reasons = new Map<string, Map<string, number>>();
  for (const { stage, reason, identity } of sets.flatMap(({ skipped }) => skipped)) {
    const key = `${stage}: ${reason}`;
    const kinds = reasons.get(key) ?? new Map<string, number>();
    reasons.set(key, kinds.set(identity.kind, (kinds.get(identity.kind) ?? 0) + 1));
  }
  return new Map(
    [...reasons].map(([reason, kinds]) => [reason, [...kinds].map(([kind, number]) => `${number} ${kind}`).join(', ')]),
  );
}

function groupByObject(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const [index, finding] of findings.entries()) {
    const key = finding.identity === undefined ? String(index) : identityKey(finding.identity);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function paragraph(group: readonly Finding[], set: string | undefined, options: TextOptions): string {
  const [{ identity, origin }] = group as [Finding, ...Finding[]];
  const where = originAsText(origin, options);
  const subject = identity === undefined ? where : `${describeIdentity(identity)} (${where})`;
  const lines = group.flatMap((finding) => {
    const [message = '', ...details] = detailsAsText(finding, options);
    const line = lineOf(finding, options);
    return [
      `  ${severityAsText(finding.severity, options)} ${finding.code} ${message}${line === where ? '' : ` (${line})`}`,
      ...details.map((detail) => `    ${detail}`),
    ];
  });
  const heading = options.colours.bold(set === undefined ? subject : `${subject} in ${set}`);
  return [heading, ...lines].map((line) => `${line}\n`).join('');
}

/** Where the field is that a finding is about, which may be some lines below its object. */
function lineOf({ origin, pointer }: Finding, options: TextOptions): string {
  const { locate } = origin;
  return originAsText(locate === undefined ? origin : { ...origin, locate: () => locate(pointer) }, options);
}
