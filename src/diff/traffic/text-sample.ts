const REST = 'x';

/**
 * A text that a pattern of a policy takes: `*` stands for any, `*end`, `start*`, or the text itself.
 *
 * @param rest what the star stands for
 */
export function textOf(pattern: string, rest = REST): string {
  if (pattern === '*') return 'any';
  if (pattern.startsWith('*')) return `${rest}${pattern.slice(1)}`;
  return pattern.endsWith('*') ? `${pattern.slice(0, -1)}${rest}` : pattern;
}

/** Paths that a pattern of a policy takes, which may be a template, and which begins with a slash in most. */
export function policyPathsOf(pattern: string): readonly string[] {
  if (/\{\*{1,2}\}/.test(pattern)) {
    const [one, more] = ['x', 'x/x'].map((rest) => pattern.replaceAll('{**}', rest).replaceAll('{*}', 'x'));
    return [...new Set([one!, more!])].filter(isPath);
  }
  if (pattern === '*') return [];
  return [textOf(pattern, pattern.startsWith('*') ? '/x' : REST)].filter(isPath);
}

function isPath(path: string): boolean {
  return path.startsWith('/');
}

export function isPattern(text: string): boolean {
  return text.includes('*');
}
