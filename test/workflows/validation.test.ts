import { diffTrees } from '../../src/diff/diff';
import { NO_TRAFFIC } from '../../src/diff/traffic/sets';
import { diffAsMarkdown } from '../../src/report/diff-markdown';
import { DIFF_MARKER } from '../../src/workflows/scripts/comment';

test('the validation of a pull request knows its comment by what diff begins with', () => {
  const diff = diffTrees(new Map(), new Map(), { limits: { allowed: new Set(), most: 0 } });
  expect(diffAsMarkdown({ diff, requests: NO_TRAFFIC, before: 'main', after: 'change' }, { whole: '' })).toMatch(
    `${DIFF_MARKER}\n`,
  );
});
