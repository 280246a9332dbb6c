/** Everywhere, in `exportTo`. */
export const EVERYWHERE = '*';

/**
 * The namespaces that see an object, or `*` for all of them.
 *
 * @param exportTo as `spec.exportTo` has it: namespaces, `.` for the object's own, `*` for all; nothing means all
 * @param namespace of the object
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function scopesOf(exportTo: readonly string[] | undefined, namespace: string): ReadonlySet<string> {
  if (exportTo === undefined || exportTo.length === 0 || exportTo.includes(EVERYWHERE)) return ALL_NAMESPACES;
  return new Set(exportTo.map((scope) => (scope === '.' ? namespace : scope)));
}

const ALL_NAMESPACES: ReadonlySet<string> = new Set([EVERYWHERE]);

export function isVisibleIn(scopes: ReadonlySet<string>, namespace: string): boolean {
  return scopes.has(EVERYWHERE) || scopes.has(namespace);
}
