import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Is there only when something took one of the texts for code. */
const TRACE = join(tmpdir(), `pwned-${process.pid}`);

/** Texts that would do something if anything took them for code. */
export const HOSTILE: readonly string[] = [
  `$(touch ${TRACE})`,
  `\`touch ${TRACE}\``,
  `"; touch ${TRACE}; "`,
  `'; touch ${TRACE}; '`,
  `v2\ntouch ${TRACE}`,
  `EOF\ntouch ${TRACE}`,
  '--app=elsewhere.ts',
  '${{ github.token }}',
  '$GITHUB_ENV',
  '../../elsewhere',
  'ünï©ødé → \u{1f980}',
  '*',
  '%0A::set-output name=changed::true',
  'v2\n::set-output name=changed::true',
  'v2\r::set-output name=changed::true',
  'v2 ##[set-output name=changed]true',
  '</code></pre><img src=x onerror=alert(1)> ```\n~~~ | [x](javascript:alert(1))',
];

export function expectNobodyWasFooled(): void {
  expect(existsSync(TRACE)).toBe(false);
}
