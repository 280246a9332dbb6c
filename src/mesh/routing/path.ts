/** What proxies make of paths before anything else looks at them, by the mesh's configuration. */
export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/**
 * The path that rules and policies see; undefined for one that proxies refuse with 400.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/security/#understand-path-normalization-in-authorization-policies
 */
export function normalizePath(path: string, how: PathNormalization): string | undefined {
  if (how === 'NONE') return path;
  let result: string | undefined = path;
  if (how === 'DECODE_AND_MERGE_SLASHES') result = result.replaceAll(/%2f/gi, '/').replaceAll(/%5c/gi, '\\');
  if (!/^[\w/~-]*$/.test(result)) result = canonical(result);
  if (result === undefined || how === 'BASE') return result;
  // Envoy joins what is between slashes, and puts one before and one behind: of slashes alone two are left.
  return /^\/\/+$/.test(result) ? '//' : result.replaceAll(/\/\/+/g, '/');
}

/** RFC 3986, as browsers read it: escapes of letters, digits, `-`, `_` and `~` are undone, dots walk, `\` is `/`. */
function canonical(path: string): string | undefined {
  if (/%00|\0/.test(path)) return undefined;
  const text = path
    .replaceAll('\\', '/')
    .replaceAll(/%2e/gi, '.')
    .replaceAll(/%(2d|3[0-9]|4[1-9a-f]|5[0-9a]|5f|6[1-9a-f]|7[0-9a]|7e)/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  return escape(withoutDots(text));
}

function withoutDots(path: string): string {
  const segments: string[] = [];
  const written = path.split('/').slice(1);
  for (const [i, segment] of written.entries()) {
    const isLast = i === written.length - 1;
    if (segment === '..') segments.pop();
    if (segment !== '.' && segment !== '..') segments.push(segment);
    else if (isLast) segments.push('');
  }
  return `/${segments.join('/')}`;
}

/** Characters that have no place in a path. */
function escape(path: string): string {
  return path.replaceAll(/[^!$%&'()*+,\-./0-9:;=@A-Z[\]_a-z~|]/gu, (character) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
