import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { capturedIo } from '../cli/captured-io';
import { commands } from '../cli/command-lines';

const PAGE = join(__dirname, '..', '..', 'docs', 'cli.md');

async function page(): Promise<string> {
  const sections = [];
  for (const { path } of commands()) {
    const io = { ...capturedIo('/'), columns: 120 };
    await main([...path.split(' ').filter((word) => word !== ''), '--help'], io);
    const depth = path === '' ? 1 : path.split(' ').length + 1;
    sections.push(
      `${'#'.repeat(depth)} istio-gitops${path === '' ? '' : ` ${path}`}\n\n\`\`\`text\n${io.output.stdout.trimEnd()}\n\`\`\`\n`,
    );
  }
  return `<!-- What --help prints, written by \`CLI_DOCS=write npx jest test/docs/cli.test.ts\`. -->\n\n${sections.join('\n')}`;
}

test('docs/cli.md is what the help of each command says', async () => {
  const wanted = await page();
  if (process.env.CLI_DOCS === 'write') writeFileSync(PAGE, wanted);
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
});
