import { Json, setField } from '../model/json';
import { DEEPEST } from './compose';
import { HASH, LINE_FEED, LineReader, NOT_PLAIN, NotPlain, RETURN, SPACE } from './line-reader';
import { Dialect, plainScalar } from './scalar';

/**
 * The value of a document in the plain YAML that programs write and most people do: block maps and lists, scalars on one
 * line, literal blocks, comments. Undefined for whatever else, where the parser decides, and for what the parser would
 * have something to say of.
 *
 * It exists because the `yaml` package, which keeps comments, styles and positions, reads 3 MB a second.
 *
 * @param text one document at most; `null` when there is none in it
 */
export function plainYaml(text: string, dialect: Dialect): Json | undefined {
  try {
    return new PlainReader(text, dialect).document();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

const DASH = 0x2d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** Keys begin with a letter or digit, or one of `_/.$`, and have neither blanks nor colons, quotes nor brackets in them. */
const KEY = /[A-Za-z0-9_/.$][^\s:"'#,[\]{}]*(?=:(?:[ \r\n]|$))/y;
const LONGEST_KEY = 1000;
const QUOTED_KEY = /"[^"\\\n\r]*"(?=:(?:[ \r\n]|$))|'[^'\n\r]*'(?=:(?:[ \r\n]|$))/y;

/** Strings that are not numbers, words or indicators by their first character, and end neither as a key nor as a comment. */
const SPECIAL = /: |:$|\s#|\t|\ufeff/;
/** Indicators, and what has to be followed by something to be none. */
const INDICATOR = /^[-?:,[\]{}#&*!|>'"%@`]/;
const DASHED = /^-[^\s-]/;

class PlainReader extends LineReader {
  constructor(
    text: string,
    private readonly dialect: Dialect,
  ) {
    super(text);
  }

  document(): Json {
    if (this.text.includes('\r') && /\r(?!\n)/.test(this.text)) throw NOT_PLAIN;
    if (this.text.startsWith('---')) this.endLine(3);
    else this.toContent();
    if (this.indent < 0) return null;
    if (this.indent > 0) throw NOT_PLAIN;
    const value = this.collection(0, 0);
    if (this.indent >= 0) throw NOT_PLAIN;
    return value;
  }

  /** The map or list whose first key or dash is next. */
  private collection(indent: number, depth: number): Json {
    if (depth === DEEPEST) throw NOT_PLAIN;
    return this.isDash() ? this.list(indent, depth) : this.map(indent, depth);
  }

  private isDash(): boolean {
    if (this.text.charCodeAt(this.at) !== DASH) return false;
    const next = this.text.charCodeAt(this.at + 1);
    return next === SPACE || next === LINE_FEED || next === RETURN || Number.isNaN(next);
  }

  private list(indent: number, depth: number): Json {
    const items: Json[] = [];
    while (this.indent === indent && this.isDash()) {
      let start = this.at + 1;
      while (this.text.charCodeAt(start) === SPACE) start++;
      const char = this.text.charCodeAt(start);
      if (char === LINE_FEED || char === RETURN || char === HASH || Number.isNaN(char)) {
        this.endLine(this.at + 1);
        items.push(this.indent > indent ? this.collection(this.indent, depth + 1) : null);
        continue;
      }
      this.indent += start - this.at;
      this.at = start;
      // What follows a dash on its line is a collection of its own, or a scalar.
      if (this.isDash() || this.key() !== undefined) items.push(this.collection(this.indent, depth + 1));
      else items.push(this.scalar(indent));
    }
    if (this.indent > indent) throw NOT_PLAIN;
    return items;
  }

  private map(indent: number, depth: number): Json {
    const record: Record<string, Json> = {};
    while (this.indent === indent) {
      const key = this.key();
      if (key === undefined || Object.hasOwn(record, key)) throw NOT_PLAIN;
      setField(record, key, this.field(indent, depth));
    }
    if (this.indent > indent) throw NOT_PLAIN;
    return record;
  }

  /** The key that is next, undefined where there is none; leaves it unread. */
  private key(): string | undefined {
    KEY.lastIndex = this.at;
    const plain = KEY.exec(this.text);
    if (plain !== null) {
      const [key] = plain;
      this.afterKey = KEY.lastIndex + 1;
      if (key.length > LONGEST_KEY || typeof plainScalar(key, this.dialect) !== 'string') throw NOT_PLAIN;
      return key;
    }
    QUOTED_KEY.lastIndex = this.at;
    const quoted = QUOTED_KEY.exec(this.text);
    if (quoted === null) return undefined;
    this.afterKey = QUOTED_KEY.lastIndex + 1;
    return quoted[0].slice(1, -1);
  }
  private afterKey = 0;

  /** The value of the key that was found last. */
  private field(indent: number, depth: number): Json {
    let start = this.afterKey;
    while (this.text.charCodeAt(start) === SPACE) start++;
    const char = this.text.charCodeAt(start);
    if (char === LINE_FEED || char === RETURN || char === HASH || Number.isNaN(char)) {
      if (char === HASH && start === this.afterKey) throw NOT_PLAIN;
      this.endLine(start);
      if (this.indent > indent) return this.collection(this.indent, depth + 1);
      return this.indent === indent && this.isDash() ? this.list(indent, depth + 1) : null;
    }
    this.at = start;
    return this.scalar(indent);
  }

  /** The scalar, or the list or map in brackets, that is next, and nothing below it. */
  private scalar(indent: number): Json {
    const { text, at } = this;
    const char = text.charCodeAt(at);
    if (char === 0x7c) return this.literalBlock(indent);
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    let value: Json;
    if (char === DOUBLE_QUOTE || char === SINGLE_QUOTE) {
      value = this.quoted(char, at);
    } else {
      if (text.charCodeAt(end - 1) === RETURN) end--;
      let line = text.slice(at, end);
      const comment = line.indexOf(' #');
      if (comment >= 0) line = line.slice(0, comment);
      if (line.endsWith(' ')) line = line.replace(/ +$/, '');
      value = unquoted(line, this.dialect);
      this.endLine(end);
    }
    if (this.indent > indent) throw NOT_PLAIN;
    return value;
  }

  private quoted(quote: number, at: number): string {
    const { text } = this;
    let end = at + 1;
    for (; ; end++) {
      const char = text.charCodeAt(end);
      if (char === LINE_FEED || char === RETURN || Number.isNaN(char)) throw NOT_PLAIN;
      if (char === 0x5c && quote === DOUBLE_QUOTE) end++;
      else if (char === quote) {
        if (quote !== SINGLE_QUOTE || text.charCodeAt(end + 1) !== quote) break;
        end++;
      }
    }
    const inner = text.slice(at + 1, end);
    this.endLine(end + 1);
    if (quote === SINGLE_QUOTE) return inner.replaceAll("''", "'");
    return inner.includes('\\') ? unescaped(inner) : inner;
  }

  private literalBlock(indent: number): string {
    const { text } = this;
    const header = /\|([-+]?)(?=[ \r\n]|$)/y;
    header.lastIndex = this.at;
    const chomping = header.exec(text)?.[1];
    if (chomping === undefined) throw NOT_PLAIN;
    let start = this.lineAfter(header.lastIndex);
    let block = -1;
    const lines: string[] = [];
    while (start < text.length) {
      let end = text.indexOf('\n', start);
      if (end < 0) end = text.length;
      let first = start;
      while (text.charCodeAt(first) === SPACE) first++;
      const isBlank = first === end || (first === end - 1 && text.charCodeAt(first) === RETURN);
      if (block < 0 && !isBlank) {
        block = first - start;
        if (block <= indent) break;
        // Blank lines before the first that reach beyond it are an error.
        if (lines.some((line) => line.length > 0)) throw NOT_PLAIN;
      }
      if (!isBlank && first - start < block) break;
      const stop = text.charCodeAt(end - 1) === RETURN && end > start ? end - 1 : end;
      lines.push(block < 0 ? text.slice(start, stop) : text.slice(Math.min(start + block, stop), stop));
      if (end === text.length) {
        // Without a line feed at the end of the file there is none at the end of the block either.
        if (chomping !== '-') throw NOT_PLAIN;
        start = end;
        break;
      }
      start = end + 1;
    }
    if (block <= indent) throw NOT_PLAIN;
    this.at = start;
    this.toContent();
    const content = `${lines.join('\n')}\n`;
    if (chomping === '+') return content;
    const kept = content.replace(/\n+$/, '');
    return chomping === '-' ? kept : `${kept}\n`;
  }
}

/** What scalars without quotes stand for that were met lately, so that the same text is kept once and looked at once. */
const KNOWN: Readonly<Record<Dialect, Map<string, Json>>> = { kubectl: new Map(), kustomize: new Map() };
const MOST_KNOWN = 1000;
/** In characters. Longer ones are views into the text that they are of, and would keep it in memory. */
const LONGEST_KNOWN = 12;

function unquoted(text: string, dialect: Dialect): Json {
  const known = KNOWN[dialect].get(text);
  if (known !== undefined) return known;
  if (SPECIAL.test(text)) throw NOT_PLAIN;
  if (INDICATOR.test(text) && !DASHED.test(text)) return bracketed(text);
  const value = plainScalar(text, dialect);
  if (typeof value === 'number' && !isExact(value, text)) throw NOT_PLAIN;
  if (text.length <= LONGEST_KNOWN) {
    if (KNOWN[dialect].size === MOST_KNOWN) KNOWN[dialect].clear();
    KNOWN[dialect].set(text, value);
  }
  return value;
}

function isExact(value: number, text: string): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && /[.eE]/.test(text));
}

/** An empty list or map, or a list of strings that is JSON. */
function bracketed(text: string): Json {
  if (text === '{}') return {};
  if (!/^\[(?:"[^"\\]*"(?:, *"[^"\\]*")*)?\]$/.test(text)) throw NOT_PLAIN;
  return JSON.parse(text) as Json;
}

/** YAML has all escapes of JSON and more. */
function unescaped(inner: string): string {
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    throw NOT_PLAIN;
  }
}
