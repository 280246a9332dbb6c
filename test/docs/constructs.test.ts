import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { codeBlocks } from './code-blocks';

const ROOT = join(__dirname, '..', '..');
const [example] = codeBlocks(join(ROOT, 'docs', 'constructs.md'));

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, '.docs-'));
  file = join(folder, 'example.ts');
  writeFileSync(file, example!.code);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('the example of the page on constructs runs', () => {
  expect(() => require(file) as unknown).not.toThrow();
});

test('the example of the page on constructs has no type error', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, ROOT);
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([file], options));
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
