import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { toYaml } from '../../src/layout/yaml';
import type { Json } from '../../src/model/json';
import { composeDocuments } from '../../src/read/compose';
import { plainYaml } from '../../src/read/plain-yaml';
import type { Dialect } from '../../src/read/scalar';
import { Objection, valueOf } from '../../src/read/value';
import { runs } from '../fixtures/runs';

/** What the parser makes of a document, undefined where it has something to say of it. */
function parsed(text: string, dialect: Dialect): Json | undefined {
  const documents = composeDocuments(text);
  if ('offset' in documents || documents.length > 1) return undefined;
  const [document] = documents;
  if (document === undefined) return null;
  if (document.errors.length + document.warnings.length > 0) return undefined;
  const objections: Objection[] = [];
  const value = valueOf(document, text, dialect, (objection) => objections.push(objection));
  return objections.length > 0 ? undefined : value;
}

const EXAMPLES = [
  'a: 1\n',
  '---\n# comment\na:\n  - b: c\n    d: [ ]\n  - e\n  -\n    f: "g\\n\\"h\\""\n',
  "a: |\n  x\n\n   y\n\nb: |-\n  z\nc: |+\n  w\n\n# end\nd: 'it''s'\n",
  'a:\n- b: x # comment\n- - c\n  - d\ne: {}\nf: []\ng: ["*", "x.y"]\nh: 08\ni: -5\nj: -x\nk: ~\n',
  'spec:\r\n  hosts:\r\n    - "*.example.com"\r\n  script: |\r\n    a\r\n    b\r\n',
  'a:\n  b:\n  c: yes\n  d: 0x1F\n  e: 1e3\n  f: .5\n\n\n  g/h.i: j:k\n',
];

test.each(EXAMPLES)('%j is plain', (text) => {
  const value = plainYaml(text, 'kubectl') ?? 'not plain';
  // `[ ]` is not what programs write.
  expect(value).toEqual(text.includes('[ ]') ? 'not plain' : parsed(text, 'kubectl'));
});

test.each([
  ['an alias', 'a: *b\n'],
  ['an anchor', 'a: &b c\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a scalar of two lines', 'a: b\n  c\n'],
  ['a list item of two lines', '- b\n  c\n'],
  ['a folded block', 'a: >\n  b\n'],
  ['a block with an indicator', 'a: |2\n   b\n'],
  ['a key that is there twice', 'a: 1\na: 2\n'],
  ['a key that is no string', 'on: 1\n'],
  ['a merge key', '<<: {}\n'],
  ['a number that is not exact', 'a: 12345678901234567890\n'],
  ['a number that is none', 'a: .inf\n'],
  ['a map in a line', 'a: b: c\n'],
  ['a tab', 'a:\n\tb: 1\n'],
  ['two documents', 'a: 1\n...\nb: 2\n'],
  ['less indentation than before, but more than its parent', 'a:\n    b: 1\n  c: 2\n'],
  ['a list below a scalar', 'a: 1\n- b\n'],
  ['an escape that JSON has not', 'a: "\\x41"\n'],
])('%s is left to the parser', (_, text) => {
  expect(plainYaml(text, 'kubectl')).toBeUndefined();
});

test('what synth writes is plain', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = toYaml(value);
      const plain = plainYaml(text, 'kubectl');
      if (plain !== undefined) expect(plain).toEqual(parsed(text, 'kubectl'));
    }),
    { numRuns: runs(500) },
  );
  const root = join(__dirname, '../../deploy/overlays');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  const composed = files.filter((path) => {
    const [, body] = readFileSync(join(root, path), 'utf8').split(/^---\n/m);
    return plainYaml(body!, 'kustomize') === undefined;
  });
  expect(files.length).toBeGreaterThan(50);
  expect(composed).toEqual([]);
});

test('whatever is read as plain, the parser reads alike and has nothing to say of', () => {
  const snippet = fc.constantFrom(
    ...[
      '\n',
      '\r\n',
      '\r',
      ' ',
      '  ',
      '    ',
      '\t',
      '-',
      '- ',
      ':',
      ': ',
      ' #',
      '# c\n',
      '"',
      "'",
      '\\',
      '|',
      '|-\n',
      '|+\n',
      '>',
    ],
    ...[
      'a',
      'b:',
      'c: d\n',
      'yes',
      '~',
      '0',
      '08',
      '1_0',
      '{}',
      '[]',
      '[',
      '}',
      ',',
      '&a',
      '*a',
      '!',
      '%',
      '@',
      '?',
      '...',
      '---',
    ],
    ...[
      '\u00a0',
      '\u2028',
      'é',
      '\ud83d\ude00',
      '=',
      '<<',
      '<<: ',
      '.5',
      '0x',
      '+1',
      'null',
      '"x"',
      "'y'",
      '\n\n',
      '\n  \n',
    ],
  );
  const edit = fc.record({ at: fc.nat(200), remove: fc.nat(3), insert: fc.array(snippet, { maxLength: 3 }) });
  const dialects = fc.constantFrom<Dialect>('kubectl', 'kustomize');
  let plain = 0;
  fc.assert(
    fc.property(fc.constantFrom(...EXAMPLES), fc.array(edit, { maxLength: 4 }), dialects, (example, edits, dialect) => {
      let text = example;
      for (const { at, remove, insert } of edits) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + insert.join('') + text.slice(place + remove);
      }
      // A marker ends the text that the reader gets.
      fc.pre(!/^---(?=[ \t\r\n]|$)/m.test(text.slice(3)) && !/^%/m.test(text));
      const value = plainYaml(text, dialect);
      if (value === undefined) return;
      plain++;
      expect(parsed(text, dialect)).toEqual(value);
    }),
    { numRuns: runs(1500) },
  );
  expect(plain).toBeGreaterThan(runs(150));
});

test('depth ends, and takes no time', () => {
  const nested = Array.from({ length: 5000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
  expect(plainYaml(nested, 'kubectl')).toBeUndefined();
  expect(plainYaml('- '.repeat(100_000), 'kubectl')).toBeUndefined();
});
