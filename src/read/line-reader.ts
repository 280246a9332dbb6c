export class NotPlain extends Error {}

/** Thrown where a text stops being plain; one for all, because it says nothing and each would cost a stack. */
export const NOT_PLAIN = new NotPlain();

export const SPACE = 0x20;
export const HASH = 0x23;
export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;

/** Goes through the lines of a text that have something on them but comments. */
export class LineReader {
  /** Start of what is next on the line. */
  protected at = 0;
  /** Columns before `at`; -1 behind the last line. */
  protected indent = 0;

  constructor(protected readonly text: string) {}

  /** From behind the last thing on a line, over a comment, to the next line with content. */
  protected endLine(from: number): void {
    this.at = this.lineAfter(from);
    this.toContent();
  }

  /** The start of the line after the one that has nothing more but a comment. */
  protected lineAfter(from: number): number {
    const { text } = this;
    let at = from;
    while (text.charCodeAt(at) === SPACE) at++;
    if (text.charCodeAt(at) === HASH && at > from) {
      const end = text.indexOf('\n', at);
      return end < 0 ? text.length : end + 1;
    }
    if (text.charCodeAt(at) === RETURN) at++;
    if (at < text.length && text.charCodeAt(at) !== LINE_FEED) throw NOT_PLAIN;
    return at + 1;
  }

  /** Over blank lines and comments, from the start of a line. */
  protected toContent(): void {
    const { text } = this;
    for (;;) {
      let at = this.at;
      while (text.charCodeAt(at) === SPACE) at++;
      const char = text.charCodeAt(at);
      if (Number.isNaN(char)) {
        this.indent = -1;
        return;
      }
      if (char === HASH) {
        const end = text.indexOf('\n', at);
        this.at = end < 0 ? text.length : end + 1;
      } else if (char === LINE_FEED || char === RETURN) {
        this.at = this.lineAfter(at);
      } else {
        this.indent = at - this.at;
        this.at = at;
        return;
      }
    }
  }
}
