import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { semanticsAsRows } from '../../src/report/route-doubts';
import { Project } from '../cli/project';
import { codeBlocks } from './code-blocks';

const PAGE = join(__dirname, '..', '..', 'docs', 'route.md');
const TABLE = /<!-- semantics -->\n\n(?:\|.*\n)*/;

/** The page with what its commands print, and what answers can rest on. */
async function page(): Promise<string> {
  let text = readFileSync(PAGE, 'utf8');
  const project = new Project();
  try {
    for (const { name, language, code } of codeBlocks(PAGE)) {
      if (!name.startsWith('istio-gitops ')) {
        project.write(name, code);
        continue;
      }
      const { stdout, stderr } = await project.run(name.replace('istio-gitops ', ''));
      expect(stderr).toBe('');
      const marked = `<!-- test: ${name} -->\n\n\`\`\`${language}\n`;
      text = text.replace(`${marked}${code}`, () => `${marked}${stdout}`);
    }
  } finally {
    project.remove();
  }
  return text.replace(
    TABLE,
    () => `<!-- semantics -->\n\n${table(['semantic', 'certainty', 'in words'], semanticsAsRows())}`,
  );
}

/** As prettier writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[], filler = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!, filler)).join(' | ')} |\n`;
  return line(head) + line(['', '', ''], '-') + rows.map((row) => line(row)).join('');
}

/** Written by `ROUTE_DOCS=write npx jest test/docs/route.test.ts`. */
test('the page on route says what its commands print, and what answers rest on', async () => {
  const wanted = await page();
  if (process.env.ROUTE_DOCS === 'write') writeFileSync(PAGE, wanted);
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
});
