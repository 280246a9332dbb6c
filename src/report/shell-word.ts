/** A word as a shell reads it. */
export function shellWord(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : quoted(text);
}

/** A text between single quotes, as bash and zsh read it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
