import type { Token } from './token';

const MOST_TAKEN_KEPT = 1024;

/** Tokens that were scanned and not yet taken, numbered from the start of the stream. */
export class TokenQueue {
  private readonly tokens: Token[] = [];
  private head = 0;
  private taken = 0;

  /** The next to be taken. */
  get first(): Token | undefined {
    return this.tokens[this.head];
  }

  get firstNumber(): number {
    return this.taken;
  }

  /** Of the token that is pushed next. */
  get nextNumber(): number {
    return this.taken + this.tokens.length - this.head;
  }

  push(token: Token): void {
    this.tokens.push(token);
  }

  /** Puts a token before the one that has the number. */
  insert(number: number, token: Token): void {
    this.tokens.splice(this.head + number - this.taken, 0, token);
  }

  take(): Token | undefined {
    const token = this.first;
    if (token === undefined) return undefined;
    this.taken++;
    this.head++;
    if (this.head === MOST_TAKEN_KEPT) {
      this.tokens.splice(0, this.head);
      this.head = 0;
    }
    return token;
  }
}
