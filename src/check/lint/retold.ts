import type { Finding, Severity } from '../../model/finding';
import type { SourceLocation } from '../../model/origin';
import { anchors } from './rules/anchors';
import { keyDuplicates } from './rules/key-duplicates';
import { SYNTAX } from './lint';

/** What somebody else had to say of a file, such as its parser. */
interface Told {
  readonly severity: Severity;
  readonly location: SourceLocation;
}

const TOLD_IN_LINE: readonly string[] = [keyDuplicates.name, anchors.name];

/**
 * Findings without those that say once more why a file could not be read: a text that is no YAML, keys that are there
 * twice, aliases of nothing, and whatever stands at the very place of an error.
 */
export function withoutRetold(findings: readonly Finding[], told: readonly Told[]): readonly Finding[] {
  const errors = told.filter(({ severity }) => severity === 'error').map(({ location }) => location);
  if (errors.length === 0) return findings;
  const files = new Set(errors.map(({ file }) => file));
  const lines = new Set(errors.map(lineKey));
  const places = new Set(errors.map(placeKey));
  return findings.filter(({ code, origin }) => {
    const location = origin.locate?.();
    if (location === undefined) return true;
    if (code === SYNTAX) return !files.has(location.file);
    return !places.has(placeKey(location)) && !(TOLD_IN_LINE.includes(code) && lines.has(lineKey(location)));
  });
}

function placeKey(location: SourceLocation): string {
  return `${lineKey(location)}:${location.column}`;
}

function lineKey({ file, line }: SourceLocation): string {
  return `${file}:${line}`;
}
