import type { Finding } from '../../model/finding';
import { Identity, identityKey } from '../../model/identity';
import type { ManifestSet } from '../../model/manifest-set';
import { annotatedSuppressions } from './annotation';
import { expired, holdsOn, Suppression, unused } from './suppression';

/** A finding that a baseline file knows: of an object, or of a file. */
export type BaselineEntry = Suppression & ({ readonly identity: Identity } | { readonly file: string });

export interface FoundInSet {
  readonly set: ManifestSet;
  readonly findings: readonly Finding[];
}

/** What was found, in sets and of files. */
export interface Found<T extends FoundInSet> {
  readonly sets: readonly T[];
  readonly findings: readonly Finding[];
}

export interface Suppressed<T extends FoundInSet> extends Found<T> {
  /** How many findings are ignored. */
  readonly count: number;
}

/**
 * Leaves out findings that an annotation of their object or the baseline ignores, and tells of what is wrong with
 * annotations and baseline: those that do not hold any more or ignore nothing.
 *
 * @param today `YYYY-MM-DD`
 * @param checked whether a code was looked for: what was not cannot be called unused
 */
export function suppress<T extends FoundInSet>(
  found: Found<T>,
  baseline: readonly BaselineEntry[],
  today: string,
  checked: (code: string) => boolean,
): Suppressed<T> {
  const used = new Set<Suppression>();
  const known = new Map<string, BaselineEntry>(baseline.map((entry) => [keyOf(entry), entry]));
  let count = 0;
  const isTold = (suppression: Suppression | undefined): boolean => {
    if (suppression === undefined) return true;
    used.add(suppression);
    if (!holdsOn(suppression, today)) return true;
    count++;
    return false;
  };
  const sets = found.sets.map((one) => {
    const own = new Map<string, Suppression>();
    const told: Finding[] = [];
    for (const manifest of one.set) {
      if (manifest.object.metadata.annotations === undefined) continue;
      const { identity } = manifest;
      const { suppressions, malformed } = annotatedSuppressions(manifest);
      told.push(...malformed);
      for (const suppression of suppressions) own.set(keyOf({ code: suppression.code, identity }), suppression);
    }
    const kept = one.findings.filter(({ code, identity }) => {
      const key = identity === undefined ? undefined : keyOf({ code, identity });
      return isTold(key === undefined ? undefined : (own.get(key) ?? known.get(key)));
    });
    return { ...one, findings: [...kept, ...told, ...tellOf([...own.values()])] };
  });
  const kept = found.findings.filter(({ code, identity, origin }) => {
    if (known.size === 0) return true;
    if (identity !== undefined) return isTold(known.get(keyOf({ code, identity })));
    const file = origin.locate?.()?.file;
    return isTold(file === undefined ? undefined : known.get(keyOf({ code, file })));
  });
  return { sets, findings: [...kept, ...tellOf(baseline)], count };

  function tellOf(suppressions: readonly Suppression[]): readonly Finding[] {
    return suppressions.flatMap((suppression) => {
      if (!holdsOn(suppression, today)) return expired(suppression);
      // Istio's annotation has no reason, and istioctl may know codes that we do not look for.
      const isOurs = suppression.reason !== undefined && checked(suppression.code);
      return isOurs && !used.has(suppression) ? unused(suppression) : [];
    });
  }
}

function keyOf(of: { readonly code: string } & ({ readonly identity: Identity } | { readonly file: string })): string {
  return `${of.code} ${'file' in of ? of.file : identityKey(of.identity)}`;
}
