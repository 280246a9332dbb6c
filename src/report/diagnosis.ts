import type { Colors } from 'picocolors/types';
import { printable } from './printable';

/**
 * - `ok`: as it should be;
 * - `absent`: it is not there, and need not be;
 * - `warning`: it is there, and may not do what it should;
 * - `error`: what needs it fails.
 */
export type DiagnosisStatus = 'ok' | 'absent' | 'warning' | 'error';

/** What was found out about a part of the project, or a program. */
export interface Diagnosis {
  readonly subject: string;
  readonly group: DiagnosisGroup;
  readonly status: DiagnosisStatus;
  readonly version?: string;
  /** What is so. */
  readonly message?: string;
  /** What is skipped, or done in another way, where it is absent or fails. */
  readonly without?: string;
  readonly fix?: string;
  /** Set where it is absent and nothing of the project asks for it. */
  readonly unused?: true;
}

const GROUPS = {
  project: 'Project',
  called: 'Programs that istio-gitops starts where they are on the PATH',
  manual: 'Programs that the documentation uses by hand',
} as const;

export type DiagnosisGroup = keyof typeof GROUPS;

/** Group by group, and in each as they come. */
export function diagnosesAsText(diagnoses: readonly Diagnosis[], colours: Colors): string {
  const width = Math.max(...diagnoses.map(({ subject }) => subject.length));
  return Object.entries(GROUPS)
    .map(([group, title]) => {
      const told = diagnoses.filter((diagnosis) => diagnosis.group === group);
      const used = told.filter(({ unused }) => unused === undefined).map((one) => paragraph(one, width, colours));
      const unused = told.filter((diagnosis) => diagnosis.unused).map(({ subject }) => subject);
      return `${colours.bold(title)}\n${used.join('')}${unusedLine(unused, colours)}`;
    })
    .join('\n');
}

function unusedLine(subjects: readonly string[], colours: Colors): string {
  if (subjects.length === 0) return '';
  const status = colours.dim('absent'.padEnd(WIDEST_STATUS));
  return `  ${status}  ${subjects.join(', ')}: nothing of the project asks for them\n`;
}

function paragraph(
  { subject, status, version, message, without, fix }: Diagnosis,
  width: number,
  colours: Colors,
): string {
  const paint = { ok: colours.green, absent: colours.dim, warning: colours.yellow, error: colours.red }[status];
  const news = [version, message].filter((part) => part !== undefined);
  const [first = '', ...rest] = [
    ...news
      .join(': ')
      .split('\n')
      .filter((line) => line !== '')
      .map(printable),
    ...(without === undefined ? [] : [`without it: ${without}`]),
    ...(fix === undefined ? [] : [`fix: ${printable(fix)}`]),
  ];
  const heading = `  ${paint(status.padEnd(WIDEST_STATUS))}  ${subject.padEnd(width)}  ${first}`;
  const indent = ' '.repeat(WIDEST_STATUS + width + 6);
  return [heading, ...rest.map((line) => indent + line)].map((line) => `${line}\n`).join('');
}

const WIDEST_STATUS = 'warning'.length;

/** As `doctor.schema.json` documents it: fields may be added, never renamed. */
export function diagnosesAsJson(diagnoses: readonly Diagnosis[]): string {
  const needed = diagnoses.filter(({ status }) => status === 'error').map(({ subject }) => subject);
  return `${JSON.stringify({ schemaVersion: 1, healthy: needed.length === 0, diagnoses }, undefined, 2)}\n`;
}
