/** A line of a text, by offsets. */
export interface Line {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
  /** Where the next one starts. */
  readonly next: number;
}

/** Edits of a text at places that do not overlap; offsets are those of the text as it was. */
export class TextEdits {
  private readonly edits: { readonly start: number; readonly end: number; readonly replacement: string }[] = [];
  private readonly lineBreak: string;

  constructor(readonly text: string) {
    this.lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  }

  replace(start: number, end: number, replacement: string): void {
    this.edits.push({ start, end, replacement });
  }

  /** @param offset of a character in the line before */
  insertLineAfter(offset: number, line: string): void {
    const { end } = this.lineAt(offset);
    this.replace(end, end, `${this.lineBreak}${line}`);
  }

  /** @param offset of a character in the line after */
  insertLineBefore(offset: number, line: string): void {
    const { start } = this.lineAt(offset);
    this.replace(start, start, `${line}${this.lineBreak}`);
  }

  lineAt(offset: number): Line {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1;
    const lineFeed = this.text.indexOf('\n', offset);
    const next = lineFeed < 0 ? this.text.length : lineFeed + 1;
    return { start, end: start + this.text.slice(start, next).trimEnd().length, next };
  }

  /** All lines from the one of an offset to the one of another. */
  linesOf(first: number, last: number): readonly Line[] {
    const lines: Line[] = [];
    for (let line = this.lineAt(first); ; line = this.lineAt(line.next)) {
      lines.push(line);
      if (line.next > last || line.next === this.text.length) return lines;
    }
  }

  /** White space that the line of an offset begins with. */
  indentationAt(offset: number): string {
    const { start, end } = this.lineAt(offset);
    return /^ */.exec(this.text.slice(start, end))![0];
  }

  apply(): string {
    let result = '';
    let copied = 0;
    // The sort is stable: what is inserted at one place stays in its order.
    for (const { start, end, replacement } of this.edits.sort((a, b) => a.start - b.start)) {
      result += this.text.slice(copied, start) + replacement;
      copied = end;
    }
    return result + this.text.slice(copied);
  }
}
