import { isAbsolute, relative } from 'node:path';
import type { Colors } from 'picocolors/types';
import type { Finding, Severity } from '../model/finding';
import { describeIdentity } from '../model/identity';
import { describeOrigin, Origin } from '../model/origin';
import { printable } from './printable';
import { saidOnce } from './said-once';

export interface TextOptions {
  /** Folder that source locations are shown relative to. */
  readonly cwd: string;
  readonly colours: Colors;
}

/**
 * Findings for people, one paragraph each: what and where, why, what it does to traffic, how to mend it. What is said alike
 * of several environments is said once.
 */
export function findingsAsText(findings: readonly Finding[], options: TextOptions): string {
  return saidOnce(findings)
    .map((finding) => findingAsText(finding, options))
    .join('\n');
}

function findingAsText(finding: Finding, options: TextOptions): string {
  const { code, severity, identity, origin } = finding;
  const subject = identity === undefined ? '' : ` ${describeIdentity(identity)}`;
  const heading = `${severityAsText(severity, options)} ${code}${subject} (${originAsText(origin, options)})`;
  return [heading, ...detailsAsText(finding, options).map((line) => `  ${line}`)].map((line) => `${line}\n`).join('');
}

/** What a finding says beside of whom, in lines. */
export function detailsAsText(finding: Finding, options: TextOptions): readonly string[] {
  const { message, pointer, related = [], effect, fix } = finding;
  return [
    `${message}${pointer === undefined ? '' : options.colours.dim(` at ${pointer}`)}`,
    ...related.map((origin) => `see also ${originAsText(origin, options)}`),
    ...(effect === undefined ? [] : [`effect: ${effect}`]),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
  ];
}

export function severityAsText(severity: Severity, { colours }: TextOptions): string {
  return { error: colours.red, warning: colours.yellow, info: colours.cyan }[severity](severity);
}

export function originAsText(origin: Origin, { cwd }: TextOptions): string {
  return printable(describeOrigin(origin, pathsFrom(cwd)));
}

/** Shows paths relative to a folder; what is no file, such as the standard input, keeps its name. */
export function pathsFrom(folder: string): (file: string) => string {
  return (file) => (isAbsolute(file) ? relative(folder, file) : file);
}
