/** Beyond so many, they are counted. */
const MOST = 4;

/** `a, b, c, d, and 3 more`. */
export function listed(texts: readonly string[], most = MOST, separator = ', '): string {
  const more = texts.length - most;
  return [...texts.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}

/** `a`, `a and b`, `a, b and c`. */
export function joinedByAnd(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}`;
}
