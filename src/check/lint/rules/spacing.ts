import type { Token } from '../yaml/token';
import type { Report, TokenWindow } from '../rule';

/** Numbers of spaces; -1 asks for nothing. */
export interface Spacing {
  /** @default -1 */
  readonly least?: number;
  readonly most: number;
  /** Completes `3 spaces …`. */
  readonly where: string;
}

/** The spaces between a token and the next, if that is on its line. */
export function checkSpacesAfter({ token, next }: TokenWindow, spacing: Spacing, report: Report): void {
  if (next?.start.line === token.end.line) checkSpaces(token, next, spacing, report);
}

/** The spaces between a token and the one before, if that ends on its line. */
export function checkSpacesBefore({ token, previous }: TokenWindow, spacing: Spacing, report: Report): void {
  if (previous?.end.line !== token.start.line) return;
  // Blocks, and what they are in, end where the next line begins.
  if (previous.end.column === 0 && previous.end.index > 0) return;
  checkSpaces(previous, token, spacing, report);
}

function checkSpaces(before: Token, { start }: Token, { least = -1, most, where }: Spacing, report: Report): void {
  const spaces = start.index - before.end.index;
  if (most !== -1 && spaces > most) {
    report(
      start.line,
      start.column - 1,
      `${spaceCount(spaces)} ${where}: write ${most === 0 ? 'none' : `at most ${most}`}`,
    );
  } else if (least !== -1 && spaces < least) {
    report(start.line, start.column, `${spaceCount(spaces)} ${where}: write at least ${least}`);
  }
}

export function spaceCount(spaces: number): string {
  if (spaces === 0) return 'no space';
  return spaces === 1 ? '1 space' : `${spaces} spaces`;
}
