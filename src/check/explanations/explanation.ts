import type { Severity } from '../../model/finding';
import type { Explanation } from '../rule';

/** What is to be known of a code; examples where some YAML would show it. */
export type CodeText = Omit<Explanation, 'bad' | 'good'> & Partial<Pick<Explanation, 'bad' | 'good'>>;

/** A code that no rule gives. */
export interface CodeEntry {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly explanation: CodeText;
}
