import type { Colors } from 'picocolors/types';
import type { Severity } from '../model/finding';

/** What is known of a code, whoever gives it. */
export interface CodeExplanation {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly explanation?: {
    /** What is wrong. */
    readonly what: string;
    readonly effect: string;
    readonly fix: string;
    /** YAML that gets the finding. */
    readonly bad: string;
    readonly good: string;
  };
  /** How much of it is said without a cluster. */
  readonly coverage?: { readonly extent: 'whole' | 'partly' | 'cluster' | 'not here'; readonly why?: string };
}

const EXTENTS = {
  whole: 'found without a cluster',
  partly: 'partly found without a cluster',
  cluster: 'needs a cluster',
  'not here': 'not given by istio-gitops',
} as const;

/** A code for people who met it, with a bad and a good example. */
export function explanationAsText(
  { code, name, severity, explanation, coverage }: CodeExplanation,
  colours: Colors,
): string {
  const lines = [colours.bold(`${code} ${name}`) + ` (${severity})`];
  if (explanation !== undefined) {
    const { what, effect, fix, bad, good } = explanation;
    lines.push('', what, `effect: ${effect}`, `fix: ${fix}`);
    lines.push('', 'Bad:', '', ...indented(bad), '', 'Good:', '', ...indented(good));
  }
  const covered = coverageAsText(coverage);
  if (covered !== undefined) lines.push('', covered);
  return lines.map((line) => `${line}\n`).join('');
}

/** The same for viewers of alerts. */
export function explanationAsMarkdown({ explanation, coverage }: CodeExplanation): string {
  const parts: string[] = [];
  if (explanation !== undefined) {
    const { what, effect, fix, bad, good } = explanation;
    parts.push(what, `**Effect**: ${effect}`, `**Fix**: ${fix}`, `Bad:\n\n${fenced(bad)}`, `Good:\n\n${fenced(good)}`);
  }
  const covered = coverageAsText(coverage);
  if (covered !== undefined) parts.push(covered);
  return parts.join('\n\n');
}

/** A line per code, and how much of it is found without a cluster. */
export function codesAsText(codes: Iterable<CodeExplanation>): string {
  const lines = [...codes].map(({ code, name, severity, coverage }) => {
    const covered = coverageAsText(coverage);
    return `${code} ${severity.padEnd(7)} ${name}${covered === undefined ? '' : `: ${covered}`}\n`;
  });
  return lines.join('');
}

function coverageAsText(coverage: CodeExplanation['coverage']): string | undefined {
  if (coverage === undefined) return undefined;
  const { extent, why } = coverage;
  return `${EXTENTS[extent]}${why === undefined ? '' : ` (${why})`}`;
}

function indented(yaml: string): readonly string[] {
  return yaml
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
}

function fenced(yaml: string): string {
  return `\`\`\`yaml\n${yaml.trim()}\n\`\`\``;
}
