import { join } from 'node:path';
import { lintTexts } from '../../src/adapters/lint-files';
import type { Finding } from '../../src/model/finding';
import type { ReadProblem } from '../../src/read/problem';
import { TextFile } from '../../src/read/text-file';
import { temporaryFolders, writeTo } from './temporary-folder';

const temporaryFolder = temporaryFolders();

function lint(
  files: Readonly<Record<string, string>>,
  { at = '', problems = [] }: { readonly at?: string; readonly problems?: readonly ReadProblem[] } = {},
): readonly string[] {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) writeTo(root, path, text);
  const texts = Object.entries(files)
    .filter(([path]) => !/yamllint|\.gitignore/.test(path) && path.startsWith(at))
    .map(([path, text]) => new TextFile(join(root, path), text));
  const rooted = problems.map((problem) => ({
    ...problem,
    location: { ...problem.location, file: join(root, problem.location.file) },
  }));
  const show = ({ code, severity, origin }: Finding): string => {
    const { file, line, column } = origin.locate!()!;
    return `${file.slice(root.length + 1)}:${line}:${column} ${code} ${severity}`;
  };
  return lintTexts({ texts, problems: rooted }, join(root, at)).map(show);
}

test('without a configuration, the built-in one holds', () => {
  expect(lint({ 'a.yaml': 'a : yes ', 'b.json': '{"a": 1, "a": 2}' })).toEqual(['a.yaml:1:5 truthy warning']);
});

test.each(['.yamllint', '.yamllint.yaml', '.yamllint.yml'])('%s is honoured', (name) => {
  expect(lint({ 'a.yaml': 'a : yes\n', [name]: 'rules: {colons: enable}' })).toEqual(['a.yaml:1:2 colons error']);
});

test('the nearest configuration above holds, whose patterns are relative to it', () => {
  const files = {
    'env/a.yaml': 'a : 1\n',
    'env/generated/b.yaml': 'a : 1\n',
    '.yamllint': 'rules: {colons: enable}\nignore: /env/generated',
  };
  expect(lint(files, { at: 'env' })).toEqual(['env/a.yaml:1:2 colons error']);
  expect(lint({ ...files, 'env/.yamllint': 'rules: {}' }, { at: 'env' })).toEqual([]);
});

test('a configuration extends files, and leaves out what files name, relative to it', () => {
  const files = {
    'a.yaml': 'a : 1\n',
    'b.yaml': 'a : 1\n',
    '.yamllint': 'extends: ci/yamllint.yaml\nignore-from-file: .gitignore',
    'ci/yamllint.yaml': 'rules: {colons: {level: warning}}',
    '.gitignore': 'b.yaml\n',
  };
  expect(lint(files)).toEqual(['a.yaml:1:2 colons warning']);
});

test('what a configuration asks for in vain is told with its line', () => {
  expect(lint({ '.yamllint': 'locale: de\nrules:\n  colon: enable\n  truthy: off\n' })).toEqual([
    '.yamllint:1:9 lint-configuration info',
    '.yamllint:3:10 lint-configuration error',
  ]);
  expect(lint({ '.yamllint': 'rules: [\n' })).toEqual(['.yamllint:2:1 lint-configuration error']);
  expect(lint({ '.yamllint': '' })).toEqual(['.yamllint:1:1 lint-configuration error']);
});

test('a file that was asked for by its name is looked at, whatever its name', () => {
  expect(lint({ 'values.txt': 'a: yes\n' }, { at: 'values.txt' })).toEqual(['values.txt:1:4 truthy warning']);
});

test('what its reader told of a file is not told again', () => {
  const problem = (file: string, line: number): ReadProblem => ({
    code: 'X',
    severity: 'error',
    location: { file, line, column: 1 },
    message: '',
  });
  const files = { 'a.yaml': 'a: 1\na: 2\nb: 1\nb: yes\nc: 1\n\td\n', 'b.yaml': 'a: 1\n\tb\n' };
  expect(lint(files)).toEqual([
    'a.yaml:2:1 key-duplicates error',
    'a.yaml:4:1 key-duplicates error',
    'a.yaml:4:4 truthy warning',
    'a.yaml:6:1 syntax warning',
    'b.yaml:2:1 syntax warning',
  ]);
  expect(lint(files, { problems: [problem('a.yaml', 2)] })).toEqual([
    'a.yaml:4:1 key-duplicates error',
    'a.yaml:4:4 truthy warning',
    'b.yaml:2:1 syntax warning',
  ]);
});
