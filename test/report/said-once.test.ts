import type { Finding } from '../../src/model/finding';
import { saidOnce } from '../../src/report/said-once';

const at = (line: number) => ({ locate: () => ({ file: 'platform.ts', line, column: 1 }) });

function finding(constructPath: string | undefined, message: string, line?: number): Finding {
  const origin = {
    ...(constructPath !== undefined && { constructPath }),
    ...(line !== undefined && at(line)),
  };
  return { code: 'IGO0110', severity: 'error', stage: 'analyze', origin, message };
}

const said = (...findings: readonly Finding[]): string[] =>
  saidOnce(findings).map(({ origin, message }) => `${origin.constructPath ?? ''} ${message}`);

test('what environments have in common is said once, with their names', () => {
  expect(said(finding('staging/api', 'it is slow', 3), finding('production/api', 'it is slow', 3))).toEqual([
    'api in staging and production: it is slow',
  ]);
  const objections = ['development', 'staging', 'production'].map((name) =>
    finding(`${name}/team/api`, `[${name}/team/api] it has no owner`),
  );
  expect(said(...objections)).toEqual(['team/api in development, staging and production: [team/api] it has no owner']);
});

test.each<[string, Finding, Finding]>([
  ['lines', finding('staging/api', 'it is slow', 3), finding('production/api', 'it is slow', 4)],
  ['constructs', finding('staging/api', 'it is slow'), finding('production/web', 'it is slow')],
  ['messages', finding('staging/api', 'it is slow', 3), finding('production/api', 'it is old', 3)],
  ['related lines', { ...finding('a/x', 'm', 3), related: [at(1)] }, { ...finding('b/x', 'm', 3), related: [at(2)] }],
  ['severities', finding('staging/api', 'm', 3), { ...finding('production/api', 'm', 3), severity: 'info' }],
  ['environments themselves', finding('staging', '[staging] m'), finding('production', '[production] m')],
])('findings of different %s are said as they are', (_, one, other) => {
  expect(saidOnce([one, other])).toEqual([one, other]);
});

test('findings of files are said as they are', () => {
  const ofFile = finding(undefined, 'it is slow', 3);
  expect(saidOnce([ofFile, ofFile])).toEqual([ofFile, ofFile]);
});

test('a finding of one environment is said as it is', () => {
  const one = finding('staging/api', '[staging/api] it is slow', 3);
  expect(saidOnce([one])).toEqual([one]);
});
