import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown page that is marked `<!-- test: name -->`. */
export interface CodeBlock {
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

export function codeBlocks(page: string): CodeBlock[] {
  const text = readFileSync(page, 'utf8');
  const marked = /^<!-- test: (.+) -->\n\n```(\w+)\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(marked)].map(([, name, language, code]) => ({
    name: name!,
    language: language!,
    code: code!,
  }));
}
