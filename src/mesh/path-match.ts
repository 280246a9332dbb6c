/** The paths that one match admits, as far as overlap can be decided. */
export type PathMatch =
  | { readonly type: 'exact'; readonly value: string }
  | { readonly type: 'prefix'; readonly value: string }
  /** Whether a regular expression overlaps with anything is not decided: it counts as overlapping with everything. */
  | { readonly type: 'regex'; readonly value: string };

/** A match that says nothing of the path. */
export const ANY_PATH: PathMatch = { type: 'prefix', value: '/' };

export function describePath(path: PathMatch): string {
  return path.type === 'exact' ? path.value : path.type === 'prefix' ? `${path.value}*` : `regex ${path.value}`;
}

/** The path segment `/api` and all below it, but not `/apis`: an exact match and a prefix match. */
export function pathAndBelow(path: string): PathMatch[] {
  if (path === '/') return [ANY_PATH];
  return [
    { type: 'exact', value: path },
    { type: 'prefix', value: `${path}/` },
  ];
}

/**
 * Finds two claims of different owners that admit a common path.
 *
 * Sorting brings them together: all that starts with a prefix follows it directly, so neighbours decide, and the cost
 * is that of the sort.
 */
export function findOverlap<Claim extends { readonly path: PathMatch; readonly owner: unknown }>(
  claims: readonly Claim[],
): readonly [first: Claim, second: Claim] | undefined {
  const regex = claims.find((claim) => claim.path.type === 'regex');
  if (regex !== undefined) {
    const other = claims.find((claim) => claim.owner !== regex.owner);
    if (other !== undefined) return [other, regex];
  }
  const rank = ({ type }: PathMatch): number => (type === 'prefix' ? 0 : 1);
  const sorted = [...claims].sort((a, b) => compare(a.path.value, b.path.value) || rank(a.path) - rank(b.path));
  // Claims that may still cover what follows, innermost last, so that one owner's own nesting hides nobody else's.
  const open: Claim[] = [];
  for (const claim of sorted) {
    while (open.length > 0 && !admits(open[open.length - 1]!.path, claim.path.value)) open.pop();
    const outer = open.findLast((candidate) => candidate.owner !== claim.owner);
    if (outer !== undefined) return [outer, claim];
    open.push(claim);
  }
  return undefined;
}

function admits(path: PathMatch, start: string): boolean {
  return path.type === 'prefix' ? start.startsWith(path.value) : start === path.value;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
