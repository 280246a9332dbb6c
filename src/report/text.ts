import { relative } from 'node:path';
import type { Colors } from 'picocolors/types';
import type { Finding } from '../model/finding';
import { describeIdentity } from '../model/identity';
import { describeOrigin, Origin } from '../model/origin';

export interface TextOptions {
  /** Folder that source locations are shown relative to. */
  readonly cwd: string;
  readonly colours: Colors;
}

/** Findings for people, one paragraph each: what and where, why, what it does to traffic, how to mend it. */
export function findingsAsText(findings: readonly Finding[], options: TextOptions): string {
  return findings.map((finding) => findingAsText(finding, options)).join('\n');
}

function findingAsText(finding: Finding, { cwd, colours }: TextOptions): string {
  const where = (origin: Origin): string => describeOrigin(origin, (file) => relative(cwd, file));
  const severity = { error: colours.red, warning: colours.yellow, info: colours.cyan }[finding.severity];
  const subject = finding.identity === undefined ? '' : ` ${describeIdentity(finding.identity)}`;
  const lines = [
    `${severity(finding.severity)} ${finding.code}${subject} (${where(finding.origin)})`,
    `  ${finding.message}${finding.pointer === undefined ? '' : colours.dim(` at ${finding.pointer}`)}`,
  ];
  for (const origin of finding.related ?? []) lines.push(`  see also ${where(origin)}`);
  if (finding.effect !== undefined) lines.push(`  effect: ${finding.effect}`);
  if (finding.fix !== undefined) lines.push(`  fix: ${finding.fix}`);
  return lines.map((line) => `${line}\n`).join('');
}
