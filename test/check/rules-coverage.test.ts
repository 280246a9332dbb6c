import { ISTIO_CODES } from '../../src/check/coverage/istio';
import { KIALI_CODES } from '../../src/check/coverage/kiali';
import { ANALYSIS_CODES } from '../../src/check/explain';
import { RULES } from '../../src/check/rules';

describe.each([
  ['Istio', 'IST', ISTIO_CODES],
  ['Kiali', 'KIA', KIALI_CODES],
] as const)('the codes of %s', (_, prefix, codes) => {
  const rules = RULES.filter(({ code }) => code.startsWith(prefix));

  test('are in order, each once', () => {
    const names = codes.map(({ code }) => code);
    expect(names).toEqual([...new Set(names)].sort());
  });

  test('are those of the rules, with their names and severities', () => {
    for (const { code, name, severity } of rules) {
      expect(codes.find((row) => row.code === code)).toMatchObject({ code, name, severity });
    }
  });

  test('are given by a rule exactly where they are said to be', () => {
    const given = new Set(rules.map(({ code }) => code));
    for (const { code, extent } of codes) {
      expect([code, given.has(code)]).toEqual([code, extent === 'whole' || extent === 'partly']);
    }
  });

  test('say why, where not all is said', () => {
    for (const { code, extent, why } of codes) {
      if (extent !== 'whole') expect([code, why]).toEqual([code, expect.stringMatching(/^[a-zA-Z]\w*.*[^.]$/)]);
    }
  });
});

test('every code of a rule is explained', () => {
  for (const { code } of RULES) expect(ANALYSIS_CODES.get(code)?.explanation?.what).toMatch(/./);
});

test('a code that is not said is known, and why', () => {
  expect(ANALYSIS_CODES.get('IST0103')).toEqual({
    code: 'IST0103',
    name: 'PodMissingProxy',
    stage: 'analyze',
    severity: 'warning',
    coverage: expect.objectContaining({ extent: 'cluster', why: 'needs the pods of a cluster' }) as unknown,
  });
});

test('codes are in order', () => {
  expect([...ANALYSIS_CODES.keys()]).toEqual([...ANALYSIS_CODES.keys()].sort());
});
