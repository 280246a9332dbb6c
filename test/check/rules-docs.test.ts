import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyModules } from '../../src/adapters/policy-modules';
import { ANALYSIS_CODES, codeBook } from '../../src/check/explain';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'analysis.md'), 'utf8');

/** The cells of the rows of tables, without the padding of the formatter. */
const ROWS = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split(' | ')
      .map((cell) => cell.replace(/^\| | \|$/g, '').trim())
      .filter((cell) => cell !== '|'),
  );

test.each([...ANALYSIS_CODES.values()])('docs/analysis.md says of $code what --explain does', (explained) => {
  const { code, name, severity, explanation, coverage } = explained;
  const rows = ROWS.filter(([cell]) => cell === code).map((row) => row.join(' | '));
  const expected = [
    ...(explanation === undefined ? [] : [`${code} | ${severity} | ${explanation.what}`]),
    ...(coverage?.why === undefined
      ? []
      : [[code, explanation === undefined ? name : [], coverage.why].flat().join(' | ')]),
  ];
  expect(rows).toEqual(expected);
});

test('docs/analysis.md names no code that nobody knows', () => {
  const book = codeBook(policyModules());
  const named = new Set(page.match(/\b(IST|KIA|IGO)\d{4}\b/g));
  expect([...named].filter((code) => book.get(code) === undefined)).toEqual([]);
});
