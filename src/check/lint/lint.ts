import { commentsBetween } from './comment';
import { Disabling, disablesFile } from './disabling';
import { Line, lineAt, startAfter } from './line';
import type { LintCheck, LintRule, Report, TokenWindow } from './rule';
import { withoutAstral } from './stand-ins';
import { Parser } from './yaml/parser';
import { ScanError } from './yaml/scan-error';
import { Scanner } from './yaml/scanner';
import type { Token } from './yaml/token';

export type LintLevel = 'error' | 'warning';

/** A rule that is switched on. */
export interface EnabledRule {
  readonly rule: LintRule;
  readonly level: LintLevel;
  readonly options: unknown;
}

/** What yamllint calls a text that is no YAML. */
export const SYNTAX = 'syntax';

export interface LintProblem {
  /** Name of the rule, or {@link SYNTAX}. */
  readonly rule: string;
  readonly level: LintLevel;
  /** Counts from 1, as the column does, in characters. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Nobody reads more of one file, and a file of blanks would have millions. */
export const MOST_PROBLEMS = 1000;

/** What yamllint finds in a text, in its order, in time linear in the text. */
export function problemsIn(text: string, rules: readonly EnabledRule[]): readonly LintProblem[] {
  if (disablesFile(text)) return [];
  const standIns = withoutAstral(text);
  const { problems, syntaxError } = new LintRun(standIns.text, rules).run();
  const all = syntaxError === undefined ? problems : withSyntaxError(problems, syntaxError);
  return all.map(({ line, message, ...problem }) => ({
    ...problem,
    // yamllint tells of the end of a text that is one line in a line before it.
    line: Math.max(line, 1),
    message: standIns.restore(message),
  }));
}

/** One of yamllint's problems gives way to it: the first that is neither above it nor left of it. */
function withSyntaxError(problems: readonly LintProblem[], { mark, message }: ScanError): readonly LintProblem[] {
  const [line, column] = [mark.line + 1, mark.column + 1];
  const place = problems.findIndex((problem) => line <= problem.line && column <= problem.column);
  const error: LintProblem = { rule: SYNTAX, level: 'error', line, column, message };
  return place < 0 ? [...problems, error] : problems.with(place, error);
}

type Has<Part extends keyof LintCheck> = Required<Pick<LintCheck, Part>>;

interface Started<Part extends keyof LintCheck> {
  readonly check: Has<Part>;
  readonly report: Report;
}

class LintRun {
  readonly problems: LintProblem[] = [];
  syntaxError: ScanError | undefined;
  /** Of the line that is not over, since a comment at its end may disable them. */
  private pending: LintProblem[] = [];
  private readonly disabling: Disabling;
  private readonly tokenChecks: readonly Started<'token'>[];
  private readonly commentChecks: readonly Started<'comment'>[];
  private readonly lineChecks: readonly Started<'line'>[];
  private readonly parser = new Parser();
  private line: Line | undefined;

  constructor(
    private readonly text: string,
    rules: readonly EnabledRule[],
  ) {
    this.line = lineAt(text, 0, 0);
    this.disabling = new Disabling(rules.map(({ rule }) => rule.name));
    const started = rules.map(({ rule, level, options }) => ({
      check: rule.start(options),
      report: this.reporterOf(rule.name, level),
    }));
    this.tokenChecks = started.filter((one): one is Started<'token'> => one.check.token !== undefined);
    this.commentChecks = started.filter((one): one is Started<'comment'> => one.check.comment !== undefined);
    this.lineChecks = started.filter((one): one is Started<'line'> => one.check.line !== undefined);
  }

  run(): this {
    try {
      this.readTokens(new Scanner(this.text));
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      this.syntaxError ??= error;
    }
    this.endLinesBefore(Infinity);
    return this;
  }

  private readTokens(scanner: Scanner): void {
    let previous: Token | undefined;
    let token = this.take(scanner);
    while (token !== undefined) {
      const next = this.take(scanner);
      const window: TokenWindow = { token, previous, next, afterNext: scanner.peek(), text: scanner.text };
      this.endLinesBefore(token.start.line);
      for (const { check, report } of this.tokenChecks) check.token(window, report);
      for (const comment of commentsBetween(scanner.text, token, next)) {
        this.endLinesBefore(comment.line);
        for (const { check, report } of this.commentChecks) check.comment(comment, report);
        this.disabling.read(comment);
      }
      previous = token;
      token = next;
    }
  }

  private take(scanner: Scanner): Token | undefined {
    const token = scanner.take();
    if (token === undefined || this.syntaxError !== undefined) return token;
    try {
      this.parser.read(token);
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      this.syntaxError = error;
    }
    return token;
  }

  private endLinesBefore(number: number): void {
    while (this.line !== undefined && this.line.number < number) {
      const { line } = this;
      for (const { check, report } of this.lineChecks) check.line(line, report);
      if (this.pending.length > 0) {
        this.problems.push(...this.pending.filter(({ rule }) => !this.disabling.isDisabled(rule)));
        this.pending = [];
      }
      this.disabling.endLine();
      const start = startAfter(line);
      this.line = start === undefined ? undefined : lineAt(this.text, start, line.number + 1);
    }
  }

  private reporterOf(rule: string, level: LintLevel): Report {
    return (line, column, message) => {
      if (this.problems.length + this.pending.length === MOST_PROBLEMS) return;
      this.pending.push({ rule, level, line: line + 1, column: column + 1, message });
    };
  }
}
