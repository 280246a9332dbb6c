import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER_CODES } from '../../src/check/explanations/dry-run';
import type { CodeEntry } from '../../src/check/explanations/explanation';
import { IGNORING_CODES } from '../../src/check/explanations/suppression';
import { SYNTH_CODES } from '../../src/check/explanations/synth';
import { LINT_CODES } from '../../src/check/lint/codes';
import { Project } from '../cli/project';
import { codeBlocks } from './code-blocks';

const DOCS = join(__dirname, '..', '..', 'docs');

test('the example of the page on validate is what it says', async () => {
  const [source, command] = codeBlocks(join(DOCS, 'validate.md'));
  const project = new Project();
  try {
    project.write(source!.name, source!.code);
    const { stdout } = await project.run(`${command!.name.replace('istio-gitops ', '')} --no-istioctl`);
    expect(stdout).toBe(command!.code);
  } finally {
    project.remove();
  }
});

test.each<[string, Iterable<CodeEntry>]>([
  ['validate.md', [...SYNTH_CODES, ...IGNORING_CODES, ...CLUSTER_CODES]],
  ['lint.md', LINT_CODES.values()],
])('%s lists its codes as --explain does', (page, codes) => {
  const rows = readFileSync(join(DOCS, page), 'utf8')
    .split('\n')
    .filter((line) => /^\| `[\w-]+` *\| (?:error|warning|info) /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows).toEqual(
    Array.from(codes, ({ code, severity, explanation }) => ['', `\`${code}\``, severity, explanation.what, '']),
  );
});
