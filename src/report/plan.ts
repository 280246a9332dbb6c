import type { SetPlan } from '../layout/plan';
import { count } from './count';

/** `12 files changed (3 created, 9 replaced)`, in one line. */
export function changesAsText(plans: readonly SetPlan[]): string {
  const total = (list: 'create' | 'replace' | 'remove'): number =>
    plans.reduce((sum, { plan }) => sum + plan[list].length, 0);
  const parts = [
    [total('create'), 'created'],
    [total('replace'), 'replaced'],
    [total('remove'), 'removed'],
  ] as const;
  const changed = parts.reduce((sum, [number]) => sum + number, 0);
  if (changed === 0) return 'no file changed';
  const details = parts.filter(([number]) => number > 0).map(([number, verb]) => `${number} ${verb}`);
  return `${count(changed, 'file')} changed (${details.join(', ')})`;
}

/** A line per file that is not as synth wants it, sorted by path. */
export function planAsText(plans: readonly SetPlan[], root: string): string {
  const lines = plans.flatMap(({ set, plan }) => [
    ...plan.create.map((path) => [path, 'create'] as const),
    ...plan.replace.map((path) => [path, 'replace'] as const),
    ...plan.remove.map((path) => [path, 'remove'] as const),
    ...plan.conflicts.map(({ path, reason }) => [path, `keep (${reason})`] as const),
    ...(plan.ownershipChanges ? [[`.istio-gitops/${set}.paths`, 'update'] as const] : []),
  ]);
  return lines
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, verb]) => `${verb} ${root}/${path}\n`)
    .join('');
}

const REASONS = {
  edited: 'a person changed it since synth wrote it',
  foreign: 'synth did not write it',
} as const;

/** Why synth writes nothing, file by file. */
export function conflictsAsText(
  trees: readonly { readonly name: string; readonly plans: readonly SetPlan[] }[],
): string {
  const conflicts = trees.flatMap(({ name, plans }) =>
    plans.flatMap(({ plan }) => plan.conflicts.map(({ path, reason }) => ({ path: `${name}/${path}`, reason }))),
  );
  const lines = conflicts.map(({ path, reason }) => `${path}: ${REASONS[reason]}\n`);
  return `${lines.join('')}nothing is written: move your changes of ${count(conflicts.length, 'file')} into environments/, or overwrite them with --force\n`;
}
