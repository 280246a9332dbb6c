import type { Finding } from '../../model/finding';
import { ANALYZE_SUPPRESS_ANNOTATION, IGNORE_ANNOTATION } from '../../model/ignore-annotations';
import { jsonPointer } from '../../model/json-pointer';
import type { Manifest } from '../../model/manifest';
import { Suppression, SUPPRESSION_CODES } from './suppression';

const LINE = /^(\S+?)(?:\s+until\s+(\S+?))?\s*:\s*(\S.*)$/;

export interface AnnotatedSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly malformed: readonly Finding[];
}

/** What an object says of findings about itself. */
export function annotatedSuppressions({ identity, object, origin }: Manifest): AnnotatedSuppressions {
  const { annotations = {} } = object.metadata;
  const suppressions: Suppression[] = [];
  const malformed: Finding[] = [];
  // First, so that a line of ours about the same code, which has a reason and may have a last day, replaces it.
  for (const code of partsOf(annotations[ANALYZE_SUPPRESS_ANNOTATION], ',')) {
    suppressions.push({ code, until: undefined, reason: undefined, origin });
  }
  const pointer = jsonPointer(['metadata', 'annotations', IGNORE_ANNOTATION]);
  const { locate } = origin;
  const place = locate === undefined ? origin : { ...origin, locate: () => locate(pointer) };
  for (const line of partsOf(annotations[IGNORE_ANNOTATION], '\n')) {
    const [, code, until, reason] = LINE.exec(line) ?? [];
    if (code !== undefined && (until === undefined || isDay(until))) {
      suppressions.push({ code, until, reason, origin: place });
      continue;
    }
    malformed.push({
      code: SUPPRESSION_CODES.malformed,
      severity: 'error',
      stage: 'lint',
      identity,
      origin,
      pointer,
      message: `"${line}" does not say what to ignore and why`,
      effect: 'nothing is ignored by it',
      fix: 'write a line for each code: `CODE: reason`, or `CODE until 2027-01-31: reason`',
    });
  }
  return { suppressions, malformed };
}

/** Nobody has checked yet that annotations are strings. */
function partsOf(text: unknown, separator: string): readonly string[] {
  if (typeof text !== 'string') return [];
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Whether it is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
