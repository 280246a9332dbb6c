import pc from 'picocolors';
import type { Sets } from '../diff/pairs';
import type { ManifestSets } from '../read/manifest-sets';
import type { ReadProblem } from '../read/problem';
import { findingsAsText } from '../report/text';
import type { ComposedSets } from './composed-sets';
import { ExitCode } from './exit-codes';
import type { Io } from './io';

/** Sets of which not all could be read, so that what is gone and what was not read would be the same. */
export class NotReadable {
  constructor(
    readonly code: ExitCode,
    /** What is wrong, ends with a line feed. */
    readonly why: string,
  ) {}
}

/** Sets that were read whole, or why they were not; warnings are told. */
export function readable({ sets, problems }: ManifestSets, show: (file: string) => string, io: Io): Sets | NotReadable {
  const told = (severity: ReadProblem['severity']): string =>
    problems
      .filter((problem) => problem.severity === severity)
      .map(({ location, message, related = [] }) => {
        const [where, ...others] = [location, ...related].map(
          ({ file, line, column }) => `${show(file)}:${line}:${column}`,
        );
        return `${where!}: ${message}${others.map((other) => `; see also ${other}`).join('')}\n`;
      })
      .join('');
  io.stderr(told('warning'));
  const errors = told('error');
  return errors === '' ? sets : new NotReadable(ExitCode.World, errors);
}

/** Sets that synth would write, or why it would not. */
export function synthesizable({ sets, refused }: ComposedSets, { cwd, colours }: Io): Sets | NotReadable {
  if (refused.length === 0) return sets;
  return new NotReadable(ExitCode.Findings, findingsAsText(refused, { cwd, colours: pc.createColors(colours) }));
}
