import type { Severity, Stage } from '../model/finding';
import { didYouMean } from '../model/suggest';
import type { CodeCoverage } from './coverage/coverage';
import { ISTIO_CODES } from './coverage/istio';
import { KIALI_CODES } from './coverage/kiali';
import { CLUSTER_CODES } from './explanations/dry-run';
import type { CodeEntry, CodeText } from './explanations/explanation';
import { POLICY_EXAMPLES } from './explanations/policies';
import { READING_CODES } from './explanations/reading';
import { IGNORING_CODES } from './explanations/suppression';
import { SYNTH_CODES } from './explanations/synth';
import { LINT_CODES } from './lint/codes';
import { policyMetadata } from './policy/metadata';
import { RULES } from './rules';

/** What is known of a code: what it means here, and how much of it is said without a cluster. */
export interface ExplainedCode {
  readonly code: string;
  readonly name: string;
  readonly stage: Stage;
  readonly severity: Severity;
  /** Absent where nothing of ours gives the code. */
  readonly explanation?: CodeText;
  /** Absent for codes of our own, which are said whole. */
  readonly coverage?: CodeCoverage;
}

/** Codes of Istio and Kiali, and those of our own rules, by code. */
export const ANALYSIS_CODES: ReadonlyMap<string, ExplainedCode> = analysisCodes();

function analysisCodes(): ReadonlyMap<string, ExplainedCode> {
  const codes = new Map<string, ExplainedCode>();
  for (const coverage of [...ISTIO_CODES, ...KIALI_CODES]) {
    const { code, name, severity } = coverage;
    codes.set(code, { code, name, stage: 'analyze', severity, coverage });
  }
  // The first rule of a code says its stage, and whichever has one its explanation.
  for (const { code, name, stage, severity, explanation } of RULES.toReversed()) {
    const known = codes.get(code) ?? { code, name, severity };
    codes.set(code, { ...known, stage, ...(explanation !== undefined && { explanation }) });
  }
  return new Map([...codes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All codes that findings can have, stage by stage. */
export class CodeBook implements Iterable<ExplainedCode> {
  private readonly byName: ReadonlyMap<string, ExplainedCode>;

  constructor(private readonly codes: readonly ExplainedCode[]) {
    this.byName = new Map(codes.map((known) => [known.code.toLowerCase(), known]));
  }

  /** @param code in any case */
  get(code: string): ExplainedCode | undefined {
    return this.byName.get(code.toLowerCase());
  }

  /** A sentence for who asked for a code that there is not. */
  unknown(code: string): string {
    const codes = this.codes.map((known) => known.code);
    return `there is no code ${code}${didYouMean(code, codes)}; --explain lists all`;
  }

  [Symbol.iterator](): Iterator<ExplainedCode> {
    return this.codes[Symbol.iterator]();
  }
}

/** @param modules the Rego of the package, by path */
export function codeBook(modules: ReadonlyMap<string, string>): CodeBook {
  const of = (stage: Stage, entries: Iterable<CodeEntry>): ExplainedCode[] =>
    Array.from(entries, ({ code, name, severity, explanation }) => ({ code, name, stage, severity, explanation }));
  const analysis = [...ANALYSIS_CODES.values()];
  return new CodeBook([
    ...of('lint', [...LINT_CODES.values(), ...READING_CODES, ...IGNORING_CODES]),
    ...analysis.filter(({ stage }) => stage === 'schema'),
    ...[...analysis.filter(({ stage }) => stage === 'analyze'), ...of('analyze', SYNTH_CODES)].sort((one, other) =>
      one.code < other.code ? -1 : 1,
    ),
    ...policyCodes(modules),
    ...of('dry-run', CLUSTER_CODES),
  ]);
}

function policyCodes(modules: ReadonlyMap<string, string>): readonly ExplainedCode[] {
  return policyMetadata(modules).map(({ name, title, description, severity, fix }) => ({
    code: name,
    name: title,
    stage: 'policy',
    severity,
    explanation: { what: `${title}.`, effect: description, fix, ...POLICY_EXAMPLES[name] },
  }));
}
