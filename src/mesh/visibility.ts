/** Everywhere, in `exportTo`. */
export const EVERYWHERE = '*';
/** Nowhere. */
const NOWHERE = '~';

/**
 * The namespaces that see an object, or `*` for all of them.
 *
 * @param exportTo as `spec.exportTo` has it: namespaces, `.` for the object's own, `*` for all, `~` for none
 * @param namespace of the object
 * @param byDefault the mesh config's word on objects without `exportTo`
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function scopesOf(
  exportTo: readonly string[] | undefined,
  namespace: string,
  byDefault?: readonly string[],
): ReadonlySet<string> {
  const written = exportTo === undefined || exportTo.length === 0 ? (byDefault ?? []) : exportTo;
  if (written.length === 0 || written.includes(EVERYWHERE)) return ALL_NAMESPACES;
  if (written.includes(NOWHERE)) return NO_NAMESPACES;
  return new Set(written.map((scope) => (scope === '.' ? namespace : scope)));
}

const ALL_NAMESPACES: ReadonlySet<string> = new Set([EVERYWHERE]);
const NO_NAMESPACES: ReadonlySet<string> = new Set();

export function isVisibleIn(scopes: ReadonlySet<string>, namespace: string): boolean {
  return scopes.has(EVERYWHERE) || scopes.has(namespace);
}
