import type { Severity } from '../model/finding';
import { didYouMean } from '../model/suggest';
import type { CodeCoverage } from './coverage/coverage';
import { ISTIO_CODES } from './coverage/istio';
import { KIALI_CODES } from './coverage/kiali';
import type { Explanation } from './rule';
import { RULES } from './rules';

/** What is known of a code: what it means here, and how much of it is said without a cluster. */
export interface ExplainedCode {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  /** Absent where no rule of ours gives the code. */
  readonly explanation?: Explanation;
  /** Absent for codes of our own, which are said whole. */
  readonly coverage?: CodeCoverage;
}

/** Codes of Istio and Kiali, and those of our own rules, by code. */
export const EXPLAINED_CODES: ReadonlyMap<string, ExplainedCode> = explainedCodes();

/**
 * @param code in any case
 * @throws RangeError for a code that nobody knows
 */
export function explainCode(code: string): ExplainedCode {
  const explained = EXPLAINED_CODES.get(code.toUpperCase());
  if (explained !== undefined) return explained;
  throw new RangeError(`there is no code ${code}${didYouMean(code.toUpperCase(), EXPLAINED_CODES.keys())}`);
}

function explainedCodes(): ReadonlyMap<string, ExplainedCode> {
  const codes = new Map<string, ExplainedCode>();
  for (const coverage of [...ISTIO_CODES, ...KIALI_CODES])
    codes.set(coverage.code, { ...coverageName(coverage), coverage });
  for (const { code, name, severity, explanation } of RULES) {
    const known = codes.get(code) ?? { code, name, severity };
    codes.set(code, explanation === undefined ? known : { ...known, explanation });
  }
  return new Map([...codes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function coverageName({ code, name, severity }: CodeCoverage): Pick<ExplainedCode, 'code' | 'name' | 'severity'> {
  return { code, name, severity };
}
