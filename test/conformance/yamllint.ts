import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { programPath } from './programs';

/**
 * yamllint fails on some texts that are no YAML, which would end the program for all others. As it tells of the end of a
 * text that is one line in a line 0, that becomes line 1.
 */
const LINTER = `
from yamllint import linter
from yamllint.config import YamlLintConfig

def answer(case):
    configuration = YamlLintConfig(json.dumps(case['configuration']))
    problems = linter.run(case['text'], configuration)
    return [f'{max(p.line, 1)}:{p.column} {p.rule or "syntax"} {p.level}' for p in problems]
`;

const MATCHER = `
from pathspec import GitIgnoreSpec

def answer(case):
    patterns, paths = case
    spec = GitIgnoreSpec.from_lines(patterns)
    return [path for path in paths if spec.match_file(path)]
`;

/** A text, and the configuration of yamllint that holds for it. */
export interface LintCase {
  readonly configuration: object;
  readonly text: string;
}

/** What yamllint tells of texts, `line:column rule level`; null for those that it fails on. */
export function yamllint(cases: readonly LintCase[]): Answers {
  return run(LINTER, cases);
}

/** Of the paths of each case those that its patterns fit, as yamllint understands them; null where it refuses them. */
export function matchedFiles(cases: readonly (readonly [patterns: string[], paths: string[]])[]): Answers {
  return run(MATCHER, cases);
}

type Answers = readonly (readonly string[] | null)[];

function run(answer: string, cases: readonly unknown[]): Answers {
  const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
${answer}
def safely(case):
    try:
        return answer(case)
    except Exception:
        return None

print(json.dumps([safely(case) for case in json.load(sys.stdin)]))
`;
  const packages = join(dirname(realpathSync(programPath('yamllint'))), '..', 'lib', 'yamllint');
  const output = execFileSync('python3', ['-c', program, packages], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(output) as (string[] | null)[];
}
