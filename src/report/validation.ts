import type { Finding, Stage } from '../model/finding';
import type { Identity } from '../model/identity';
import type { ManifestSet } from '../model/manifest-set';
import type { SourceLocation } from '../model/origin';

/** What `validate` has to tell, whatever the format. */
export interface Validation {
  readonly sets: readonly ValidatedSet[];
  /** Findings about no set, such as a file that cannot be read. */
  readonly findings: readonly Finding[];
  /** Stages that did not run. */
  readonly skipped: readonly SkippedStage[];
  /** Files that were found, and hold nothing of the sets. */
  readonly unread: readonly UnreadFile[];
}

export interface ValidatedSet {
  readonly set: ManifestSet;
  readonly findings: readonly Finding[];
  /** What a stage could say nothing of, which does not make it valid. */
  readonly skipped: readonly SkippedObject[];
  /** What a stage leaves to an API server. */
  readonly unchecked: readonly UncheckedOfKind[];
}

export interface SkippedStage {
  readonly stage: Stage;
  /** Why, and what would have it checked. */
  readonly reason: string;
}

export interface UnreadFile {
  readonly file: string;
  readonly reason: string;
}

/** What is not checked of the objects of a kind. */
export interface UncheckedOfKind {
  readonly group: string;
  readonly kind: string;
  /** How many objects it is about. */
  readonly objects: number;
  readonly what: string;
}

export interface SkippedObject extends SkippedStage {
  readonly identity: Identity;
}

/** How a path is shown, such as relative to the folder that the command runs in. */
export type ShowPath = (file: string) => string;

/** Whether a finding fails the command. */
export type Fails = (finding: Finding) => boolean;

/** Set by set, after what could not be read. */
export function allFindings({ sets, findings }: Validation): readonly Finding[] {
  return [...findings, ...sets.flatMap((set) => set.findings)];
}

/** Findings that are not told alike already: a base that several sets share has its findings in each of them. */
export function distinctFindings(validation: Validation, show: ShowPath): readonly Finding[] {
  const distinct = new Map<string, Finding>();
  for (const finding of allFindings(validation)) {
    const { code, identity } = finding;
    const key = JSON.stringify([code, identity, locationOf(finding, show), sentencesOf(finding)]);
    if (!distinct.has(key)) distinct.set(key, finding);
  }
  return [...distinct.values()];
}

/** The line that a finding is about: that of its field where the file is YAML, or else that of what made the object. */
export function locationOf({ origin, pointer }: Finding, show: ShowPath): SourceLocation | undefined {
  const location = origin.locate?.(pointer);
  return location === undefined ? undefined : { ...location, file: show(location.file) };
}

export interface ValidationSummary {
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export function summaryOf(validation: Validation): ValidationSummary {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of allFindings(validation)) counts[severity]++;
  const objects = validation.sets.reduce((sum, { set }) => sum + set.size, 0);
  return { objects, errors: counts.error, warnings: counts.warning, infos: counts.info };
}

/** All that a finding says, in one paragraph. */
export function sentencesOf({ message, effect, fix }: Finding): string {
  const sentences = [message, effect && `effect: ${effect}`, fix && `fix: ${fix}`];
  return sentences.filter((sentence) => sentence !== undefined && sentence !== '').join('\n');
}
