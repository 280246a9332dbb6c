import type { RE2JS } from 're2js';

/** Beyond it JavaScript's engine may take the square of the length, or worse; RE2 never does. */
const LONG_TEXT = 2000;
/** Of these characters both engines think the same, whatever the expression. */
const PLAIN_TEXT = /^[\x20-\x7e]*$/;
const CACHE_LIMIT = 1000;

/**
 * A regular expression of Go. JavaScript's own engine is much faster, and means the same by an expression that it can
 * read on a text that is short and plain; all else is left to RE2, which is Go's.
 */
export class GoRegExp {
  private readonly native: RegExp | undefined;
  private readonly needsPlainText: boolean;
  private compiled: RE2JS | undefined;

  constructor(private readonly pattern: string) {
    this.native = nativeOf(pattern);
    this.needsPlainText = hasVagueClass(pattern);
  }

  test(text: string): boolean {
    const isSame = text.length <= LONG_TEXT && (!this.needsPlainText || PLAIN_TEXT.test(text));
    if (this.native !== undefined && isSame) return this.native.test(text);
    return this.re2.matcher(text).find();
  }

  /** The parts of a text that match, from the left, at most so many. */
  findAll(text: string, most = Number.POSITIVE_INFINITY): string[] {
    const matcher = this.re2.matcher(text);
    const found: string[] = [];
    while (found.length < most && matcher.find()) found.push(matcher.group() ?? '');
    return found;
  }

  /** @throws Error where the pattern is none of Go's */
  private get re2(): RE2JS {
    if (this.compiled === undefined) {
      // Hardly any object needs it, and loading it takes as long as validating thousands of objects.
      const { RE2JS } = require('re2js') as typeof import('re2js');
      this.compiled = RE2JS.compile(this.pattern);
    }
    return this.compiled;
  }
}

/** Classes such as `[[:alpha:]]` JavaScript reads as something else. */
function nativeOf(pattern: string): RegExp | undefined {
  if (pattern.includes('[:')) return undefined;
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

/** Whether it has a dot, a `\s` or a `\b`, which are not the same characters to both engines. */
function hasVagueClass(pattern: string): boolean {
  const withoutEscapes = pattern.replaceAll(/\\[^sSbB]/g, '');
  const withoutClasses = withoutEscapes.replaceAll(/\[[^\]]*\]/g, (set) => (/\\[sS]/.test(set) ? '.' : ''));
  return /\.|\\[sSbB]/.test(withoutClasses);
}

const cache = new Map<string, GoRegExp>();

/** The expression of a pattern, compiled once. */
export function goRegExp(pattern: string): GoRegExp {
  let expression = cache.get(pattern);
  if (expression === undefined) {
    if (cache.size >= CACHE_LIMIT) cache.clear();
    expression = new GoRegExp(pattern);
    cache.set(pattern, expression);
  }
  return expression;
}
