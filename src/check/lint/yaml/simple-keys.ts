import type { Cursor } from './cursor';
import { ScanError } from './scan-error';
import type { Mark } from './token';

/** Something that is a key if a colon follows it on its line. */
export interface SimpleKey {
  readonly mark: Mark;
  /** Of its first token, counted from the start of the stream. */
  readonly tokenNumber: number;
  readonly level: number;
  /** Whether nothing but a key can stand there. */
  readonly isRequired: boolean;
}

/** Characters that a key without `?` can have. */
const LONGEST = 1024;

/** What may be a key, at most one for each level of brackets: outer ones are older, so that they expire first. */
export class SimpleKeys {
  private readonly keys: SimpleKey[] = [];
  private first = 0;

  constructor(private readonly cursor: Cursor) {}

  get oldest(): SimpleKey | undefined {
    return this.keys[this.first];
  }

  /** @throws ScanError when what it replaces had to be a key */
  add(key: SimpleKey): void {
    this.drop(key.level);
    this.keys.push(key);
  }

  /** Takes that of a level, which has none above it. */
  take(level: number): SimpleKey | undefined {
    const newest = this.keys.at(-1);
    if (newest?.level !== level) return undefined;
    this.keys.pop();
    this.forget();
    return newest;
  }

  /** @throws ScanError when that of the level had to be a key */
  drop(level: number): void {
    if (this.take(level)?.isRequired === true) throw this.missingColon();
  }

  /** @throws ScanError when one that had to be a key can be none any more */
  expire(): void {
    const { index, line } = this.cursor;
    for (;;) {
      const key = this.oldest;
      if (key === undefined || (key.mark.line === line && index - key.mark.index <= LONGEST)) break;
      if (key.isRequired) throw this.missingColon();
      this.first++;
    }
    this.forget();
  }

  clear(): void {
    this.first = this.keys.length;
    this.forget();
  }

  private forget(): void {
    if (this.first === 0 || this.first < this.keys.length) return;
    this.keys.length = 0;
    this.first = 0;
  }

  private missingColon(): ScanError {
    return new ScanError(
      this.cursor.mark(),
      'the text before here is neither a key nor a part of what precedes it: add the colon, or indent it',
    );
  }
}
