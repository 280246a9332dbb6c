import { join } from 'node:path';
import { codeBlocks } from '../../../docs/code-blocks';

const DOCS = join(__dirname, '..', '..', '..', '..', 'docs');

/** What a page of docs/ has in the first block that it marks so for tests. */
export function commandsOf(page: string, name: string): string {
  const block = codeBlocks(join(DOCS, page)).find((block) => block.name === name);
  if (block === undefined) throw new Error(`${page} has no block "test: ${name}"`);
  return block.code;
}

/** A text of a page for somebody whose names or addresses are not those of the page. */
export function withOwn(text: string, theirs: string | RegExp, own: string): string {
  expect(text).toMatch(theirs);
  return text.replace(theirs, () => own);
}
