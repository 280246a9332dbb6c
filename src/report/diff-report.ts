import type { Category } from '../diff/change';
import type { Diff, SetSummary } from '../diff/diff';
import type { TrafficOfSets } from '../diff/traffic/sets';
import { count } from './count';

/** A difference, and between what. */
export interface DiffReport {
  readonly diff: Diff;
  /** What it means for requests. */
  readonly requests: TrafficOfSets;
  /** What was read on each side, for people. */
  readonly before: string;
  readonly after: string;
  /** Names of the environments, where two of them are compared and neither is the past of the other. */
  readonly environments?: { readonly before: string; readonly after: string } | undefined;
}

/** What people call a set: the environment that it is, or else its folder. */
export function setName(set: string): string {
  const [, environment = set] = /^overlays\/([^/]+)$/.exec(set) ?? [];
  return environment === '' ? 'the folder itself' : environment;
}

/** What adding and removing an object is called: between two environments nothing comes and nothing goes. */
export function verbsOf({ environments }: DiffReport): Readonly<Record<keyof Counts, string>> {
  return environments === undefined
    ? { added: 'added', changed: 'changed', removed: 'removed' }
    : { added: `only in ${environments.after}`, changed: 'different', removed: `only in ${environments.before}` };
}

/** The heading of the objects of a category. */
export function categoryTitle(category: Category, report: DiffReport): string {
  return category === 'deletions' ? verbsOf(report).removed : category;
}

type Counts = Pick<SetSummary, 'added' | 'changed' | 'removed'>;

/** `3 objects: 1 added, 2 changed`, or that there is nothing. */
export function summaryAsText(report: DiffReport): string {
  const { objects } = report.diff;
  if (objects.length === 0) return 'no object differs';
  const verbs = verbsOf(report);
  const parts = (['added', 'changed', 'removed'] as const)
    .map((change) => [objects.filter((object) => object.change === change).length, verbs[change]] as const)
    .filter(([number]) => number > 0);
  return `${count(objects.length, 'object')}: ${parts.map((part) => part.join(' ')).join(', ')}`;
}
