import type { Deletion, DeletionVerdict } from '../diff/deletion-guard';
import { describeIdentity, identityKey } from '../model/identity';
import { count } from './count';
import { grouped, InSets, setsText } from './diff-groups';
import { printable } from './printable';
import { shellWord } from './shell-word';

/** Objects that may not go away, and why. */
export interface Refusal {
  readonly why: string;
  /** One for all sets of the same name. */
  readonly deletions: readonly InSets<Deletion>[];
}

export function refusalsOf({ guarded, excess, most }: DeletionVerdict): readonly Refusal[] {
  const all = guarded.length + excess.length;
  return [
    {
      why: `${count(guarded.length, 'object')} would go away that must be allowed by name, because others go with them`,
      deletions: grouped(guarded, keyOf),
    },
    {
      why: `${count(all, 'object')} would go away, and without being allowed by name at most ${most} may: if all are meant, add --max-deletions ${all}`,
      deletions: grouped(excess, keyOf),
    },
  ].filter(({ deletions }) => deletions.length > 0);
}

function keyOf({ identity }: Deletion): string {
  return identityKey(identity);
}

/** Each object that may not go away, with what allows it. */
export function refusalsAsText(verdict: DeletionVerdict): string {
  const lines = refusalsOf(verdict).flatMap(({ why, deletions }) => [
    `error: ${why}:`,
    ...deletions.map(({ told, sets }) => `  ${describeIdentity(told.identity)} in ${setsText(sets)}: ${flagOf(told)}`),
  ]);
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** What allows an object to go away, as a shell reads it. */
export function flagOf({ name }: Deletion): string {
  return `--allow-deletion ${shellWord(name)}`;
}
