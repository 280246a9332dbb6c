import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REFERENCE = join(__dirname, '..', '..', 'docs', 'reference');
const PAGES = readdirSync(REFERENCE);

/** A row without a description; where no row of a table has any, typedoc leaves the column out. */
const GAP = /^\|.*\| - \|$|^\| Property \| Type \|$/gm;

test.each(PAGES)('%s says something of each property: mend it in the docstrings', (page) => {
  expect(readFileSync(join(REFERENCE, page), 'utf8').match(GAP)).toBeNull();
});

test.each([
  [
    'one row',
    '| Property | Type | Description |\n| :-- | :-- | :-- |\n| `a` | `A` | - |\n| `b` | `B` | Is. |',
    '| `a` | `A` | - |',
  ],
  ['all rows', '| Property | Type |\n| :-- | :-- |\n| `a` | `A` |', '| Property | Type |'],
])('a gap is known where %s of a table has none', (_, table, gap) => {
  expect(table.match(GAP)).toEqual([gap]);
});
