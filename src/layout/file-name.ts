import { sha256 } from './digest';

/**
 * A name as part of a file name that no case-insensitive file system merges with another's: what is not in
 * `[a-z0-9.-]` is percent-encoded, and so are dots at either end, because `..` is a folder and Windows drops them.
 */
export function encodeName(name: string): string {
  return name.replace(/[^a-z0-9.-]|^\.|\.$/g, percentEncoded);
}

/**
 * A kind as part of a file name: `VirtualService` is `virtual-service`, `IPPool` is `i-p-pool`. Each capital is a
 * hyphen and a small letter, so that no two kinds become one; what else has no place in a kind is percent-encoded.
 */
export function encodeKind(kind: string): string {
  return kind.replace(/[^a-z0-9]|^[a-z0-9]/g, (char, position: number) => {
    if (!/[A-Z]/.test(char)) return percentEncoded(char);
    return (position === 0 ? '' : '-') + char.toLowerCase();
  });
}

/** File systems allow 255 bytes; the rest is for an extension. */
const LONGEST = 240;

/** The same, but no longer than a file system can hold: what is cut off is replaced by a digest of the whole. */
export function withinLimit(component: string): string {
  return component.length <= LONGEST ? component : `${component.slice(0, LONGEST - 65)}~${sha256(component)}`;
}

/** Of one UTF-16 unit: `%3a`, `%u20ac`. Small digits, because `%3A` and `%3a` are one file on a Mac. */
function percentEncoded(unit: string): string {
  const code = unit.charCodeAt(0);
  return code < 0x100 ? `%${code.toString(16).padStart(2, '0')}` : `%u${code.toString(16).padStart(4, '0')}`;
}
