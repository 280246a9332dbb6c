/** Beyond so many, they are counted. */
const MOST = 4;

/** `a, b, c, d, and 3 more`. */
export function listed(texts: readonly string[], most = MOST): string {
  const more = texts.length - most;
  return [...texts.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
