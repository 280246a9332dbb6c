import fc from 'fast-check';
import { toYaml } from '../../src/layout/yaml';
import { Json, sameJson } from '../../src/model/json';
import { documentsOf } from '../../src/read/documents';
import { decodeText, TextFile } from '../../src/read/text-file';
import { runs } from '../fixtures/runs';

function read(text: string): { values: Json[]; problems: string[] } {
  const { documents, problems } = documentsOf(new TextFile('f.yaml', text), 'kubectl');
  return {
    values: documents.map(({ value }) => value),
    problems: problems.map(({ severity, code, location }) => `${location.line}:${location.column} ${severity} ${code}`),
  };
}

test.each<[string, string, Json[]]>([
  ['several documents', 'a: 1\n---\nb: 2\n--- # c\nc: 3\n', [{ a: 1 }, { b: 2 }, { c: 3 }]],
  ['empty documents and comments', '# a\n---\n---\n# b\n---\n~\n---\na: 1\n---\n', [{ a: 1 }]],
  ['documents that end by themselves', 'a: 1\n...\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
  ['directives', '%YAML 1.2\n---\na: yes\n', [{ a: true }]],
  ['Windows line ends', 'a: |\r\n  b\r\n  c\r\nd: [e,\r\n f]\r\n', [{ a: 'b\nc\n', d: ['e', 'f'] }]],
  ['a block at the end, with no line feed', 'a: |\n  b\n  c', [{ a: 'b\nc' }]],
  ['a folded one, too', 'a: >+\n  b\n  c', [{ a: 'b c' }]],
  ['a block before a blank end', 'a: |\n  b\n  ', [{ a: 'b\n' }]],
  ['a marker in a block', 'a: |\n  ---\n  b\n', [{ a: '---\nb\n' }]],
  ['JSON', '{"a":{"b":[1,"x:",null]}}', [{ a: { b: [1, 'x:', null] } }]],
  ['anchors', 'a: &x [1]\nb: *x\nc: &x 2\nd: *x\n', [{ a: [1], b: [1], c: 2, d: 2 }]],
  [
    'merge keys',
    'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne:\n  <<: [*x, {c: 4, f: 5}]\n',
    [{ a: { b: 1, c: 2 }, d: { b: 1, c: 3 }, e: { b: 1, c: 2, f: 5 } }],
  ],
  ['tags', 'a: !!str 1\nb: !!int "2"\nc: !!float 3\nd: ! 4\n', [{ a: '1', b: 2, c: 3, d: '4' }]],
  ['keys that are no strings', 'on: 1\n010: 2\n1.5: 3\n', [{ true: 1, 8: 2, 1.5: 3 }]],
  [
    'words in brackets that end with a colon, which Go takes for a part of them',
    'a: [2001:db8::, b:, c: d, e:\n ]\nf: {g: h:, i:, j: }\n',
    [{ a: ['2001:db8::', 'b:', { c: 'd' }, { e: null }], f: { g: 'h:', 'i:': null, j: null } }],
  ],
  ['quoted keys in brackets, which end at any colon', 'a: {"b":, "c":d}\n', [{ a: { b: null, c: 'd' } }]],
  ['a key that is called __proto__', '__proto__: {a: 1}\n', [JSON.parse('{"__proto__":{"a":1}}') as Json]],
])('%s', (_, text, values) => {
  expect(read(text)).toEqual({ values, problems: [] });
});

test.each<[string, string, Json[], string[]]>([
  ['a key twice: the last counts', 'a: 1\nb: 2\na: 3\n', [{ a: 3, b: 2 }], ['3:1 error DUPLICATE_KEY']],
  ['a key twice in JSON', '{"a":1,\n"a":2}', [{ a: 2 }], ['2:1 error DUPLICATE_KEY']],
  ['two keys that are one string', '"8": 1\n010: 2\n', [{ 8: 2 }], ['2:1 error DUPLICATE_KEY']],
  [
    'a merge after what it overrides',
    'a: &x {b: 1}\nc: {b: 2, <<: *x}\n',
    [{ a: { b: 1 }, c: { b: 2 } }],
    ['2:15 warning LATE_MERGE'],
  ],
  ['an unknown tag', 'a: !x b\n', [{ a: 'b' }], ['1:4 warning TAG_RESOLVE_FAILED']],
  ['a number that is not exact', 'a: 9007199254740993\n', [{ a: 9007199254740992 }], ['1:4 warning INEXACT_NUMBER']],
  [
    'braces in quotes and comments: all errors',
    'a: "{{ b }}" c\n# {{ d }}\ne: f: g\n',
    [],
    ['1:14 error UNEXPECTED_TOKEN', '3:4 error BLOCK_AS_IMPLICIT_KEY'],
  ],
  ['syntax', 'ok: 1\n---\na: b: c\n---\nb: 2\n', [{ ok: 1 }, { b: 2 }], ['3:4 error BLOCK_AS_IMPLICIT_KEY']],
  ['tabs', 'a:\n\tb: 1\n', [], ['2:1 error TAB_AS_INDENT']],
  [
    'a template: only the first error',
    'a: 1\n{{- if .Values.b }}\nb: {{ .Values.b | quote }}\n{{- end }}\n---\nc: 1\n',
    [{ c: 1 }],
    ['2:1 error MULTILINE_IMPLICIT_KEY'],
  ],
  ['an alias of nothing', 'a: *b\n', [], ['1:4 error UNKNOWN_ANCHOR']],
  ['an alias of what is around it', 'a: &b [*b]\n', [], ['1:8 error CYCLIC_ALIAS']],
  ['a list as a key', '? [a]\n: 1\n', [], ['1:3 error NON_STRING_KEY']],
  ['null as a key', '~: 1\n', [], ['1:1 error NON_STRING_KEY']],
  ['infinity', 'a: .inf\n', [], ['1:4 error NOT_A_NUMBER']],
  ['binary', 'a: !!binary aGk=\n', [], ['1:13 error BINARY_TAG']],
  ['a merge of no map', '<<: 1\n', [], ['1:5 error BAD_MERGE']],
])('%s is told', (_, text, values, problems) => {
  expect(read(text)).toEqual({ values, problems });
});

test('kustomize reads less as booleans and no other keys than strings', () => {
  const file = new TextFile('f.yaml', 'a: yes\non: 1\n---\n1: a\n---\na: 1\na: 2\n');
  const { documents, problems } = documentsOf(file, 'kustomize');
  expect(documents.map(({ value }) => value)).toEqual([{ a: 'yes', on: 1 }]);
  expect(problems.map(({ code }) => code)).toEqual(['NON_STRING_KEY', 'DUPLICATE_KEY']);
});

describe('hostile texts end in bounded time, with a problem', () => {
  const laughs = Array.from(
    { length: 12 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join(', ')}]\n`,
  );
  const manyMerges = `a: &a {${Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join(', ')}}\nb:\n${'- {<<: *a}\n'.repeat(3000)}`;

  test.each<[string, string, string]>([
    ['a billion laughs', laughs.join(''), 'TOO_MANY_VALUES'],
    ['merges of a large map', manyMerges, 'TOO_MANY_VALUES'],
    ['brackets', '['.repeat(100_000), 'TOO_DEEP'],
    ['braces', '{a: '.repeat(100_000), 'TOO_DEEP'],
    ['JSON that is deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'TOO_DEEP'],
    ['dashes', `${'- '.repeat(100_000)}x`, 'TOO_DEEP'],
    ['question marks', '? '.repeat(100_000), 'TOO_DEEP'],
    ['indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), 'TOO_DEEP'],
    ['a large document that is not plain', `a: &x b\n${'c: [d, e]\n'.repeat(500_000)}`, 'DOCUMENT_TOO_LARGE'],
    ['quotes', '"'.repeat(50_000), 'UNEXPECTED_TOKEN'],
    ['keys that are one', 'a: [b, c]\n'.repeat(20_000), 'DUPLICATE_KEY'],
    ['markers', '---\n'.repeat(1_000_000), 'TOO_MANY_DOCUMENTS'],
  ])('%s', (_, text, code) => {
    const start = Date.now();
    const { problems } = documentsOf(new TextFile('f.yaml', text), 'kubectl');
    expect(problems[0]?.code).toBe(code);
    expect(Date.now() - start).toBeLessThan(10_000);
  });

  test('of more problems than anybody reads the first are told', () => {
    const { documents, problems } = documentsOf(new TextFile('f.yaml', 'a: [\n---\n'.repeat(100_000)), 'kubectl');
    expect([documents, problems.length]).toEqual([[], 1001]);
    expect(problems.at(-1)).toMatchObject({ code: 'TOO_MANY_PROBLEMS', severity: 'error' });
  });

  test('a huge scalar is a scalar', () => {
    const huge = 'x'.repeat(500_000);
    const { values, problems } = read(`a: ${huge}\nb: "${huge}"\nc: [${huge}]\n`);
    // Not by toEqual, which would print it all.
    expect([sameJson(values, [{ a: huge, b: huge, c: [huge] }]), problems]).toEqual([true, []]);
  });
});

test('any text ends in values or problems', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-a:?&*!|> \n[\]{},"'#%]{0,40}$/)),
      (text) => {
        const { documents, problems } = documentsOf(new TextFile('f.yaml', text), 'kubectl');
        for (const { location } of problems) expect(location.line).toBeGreaterThan(0);
        for (const { place } of documents) expect(place.locate('/a/0/b').line).toBeGreaterThan(0);
      },
    ),
    { numRuns: runs(600) },
  );
});

test('the place of a value is the line that it is written on', () => {
  const name = fc.stringMatching(/^[a-z~/]{1,4}$/);
  const { map } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constant('leaf'),
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      tie('map'),
    ),
    map: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 3 }),
  }));
  fc.assert(
    fc.property(map, fc.nat(), (content, which) => {
      const leaves = pointersOf(content as Json, '');
      const pointer = leaves[which % leaves.length]!;
      // Every leaf gets a text of its own, by which its line is found.
      const numbered = toYaml(withTexts(content as Json, '') as object);
      const text = `kind: Other\n---\n${numbered}`;
      const [, document] = documentsOf(new TextFile('f.yaml', text), 'kubectl').documents;
      const { line, column } = document!.place.locate(pointer);
      const written = text.split('\n')[line - 1]!;
      expect(written.slice(column - 1).replace(/^"(.*)"$/, '$1')).toBe(`at ${pointer}`);
    }),
    { numRuns: runs(100) },
  );
});

function pointersOf(value: Json, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [pointer];
  return Object.entries(value).flatMap(([name, part]) => pointersOf(part, `${pointer}/${escaped(name)}`));
}

function withTexts(value: Json, pointer: string): Json {
  if (typeof value !== 'object' || value === null) return `at ${pointer}`;
  const entries = Object.entries(value).map(
    ([name, part]) => [name, withTexts(part, `${pointer}/${escaped(name)}`)] as const,
  );
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

test('of a value in what is too long to be composed, the place is that of the document', () => {
  const text = `# c\n---\nitems:\n${'- a: b\n'.repeat(400_000)}`;
  const [document] = documentsOf(new TextFile('f.yaml', text), 'kubectl').documents;
  expect(document!.place.locate('/items/9/a')).toEqual({ file: 'f.yaml', line: 2, column: 1 });
});

test('of a value that is not there, the place is that of the innermost around it', () => {
  const file = new TextFile('f.yaml', '# c\nspec:\n  hosts:\n    - a\n  empty:\nalias: &x {b: c}\nuse: *x\n');
  const { place } = documentsOf(file, 'kubectl').documents[0]!;
  const lineOf = (pointer: string): string => `${place.locate(pointer).line}:${place.locate(pointer).column}`;
  expect(['', '/spec', '/spec/http/0', '/spec/hosts/0', '/spec/hosts/7', '/spec/empty', '/use/b'].map(lineOf)).toEqual([
    '2:1',
    '3:3',
    '3:3',
    '4:7',
    '4:5',
    '5:9',
    '6:15',
  ]);
});

describe('bytes', () => {
  const encoder = new TextEncoder();

  test('a byte order mark is left out', () => {
    expect(decodeText('f', encoder.encode('\ufeffa: 1\n'))).toMatchObject({ text: 'a: 1\n' });
  });

  test.each<[string, Uint8Array, string, number]>([
    ['binary', new Uint8Array([0x61, 0, 1]), 'BINARY_FILE', 1],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), 'BINARY_FILE', 1],
    ['Latin 1', new Uint8Array([...encoder.encode('a: 1\nb: '), 0xe9]), 'NOT_UTF8', 2],
    ['a control character', encoder.encode('a: 1\nb: \u0007\n'), 'CONTROL_CHARACTER', 2],
    ['more than 64 MiB', new Uint8Array(64 * 1024 * 1024 + 1), 'FILE_TOO_LARGE', 1],
    [
      'a pointer of Git LFS',
      encoder.encode('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      'LFS_POINTER',
      1,
    ],
  ])('%s are a problem', (_, bytes, code, line) => {
    expect(decodeText('f.yaml', bytes)).toMatchObject({ code, severity: 'error', location: { file: 'f.yaml', line } });
  });
});
