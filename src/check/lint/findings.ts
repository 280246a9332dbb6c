import type { Finding, Severity } from '../../model/finding';
import type { SourceLocation } from '../../model/origin';
import { LIMIT, LINT_CODES, LintCode } from './codes';
import type { LintConfiguration } from './configuration';
import { MOST_PROBLEMS, problemsIn, SYNTAX } from './lint';

/** A text, and the file that it is of. */
export interface LintedFile {
  /** As it is shown to people. */
  readonly path: string;
  readonly text: string;
}

/**
 * What yamllint finds in a file, from top to bottom.
 *
 * @param path from the folder of the configuration, with slashes; `''` for what is no file
 */
export function lintText(file: LintedFile, path: string, configuration: LintConfiguration): readonly Finding[] {
  const rules = configuration.rulesFor(path);
  if (rules === undefined) return [];
  const problems = problemsIn(file.text, rules).toSorted(
    (one, other) => one.line - other.line || one.column - other.column,
  );
  const findings = problems.map(({ rule, level, line, column, message }) => {
    const severity = rule === SYNTAX ? configuration.syntaxLevel : level;
    return lintFinding(LINT_CODES.get(rule)!, severity, { file: file.path, line, column }, message);
  });
  if (problems.length >= MOST_PROBLEMS) {
    const { file: path, line, column } = findings.at(-1)!.origin.locate!()!;
    findings.push(
      lintFinding(
        LIMIT,
        LIMIT.severity,
        { file: path, line, column },
        `the file has more than these ${MOST_PROBLEMS} findings`,
      ),
    );
  }
  return findings;
}

/** A finding of the stage lint. */
export function lintFinding(code: LintCode, severity: Severity, location: SourceLocation, message: string): Finding {
  const { effect, fix } = code.explanation;
  return { code: code.code, severity, stage: 'lint', origin: { locate: () => location }, message, effect, fix };
}
