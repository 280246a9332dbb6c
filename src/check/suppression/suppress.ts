import type { Finding } from '../../model/finding';
import { Identity, identityKey } from '../../model/identity';
import type { ManifestSet } from '../../model/manifest-set';
import { annotatedSuppressions } from './annotation';
import { expired, holdsOn, Suppression, unused } from './suppression';

/** A finding that a baseline file knows. */
export interface BaselineEntry extends Suppression {
  readonly identity: Identity;
}

export interface FoundInSet {
  readonly set: ManifestSet;
  readonly findings: readonly Finding[];
}

export interface Suppressed<T extends FoundInSet> {
  /** With what is wrong with annotations of their objects, and without what is ignored. */
  readonly sets: readonly T[];
  /** What is wrong with the baseline. */
  readonly findings: readonly Finding[];
  /** How many findings are ignored. */
  readonly count: number;
}

/**
 * Leaves out findings that an annotation of their object or the baseline ignores, and tells of those that do not hold any
 * more or ignore nothing.
 *
 * @param today `YYYY-MM-DD`
 * @param checked whether a code was looked for: what was not cannot be called unused
 */
export function suppress<T extends FoundInSet>(
  found: readonly T[],
  baseline: readonly BaselineEntry[],
  today: string,
  checked: (code: string) => boolean,
): Suppressed<T> {
  const used = new Set<Suppression>();
  const known = new Map<string, BaselineEntry>(baseline.map((entry) => [keyOf(entry.code, entry.identity), entry]));
  let count = 0;
  const sets = found.map((one) => {
    const own = new Map<string, Suppression>();
    const told: Finding[] = [];
    for (const manifest of one.set) {
      if (manifest.object.metadata.annotations === undefined) continue;
      const { suppressions, malformed } = annotatedSuppressions(manifest);
      told.push(...malformed);
      for (const suppression of suppressions) own.set(keyOf(suppression.code, manifest.identity), suppression);
    }
    const kept = one.findings.filter(({ code, identity }) => {
      const key = identity === undefined ? undefined : keyOf(code, identity);
      const suppression = key === undefined ? undefined : (own.get(key) ?? known.get(key));
      if (suppression === undefined) return true;
      used.add(suppression);
      if (!holdsOn(suppression, today)) return true;
      count++;
      return false;
    });
    return { ...one, findings: [...kept, ...told, ...tellOf([...own.values()])] };
  });
  return { sets, findings: tellOf(baseline), count };

  function tellOf(suppressions: readonly Suppression[]): readonly Finding[] {
    return suppressions.flatMap((suppression) => {
      if (!holdsOn(suppression, today)) return expired(suppression);
      // Istio's annotation has no reason, and istioctl may know codes that we do not look for.
      const isOurs = suppression.reason !== undefined && checked(suppression.code);
      return isOurs && !used.has(suppression) ? unused(suppression) : [];
    });
  }
}

function keyOf(code: string, identity: Identity): string {
  return `${code} ${identityKey(identity)}`;
}
