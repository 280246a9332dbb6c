export type StringMatch = (text: string) => boolean;

/** What policies write for text: `*` for any but an empty one, `*end`, `start*`, or the text itself. */
export function stringMatch(pattern: string): StringMatch {
  if (pattern === '*') return (text) => text !== '';
  if (pattern.startsWith('*')) {
    const end = pattern.slice(1);
    return (text) => text.endsWith(end);
  }
  if (pattern.endsWith('*')) {
    const start = pattern.slice(0, -1);
    return (text) => text.startsWith(start);
  }
  return (text) => text === pattern;
}

/** The same for the value of a header, of which `*` asks no more than to be there. */
export function headerMatch(pattern: string): StringMatch {
  return pattern === '*' ? () => true : stringMatch(pattern);
}

/** The same in any case. */
export function caselessMatch(pattern: string): StringMatch {
  const matches = headerMatch(pattern.toLowerCase());
  return (text) => matches(text.toLowerCase());
}

/** For regular expressions that stand for text. */
export function quote(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
