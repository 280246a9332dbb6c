import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { codeBlocks } from '../docs/code-blocks';

const ROOT = join(__dirname, '..', '..');
const examples = codeBlocks(join(ROOT, 'docs', 'progressive-delivery.md'));

let folder: string;
beforeAll(() => {
  // Inside of the checkout, so that `istio-gitops` is found by the paths of its tsconfig.json.
  folder = mkdtempSync(join(ROOT, '.docs-'));
  for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(examples.map(({ name }) => name))('the example for %s on the page on progressive delivery runs', (name) => {
  expect(() => require(join(folder, `${name}.ts`)) as unknown).not.toThrow();
});

test('there is an example for each controller, and none has a type error', () => {
  expect(examples.map(({ name }) => name)).toEqual(['flagger', 'argo-rollouts']);
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const files = examples.map(({ name }) => join(folder, `${name}.ts`));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, ROOT);
  const program = ts.createProgram(files, options);
  const diagnostics = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
