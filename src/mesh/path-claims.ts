/**
 * Who has which part of a host's paths. A claim covers its path and all below it, segment by segment: `/api` covers
 * `/api/v1` and not `/apis`. Claiming costs as much as the path has segments.
 */
export class PathClaims<Owner> {
  private readonly claimed = new Map<string, Owner>();
  /** Every path above a claimed one, with an owner below it. */
  private readonly above = new Map<string, Owner>();

  /**
   * @param path starts with a slash and does not end with one, the root `/` aside
   * @returns who has a part of these paths already; the claim then has no effect
   */
  claim(path: string, owner: Owner): Owner | undefined {
    const ancestors = ancestorsOf(path);
    for (const candidate of [path, ...ancestors]) {
      const other = this.claimed.get(candidate);
      if (other !== undefined) return other;
    }
    const below = this.above.get(path);
    if (below !== undefined) return below;
    this.claimed.set(path, owner);
    for (const ancestor of ancestors) this.above.set(ancestor, owner);
    return undefined;
  }
}

/** Whether a path is one of those that a claim of another covers. */
export function isPathOrBelow(path: string, claimed: string): boolean {
  return path === claimed || ancestorsOf(path).includes(claimed);
}

/** `/a/b/c` has `/a/b`, `/a` and `/` above it. */
function ancestorsOf(path: string): string[] {
  if (path === '/') return [];
  const ancestors = ['/'];
  for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1))
    ancestors.push(path.slice(0, slash));
  return ancestors;
}

const PATH = /^\/$|^(\/[A-Za-z0-9\-._~!$&'()*+,;=:@%]+)+$/;

/** Why a path cannot be claimed, in words that can end a sentence; undefined when it can. */
export function pathProblem(path: string): string | undefined {
  if (!path.startsWith('/')) return 'does not start with a slash';
  if (path.endsWith('/') && path !== '/') return 'ends with a slash; it covers all below it anyway';
  if (/[?#]/.test(path)) return 'has a query or fragment, which routes do not see in the path';
  return PATH.test(path) ? undefined : 'is not a URL path';
}
