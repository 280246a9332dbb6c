import { z } from 'zod';
import { lintRule } from '../rule';
import type { Line } from '../line';
import { DASH, HASH, SPACE } from '../yaml/characters';
import { ScanError } from '../yaml/scan-error';
import { Scanner } from '../yaml/scanner';

export const lineLength = lintRule({
  name: 'line-length',
  options: z.strictObject({
    max: z.int().default(80),
    'allow-non-breakable-words': z.boolean().default(true),
    'allow-non-breakable-inline-mappings': z.boolean().default(false),
  }),
  explanation: {
    what: 'A line is longer than the configuration of yamllint lets it be.',
    effect: 'none: it is about what people can read beside each other',
    fix: 'fold the text, or break the list or map into lines',
    bad: `description: ${'one word after another '.repeat(4).trim()}`,
    good: `description: >-\n${'  one word after another\n'.repeat(4).trimEnd()}`,
  },
  start(options) {
    const { max } = options;
    const allowsMappings = options['allow-non-breakable-inline-mappings'];
    const allowsWords = allowsMappings || options['allow-non-breakable-words'];
    return {
      line(line, report) {
        const length = line.end - line.start;
        if (length <= max) return;
        if (allowsWords && (isOneWord(line) || (allowsMappings && isBlankFreeValue(line)))) return;
        report(line.number, max, `the line has ${length} characters: break it after ${max} at most`);
      },
    };
  },
});

/** Whether a line is one word, maybe behind a dash or the hash of a comment, so that it cannot be broken. */
function isOneWord({ text, start, end }: Line): boolean {
  let word = start;
  while (word < end && text.charCodeAt(word) === SPACE) word++;
  if (word === end) return false;
  const first = text.charCodeAt(word);
  if (first === HASH) {
    while (text.charCodeAt(word) === HASH) word++;
    word++;
  } else if (first === DASH) word += 2;
  const space = text.indexOf(' ', word);
  return space < 0 || space >= end;
}

/** Whether the first value of a map that the line alone has is without blanks as far as the end of the line. */
function isBlankFreeValue({ text, start, end }: Line): boolean {
  const line = text.slice(start, end);
  const scanner = new Scanner(line);
  try {
    let isInMap = false;
    for (let token = scanner.take(); token !== undefined; token = scanner.take()) {
      if (token.kind === 'block-mapping-start') isInMap = true;
      if (!isInMap || token.kind !== 'value') continue;
      const value = scanner.take();
      if (value?.kind === 'scalar') return !line.includes(' ', value.start.column);
    }
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
  }
  return false;
}
