/** A line of a stream, or why it cannot be read. Lines count from 1. */
export type StreamLine =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly problem: string };

/** Envoy takes no more than 60 KiB of headers, so that no log has a longer line of a request. */
const MOST_LINE_BYTES = 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * The lines of a stream, as many at once as each chunk completes, so that neither the memory nor the time for a line
 * grows with the stream. Empty lines are left out, and count.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly StreamLine[]> {
  const reader = new LineReader();
  for await (const chunk of chunks) yield reader.read(chunk);
  yield reader.end();
}

class LineReader {
  private number = 0;
  /** Of the line that is not complete yet. */
  private parts: Uint8Array[] = [];
  private length = 0;

  read(chunk: Uint8Array): readonly StreamLine[] {
    const lines: StreamLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.keep(chunk.subarray(start, end));
      this.complete(lines);
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  end(): readonly StreamLine[] {
    const lines: StreamLine[] = [];
    this.complete(lines);
    return lines;
  }

  private keep(part: Uint8Array): void {
    this.length += part.length;
    if (this.length > MOST_LINE_BYTES) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private complete(lines: StreamLine[]): void {
    const number = ++this.number;
    const line = this.length > MOST_LINE_BYTES ? TOO_LONG : this.decoded();
    this.parts = [];
    this.length = 0;
    if (line !== undefined) lines.push({ number, ...line });
  }

  private decoded(): { readonly text: string } | { readonly problem: string } | undefined {
    if (this.length === 0) return undefined;
    const [first, ...others] = this.parts;
    const bytes = others.length === 0 ? first! : Buffer.concat(this.parts);
    try {
      // It leaves out a byte order mark.
      const text = UTF8.decode(bytes);
      return text.trim() === '' ? undefined : { text };
    } catch {
      return NOT_UTF8;
    }
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const TOO_LONG = { problem: 'the line has more than 1 MiB, the most that is read: it is no request' };
const NOT_UTF8 = { problem: 'the line is not UTF-8: save the file as UTF-8' };
