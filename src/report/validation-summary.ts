import { count } from './count';
import { printable } from './printable';
import { summaryOf, Validation } from './validation';

/** `2 errors, 1 warning in 120 objects of 3 sets`, and what was not checked. */
export function validationSummary(validation: Validation): string {
  const { objects, errors, warnings, infos } = summaryOf(validation);
  const counts = [
    [errors, 'error'],
    [warnings, 'warning'],
    [infos, 'note'],
  ] as const;
  const found = counts.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  const where = `${count(objects, 'object')} of ${count(validation.sets.length, 'set')}`;
  const lines = [
    `${found.length === 0 ? 'nothing found' : found.join(', ')} in ${where}`,
    ...validation.skipped.map(({ stage, reason }) => `stage ${stage} skipped: ${reason}`),
    ...Array.from(skippedKinds(validation), ([reason, kinds]) => `skipped, not valid: ${countsOf(kinds)} (${reason})`),
    ...Array.from(uncheckedKinds(validation), ([what, kinds]) => `unchecked: ${what} (${countsOf(kinds)})`),
    ...Array.from(unreadFiles(validation), ([reason, files]) => `not read: ${count(files, 'file')} (${reason})`),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** How many of each kind, of which a folder may have thousands. */
type Counts = ReadonlyMap<string, number>;

function countsOf(counts: Counts): string {
  return Array.from(counts, ([kind, number]) => `${number} ${kind}`).join(', ');
}

function skippedKinds({ sets }: Validation): ReadonlyMap<string, Counts> {
  const reasons = new Map<string, Map<string, number>>();
  for (const { stage, reason, identity } of sets.flatMap(({ skipped }) => skipped)) {
    add(reasons, `${stage}: ${reason}`, identity.kind, 1);
  }
  return reasons;
}

function uncheckedKinds({ sets }: Validation): ReadonlyMap<string, Counts> {
  const kinds = new Map<string, Map<string, number>>();
  for (const { what, kind, objects } of sets.flatMap(({ unchecked }) => unchecked)) add(kinds, what, kind, objects);
  return kinds;
}

function add(counts: Map<string, Map<string, number>>, key: string, kind: string, number: number): void {
  const ofKey = counts.get(key) ?? new Map<string, number>();
  counts.set(key, ofKey.set(kind, (ofKey.get(kind) ?? 0) + number));
}

/** Not those that hold no manifest: what they are is somebody else's matter. */
function unreadFiles({ unread }: Validation): Counts {
  const reasons = new Map<string, number>();
  for (const { reason } of unread.filter((file) => file.reason !== 'no manifest')) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return reasons;
}
