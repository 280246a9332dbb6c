import { printable } from './printable';

/** Longer names are cut: nobody has one by accident. */
const LONGEST = 300;

/**
 * Text of somebody else's as inline code that is nothing but text: no markup, no mention, no reference to an issue, no
 * cell of a table. Backticks cannot do that, since a pipe ends a cell in spite of them.
 */
export function code(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const inert = printable(cut).replace(/[^A-Za-z0-9 .,:/%→…-]/gu, (character) => `&#${character.codePointAt(0)!};`);
  return `<code>${inert}</code>`;
}

/** Lines as a block of code. None may be empty or begin with a backtick, so that none of them can end it. */
export function codeBlock(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n');
}
