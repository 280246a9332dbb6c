import type { Severity } from '../../model/finding';
import type { Explanation } from '../rule';
import { SYNTAX } from './lint';
import { MANIFESTS, PRESETS } from './presets';
import { LINT_RULES } from './rules';

/** A code of the stage lint, for people who met it. */
export interface LintCode {
  readonly code: string;
  readonly name: string;
  /** As it is where no configuration says another one. */
  readonly severity: Severity;
  readonly explanation: Explanation;
}

/** More than one reads of a file. */
export const LIMIT: LintCode = {
  code: 'lint-limit',
  name: 'LintLimit',
  severity: 'info',
  explanation: {
    what: 'A file has so many findings of the stage lint that the rest of them is left out.',
    effect: 'none: there may be worse ones among those that are left out',
    fix: 'mend those that are told, or switch off the rule that tells most of them',
    bad: 'a: 1 \n'.repeat(5),
    good: 'a: 1\n',
  },
};

/** What a configuration of yamllint asks for in vain. */
export const CONFIGURATION: LintCode = {
  code: 'lint-configuration',
  name: 'LintConfiguration',
  severity: 'error',
  explanation: {
    what: 'The configuration of yamllint asks for something that there is not.',
    effect: 'the rule or option is left out, so that files pass that were to be refused',
    fix: 'correct it as the message says',
    bad: 'rules:\n  trailing-space: enable',
    good: 'rules:\n  trailing-spaces: enable',
  },
};

const syntax: LintCode = {
  code: SYNTAX,
  name: 'Syntax',
  severity: 'error',
  explanation: {
    what: 'The text is no YAML 1.1 from here on, as PyYAML and yamllint read it.',
    effect: 'tools that read YAML in the same way refuse the whole file; kubectl may be more patient',
    fix: 'correct what stands here, or right before',
    bad: 'labels:\n\tapp: web',
    good: 'labels:\n  app: web',
  },
};

const rules = LINT_RULES.map(({ name, explanation }): LintCode => ({
  code: name,
  name: name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  severity: severityOf(name),
  explanation,
}));

/** All codes of the stage lint. */
export const LINT_CODES: ReadonlyMap<string, LintCode> = new Map(
  [syntax, ...rules, CONFIGURATION, LIMIT].map((code) => [code.code, code]),
);

function severityOf(rule: string): Severity {
  for (const preset of [MANIFESTS, PRESETS.get('default')]) {
    const settings = (preset as { readonly rules: Readonly<Record<string, unknown>> }).rules[rule];
    if (typeof settings === 'object') return (settings as { readonly level: Severity }).level;
  }
  return 'error';
}
