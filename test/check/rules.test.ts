import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import type { Rule } from '../../src/check/rule';
import { RULES } from '../../src/check/rules';
import type { Finding } from '../../src/model/finding';
import { describeIdentity } from '../../src/model/identity';
import { meshOf } from '../fixtures/manifests';
import { RULE_FIXTURES, ruleFixture } from '../fixtures/rules/expectations';

/** Rules with a fixture of their own name; what istiod refuses is in a folder, file by kind, and the schema's has a test of its own. */
const WITH_FIXTURE = RULES.filter(({ code }) => code !== 'IST0106');
const withFixtures = describe.each(WITH_FIXTURE.map((rule) => [rule.name, rule] as const));

function summaries(findings: readonly Finding[]): string[] {
  return findings
    .map(({ identity, pointer, message }) => [describeIdentity(identity!), pointer, message].join(' | '))
    .sort();
}

withFixtures('%s', (name, rule) => {
  const { mesh, expectations } = ruleFixture(name);

  test('finds what is wrong, where it is, and nothing else', () => {
    expect(summaries(check(mesh, [rule]))).toEqual(expectations.map((parts) => parts.join(' | ')).sort());
  });

  test('has something to find, and something to leave alone', () => {
    expect(expectations.length).toBeGreaterThan(0);
    const found = new Set(expectations.map(([object]) => object));
    expect([...mesh.set].some(({ identity }) => !found.has(describeIdentity(identity)))).toBe(true);
  });

  test('says in each finding how bad it is, what happens to traffic and how to mend it', () => {
    for (const finding of check(mesh, [rule])) {
      expect(finding).toMatchObject({
        code: rule.code,
        severity: rule.severity,
        stage: rule.stage,
        effect: expect.stringMatching(/./) as unknown,
        fix: expect.stringMatching(/./) as unknown,
      });
    }
  });

  test('points at what is there', () => {
    for (const { identity, pointer = '' } of check(mesh, [rule])) {
      expect([pointer, isIn(mesh.set.get(identity!)!.object, pointer)]).toEqual([pointer, true]);
    }
  });
});

/** Whether a pointer is one of a value, or of a field that could be added to it. */
function isIn(object: unknown, pointer: string): boolean {
  const segments = pointer.split('/').slice(1);
  const fields = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value = object;
  for (const [i, field] of fields.entries()) {
    if (typeof value !== 'object' || value === null) return false;
    if (!Object.hasOwn(value, field)) return i === fields.length - 1 && !Array.isArray(value);
    value = (value as Record<string, unknown>)[field];
  }
  return true;
}

describe.each(explained())('the explanation of %s', (_, rule, explanation) => {
  test('has a bad example that gets the finding', () => {
    expect(check(meshOf(explanation.bad), [rule])).not.toEqual([]);
  });

  test('has a good example that does not', () => {
    expect(check(meshOf(explanation.good), [rule])).toEqual([]);
  });

  test('says what it is about in sentences', () => {
    expect(explanation.what).toMatch(/^([A-Z]|istiod ).*\.$/);
    for (const part of [explanation.effect, explanation.fix]) expect(part).not.toMatch(/\.$|^$/);
  });
});

function explained(): [string, Rule, NonNullable<Rule['explanation']>][] {
  return RULES.flatMap((rule) =>
    rule.explanation === undefined
      ? []
      : [[rule.code, rule, rule.explanation] as [string, Rule, typeof rule.explanation]],
  );
}

describe('every rule', () => {
  test('has a code that no other of its stage has, and stands where the code sorts it', () => {
    const codes = RULES.map(({ code }) => code);
    for (const code of codes) expect(code).toMatch(/^(IST|KIA|IGO)\d{4}$/);
    expect(codes).toEqual([...codes].sort());
    expect(new Set(RULES.map(({ code, stage }) => `${code} ${stage}`)).size).toBe(RULES.length);
  });

  test('has a fixture of its name, and every fixture a rule', () => {
    const names = WITH_FIXTURE.map(({ name }) => name).sort();
    expect(RULE_FIXTURES.filter((name) => name !== 'SchemaValidationError')).toEqual(names);
  });

  test('is explained once for its code', () => {
    const codes = explained().map(([code]) => code);
    expect(codes).toEqual([...new Set(RULES.map(({ code }) => code))]);
  });

  test('is in a file of its own folder', () => {
    const rules = join(__dirname, '..', '..', 'src', 'check', 'rules');
    const files = readdirSync(rules).filter((file) => file.endsWith('.ts'));
    const exported = files.flatMap(
      (file) => readFileSync(join(rules, file), 'utf8').match(/^export const \w+: Rule/gm) ?? [],
    );
    expect(exported).toHaveLength(RULES.length);
  });

  test('leaves the mesh as it was', () => {
    for (const { name } of WITH_FIXTURE) {
      const { mesh } = ruleFixture(name);
      const before = JSON.stringify([...mesh.set]);
      check(mesh, WITH_FIXTURE);
      expect(JSON.stringify([...mesh.set])).toBe(before);
    }
  });

  test('has nothing to say of nothing', () => {
    expect(check(meshOf(''), RULES)).toEqual([]);
  });
});

describe('a finding', () => {
  test('about two objects names the origin of the other', () => {
    const rule = RULES.find(({ name }) => name === 'RouteOwnedTwice')!;
    const { mesh } = ruleFixture(rule.name);
    const originOf = (name: string) =>
      mesh.virtualServices.find(({ manifest }) => manifest.identity.name === name)?.manifest.origin;
    const [first] = check(mesh, [rule]);
    expect(first?.origin).toBe(originOf('part-of-api'));
    expect(first?.related).toEqual([originOf('good-api')]);
  });

  test('about weights says which shares Envoy would serve', () => {
    const rule = RULES.find(({ name }) => name === 'RouteWeightsDoNotSumTo100')!;
    expect(check(ruleFixture(rule.name).mesh, [rule]).map(({ effect }) => effect)).toEqual([
      'Envoy normalises them: the shares are 50 %, 50 %',
      'Envoy normalises them: the shares are undefined',
      'Envoy normalises them: the shares are 33.3 %, 33.3 %, 33.3 %',
    ]);
  });
});
