import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown page that is marked `<!-- test: name -->`. */
export interface CodeBlock {
  readonly name: string;
  readonly language: string;
  readonly code: string;
  /** Where the block begins, counted from 1. */
  readonly line: number;
}

export function codeBlocks(page: string): CodeBlock[] {
  const text = readFileSync(page, 'utf8');
  const marked = /^<!-- test: (.+) -->\n\n```(\w+)\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(marked)].map(({ 1: name, 2: language, 3: code, index }) => ({
    name: name!,
    language: language!,
    code: code!,
    line: text.slice(0, index).split('\n').length,
  }));
}
