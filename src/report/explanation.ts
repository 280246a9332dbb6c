import type { Colors } from 'picocolors/types';
import type { Severity, Stage } from '../model/finding';

/** What is known of a code, whoever gives it. */
export interface CodeExplanation {
  readonly code: string;
  readonly name: string;
  readonly stage: Stage;
  readonly severity: Severity;
  readonly explanation?: {
    /** What is wrong. */
    readonly what: string;
    readonly effect: string;
    readonly fix: string;
    /** YAML that gets the finding, where some does. */
    readonly bad?: string;
    readonly good?: string;
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
  { code, name, stage, severity, explanation, coverage }: CodeExplanation,
  colours: Colors,
): string {
  const lines = [colours.bold(`${code} ${name}`) + ` (${severity}, stage ${stage})`];
  if (explanation !== undefined) {
    const { what, effect, fix } = explanation;
    lines.push('', what, `effect: ${effect}`, `fix: ${fix}`);
    for (const [title, yaml] of examplesOf(explanation)) lines.push('', `${title}:`, '', ...indented(yaml));
  }
  const covered = coverageAsText(coverage);
  if (covered !== undefined) lines.push('', covered);
  return lines.map((line) => `${line}\n`).join('');
}

/** The same for viewers of alerts. */
export function explanationAsMarkdown({ explanation, coverage }: CodeExplanation): string {
  const parts: string[] = [];
  if (explanation !== undefined) {
    const { what, effect, fix } = explanation;
    parts.push(what, `**Effect**: ${effect}`, `**Fix**: ${fix}`);
    for (const [title, yaml] of examplesOf(explanation)) parts.push(`${title}:\n\n${fenced(yaml)}`);
  }
  const covered = coverageAsText(coverage);
  if (covered !== undefined) parts.push(covered);
  return parts.join('\n\n');
}

function examplesOf({ bad, good }: NonNullable<CodeExplanation['explanation']>): [title: string, yaml: string][] {
  const examples: [string, string | undefined][] = [
    ['Bad', bad],
    ['Good', good],
  ];
  return examples.filter((example): example is [string, string] => example[1] !== undefined);
}

/** A line per code, stage by stage, and how much of it is found without a cluster. */
export function codesAsText(codes: readonly CodeExplanation[], colours: Colors): string {
  const stages = [...new Set(codes.map(({ stage }) => stage))];
  const paragraphs = stages.map((stage) => {
    const ofStage = codes.filter((code) => code.stage === stage);
    const width = Math.max(...ofStage.map(({ code }) => code.length));
    const lines = ofStage.map(({ code, name, severity, coverage }) => {
      const covered = coverageAsText(coverage);
      return `  ${code.padEnd(width)} ${severity.padEnd(7)} ${name}${covered === undefined ? '' : `: ${covered}`}\n`;
    });
    return `${colours.bold(stage)}\n${lines.join('')}`;
  });
  return paragraphs.join('\n');
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
