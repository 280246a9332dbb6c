import { RE2JS } from 're2js';

interface FilePattern {
  readonly find: Find;
  /** False behind an exclamation mark. */
  readonly includes: boolean;
}

/** What a pattern finds of a path: a folder around the file, or the file itself. */
type Find = (path: string) => 'folder' | 'file' | undefined;

/**
 * Patterns of files as `.gitignore` has them, the last one that fits deciding.
 *
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
export class FilePatterns {
  private readonly patterns: readonly FilePattern[];

  constructor(lines: readonly string[]) {
    this.patterns = lines
      .map(patternOf)
      .filter((pattern) => pattern !== undefined)
      .reverse();
  }

  /** @param path relative to where the patterns are, with slashes */
  match(path: string): boolean {
    let ofFolder: FilePattern | undefined;
    for (const pattern of this.patterns) {
      const found = pattern.find(path);
      if (found === undefined) continue;
      // A pattern of the file itself counts more than one of a folder around it.
      if (found === 'file') return pattern.includes;
      ofFolder ??= pattern;
    }
    return ofFolder?.includes ?? false;
  }
}

const FOLDER = '(?<folder>/)';

function patternOf(line: string): FilePattern | undefined {
  const trimmed = line.endsWith('\\ ') ? line : line.trimEnd();
  if (trimmed === '' || trimmed === '/' || trimmed.startsWith('#')) return undefined;
  const includes = !trimmed.startsWith('!');
  const pattern = includes ? trimmed : trimmed.slice(1);
  const parts = partsOf(pattern);
  if (parts.length === 0) return undefined;
  try {
    return { find: finderOf(expressionOf(parts, pattern.endsWith('/'))), includes };
  } catch {
    // Brackets that are not closed fit nothing.
    return undefined;
  }
}

/** Of stars that JavaScript looks for quickly enough: it takes time that grows with the power of their number. */
const MOST_STARS = 4;

/** @throws SyntaxError when brackets do not fit */
function finderOf(expression: string): Find {
  const quick = new RegExp(expression, 'su');
  if (expression.split(/[*+]/).length - 1 <= MOST_STARS) {
    return (path) => {
      const found = quick.exec(path);
      return found === null ? undefined : found.groups?.folder === undefined ? 'file' : 'folder';
    };
  }
  const linear = RE2JS.compile(expression, RE2JS.DOTALL);
  return (path) => {
    const matcher = linear.matcher(path);
    return matcher.find() ? (matcher.group('folder') === null ? 'file' : 'folder') : undefined;
  };
}

/** Folders and files of a pattern; `**` stands for any number of them. */
function partsOf(pattern: string): readonly string[] {
  const parts = pattern.split('/');
  if (parts[0] === '') parts.shift();
  // Without a slash but at its end, a pattern fits at any depth.
  else if (parts.length === 1 || (parts.length === 2 && parts[1] === '')) parts.unshift('**');
  if (parts.at(-1) === '') parts[parts.length - 1] = '**';
  return parts.filter((part, index) => part !== '**' || parts[index - 1] !== '**');
}

function expressionOf(parts: readonly string[], isFolder: boolean): string {
  const last = parts.length - 1;
  if (last === 0 && parts[0] === '**') return isFolder ? FOLDER : '.';
  let expression = '^';
  for (const [index, part] of parts.entries()) {
    if (part === '**') {
      if (index === last) expression += isFolder ? FOLDER : '/';
      else expression += index === 0 ? '(?:.+/)?' : '/(?:.+/)?';
      continue;
    }
    if (index > 0 && parts[index - 1] !== '**') expression += '/';
    expression += part === '*' ? '[^/]+' : glob(part);
  }
  return parts[last] === '**' ? expression : `${expression}(?:${FOLDER}|$)`;
}

/** @throws SyntaxError when brackets are not closed */
function glob(part: string): string {
  return part.replace(
    /\\(.)|\[([!^]?)(\]?[^\]]*)\]|./gsu,
    (char, escaped?: string, negation?: string, set?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (set !== undefined) return `[${negation === '' ? '' : '^'}${set.replace(/[\\[\]]/g, '\\$&')}]`;
      if (char === '*') return '[^/]*';
      if (char === '?') return '[^/]';
      if (char === '[') throw new SyntaxError(part);
      return literal(char);
    },
  );
}

function literal(char: string): string {
  return char.replace(/[$()*+./?[\\\]^{|}]/u, '\\$&');
}
