import type { z } from 'zod';
import type { Explanation } from '../rule';
import type { Comment } from './comment';
import type { Line } from './line';
import type { Token } from './yaml/token';

/** A token and those around it. */
export interface TokenWindow {
  readonly token: Token;
  /** Absent at the start of the stream. */
  readonly previous: Token | undefined;
  /** Absent at the end of the stream. */
  readonly next: Token | undefined;
  readonly afterNext: Token | undefined;
  /** Of the whole file, with one character behind it. */
  readonly text: string;
}

/** Tells of a place, whose line and column count from 0. */
export type Report = (line: number, column: number, message: string) => void;

/** What a rule looks at in one file, and what it remembers of it. */
export interface LintCheck {
  token?(window: TokenWindow, report: Report): void;
  comment?(comment: Comment, report: Report): void;
  line?(line: Line, report: Report): void;
}

/** One rule of yamllint: called as there, with its options, and found at the same places. */
export interface LintRule<Options = unknown> {
  readonly name: string;
  readonly options: z.ZodType<Options>;
  readonly explanation: Explanation;
  /** Begins a file. */
  start(options: Options): LintCheck;
}

/** Lets the options of a rule have the type of their schema. */
export function lintRule<Options>(rule: LintRule<Options>): LintRule {
  return rule;
}
