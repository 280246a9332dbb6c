import { ISTIO_CODES } from '../../src/check/coverage/istio';
import { KIALI_CODES } from '../../src/check/coverage/kiali';
import { EXPLAINED_CODES, explainCode } from '../../src/check/explain';
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

describe('explainCode', () => {
  test('knows every code of a rule, with its explanation', () => {
    for (const { code } of RULES) expect(explainCode(code.toLowerCase()).explanation?.what).toMatch(/./);
  });

  test('knows codes that are not said, and why', () => {
    expect(explainCode('IST0103')).toEqual({
      code: 'IST0103',
      name: 'PodMissingProxy',
      severity: 'warning',
      coverage: expect.objectContaining({ extent: 'cluster', why: 'needs the pods of a cluster' }) as unknown,
    });
  });

  test('suggests what was meant', () => {
    expect(() => explainCode('IST9132')).toThrow('there is no code IST9132; did you mean "IST0132"?');
  });

  test('has its codes in order', () => {
    expect([...EXPLAINED_CODES.keys()]).toEqual([...EXPLAINED_CODES.keys()].sort());
  });
});
