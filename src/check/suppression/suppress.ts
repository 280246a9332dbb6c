import type { Finding } from '../../model/finding';
import { Identity, identityKey } from '../../model/identity';
import type { ManifestSet } from '../../model/manifest-set';
import { annotatedSuppressions } from './annotation';
import { expired, holdsOn, Suppression, unused } from './suppression';

/** Findings that a baseline file knows: of an object, or of a file. */
export type BaselineEntry = Suppression & {
  /** How many of the code there are; with one more, none is known. @default any number */
  readonly count?: number | undefined;
} & ({ readonly identity: Identity } | { readonly file: string });

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
  const isTold = (suppression: Suppression | BaselineEntry | undefined, times = 1): boolean => {
    if (suppression === undefined) return true;
    used.add(suppression);
    if (!holdsOn(suppression, today)) return true;
    if ('count' in suppression && suppression.count !== undefined && times > suppression.count) return true;
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
      for (const finding of malformed) told.push(finding);
      for (const suppression of suppressions) own.set(keyOf({ code: suppression.code, identity }), suppression);
    }
    const times = countOf(one.findings);
    const kept = one.findings.filter((finding) => {
      const key = keyOfFinding(finding);
      return key === undefined || isTold(own.get(key) ?? known.get(key), times.get(key));
    });
    return { ...one, findings: [...kept, ...told, ...tellOf([...own.values()])] };
  });
  const times = known.size === 0 ? new Map<string, number>() : countOf(found.findings);
  const kept = found.findings.filter((finding) => {
    const key = known.size === 0 ? undefined : keyOfFinding(finding);
    return key === undefined || isTold(known.get(key), times.get(key));
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

/** How many findings there are by what an entry of a baseline tells apart. */
export function countOf(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOfFinding(finding);
    if (key !== undefined) times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
}

/** Undefined for what is about no object and no file. */
export function keyOfFinding({ code, identity, origin }: Finding): string | undefined {
  if (identity !== undefined) return keyOf({ code, identity });
  const file = origin.locate?.()?.file;
  return file === undefined ? undefined : keyOf({ code, file });
}

function keyOf(of: { readonly code: string } & ({ readonly identity: Identity } | { readonly file: string })): string {
  return `${of.code} ${'file' in of ? of.file : identityKey(of.identity)}`;
}
