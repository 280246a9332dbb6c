import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { policyModules } from '../../src/adapters/policy-modules';
import { evaluatePolicies } from '../../src/adapters/policy-wasm';
import { check } from '../../src/check/check';
import { DRY_RUN_CODES } from '../../src/check/dry-run';
import { codeBook } from '../../src/check/explain';
import { builtInLintConfiguration, lintConfigurationOf } from '../../src/check/lint/configuration';
import { lintText } from '../../src/check/lint/findings';
import { RULES } from '../../src/check/rules';
import { BUILT_IN } from '../../src/check/schema/registry';
import { suppress } from '../../src/check/suppression/suppress';
import { SUPPRESSION_CODES } from '../../src/check/suppression/suppression';
import { schemaStage } from '../../src/check/validate-set';
import { Mesh } from '../../src/mesh/mesh';
import { ManifestSet } from '../../src/model/manifest-set';
import { readManifestFiles } from '../../src/read/manifest-sets';
import { TextFile } from '../../src/read/text-file';
import { codesAsText, explanationAsText } from '../../src/report/explanation';
import { CODES } from '../../src/synth/refusals';
import { manifestsOf } from '../fixtures/manifests';

const BOOK = codeBook(policyModules());
const known = [...BOOK];
const ofStage = (stage: string) => known.filter((code) => code.stage === stage);

test('every code that anything here gives is explained, each once', () => {
  const given = [
    ...RULES.map(({ code }) => code),
    ...Object.values(CODES),
    ...Object.values(SUPPRESSION_CODES),
    ...Object.values(DRY_RUN_CODES),
  ];
  expect(given.filter((code) => BOOK.get(code)?.explanation === undefined)).toEqual([]);
  expect(new Set(known.map(({ code }) => code.toLowerCase())).size).toBe(known.length);
});

test('so is every code of the reader and of its parser', () => {
  const root = join(__dirname, '..', '..');
  const sources = readdirSync(join(root, 'src/read'), { encoding: 'utf8', recursive: true })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, 'src/read', path), 'utf8'));
  const adapters = ['yaml-folder', 'kustomize-program', 'git-revision'].map((name) =>
    readFileSync(join(root, `src/adapters/${name}.ts`), 'utf8'),
  );
  const [, parser = ''] = /type ErrorCode = ([^;]*);/.exec(
    readFileSync(join(root, 'node_modules/yaml/dist/errors.d.ts'), 'utf8'),
  )!;
  const calls = [...sources, ...adapters].join('\n').matchAll(/(?:code: |\(\s*)'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g);
  const codes = [...calls, ...parser.matchAll(/'(\w+)'/g)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(60);
  expect(codes.filter((code) => BOOK.get(code) === undefined)).toEqual([]);
});

describe('a code', () => {
  test.each<[string, string]>([
    ['ist9132', 'there is no code ist9132; did you mean "IST0132"?; --explain lists all'],
    ['route-timeout', 'there is no code route-timeout; did you mean "route_timeout"?; --explain lists all'],
    ['truthi', 'there is no code truthi; did you mean "truthy"?; --explain lists all'],
    ['weltschmerz', 'there is no code weltschmerz; --explain lists all'],
  ])('%s is unknown', (code, message) => {
    expect([BOOK.get(code), BOOK.unknown(code)]).toEqual([undefined, message]);
  });

  test('is found in any case', () => {
    expect(BOOK.get('ROUTE_TIMEOUT')?.code).toBe('route_timeout');
    expect(BOOK.get('igo0401')?.code).toBe('IGO0401');
  });

  test('is told without examples where there are none', () => {
    const text = explanationAsText(BOOK.get('IGO0502')!, pc.createColors(false));
    expect(text).toMatch(/^IGO0502 NamespaceNotFound \(error, stage dry-run\)\n\n[^]*\neffect: .*\nfix: .*\n$/);
  });
});

test('the list goes stage by stage', () => {
  const headings = codesAsText(known, pc.createColors(false)).match(/^\S.*$/gm);
  expect(headings).toEqual(['lint', 'schema', 'analyze', 'policy', 'dry-run']);
});

describe('examples', () => {
  const MENDED = known.filter(({ stage, code, explanation }) => {
    return explanation?.good !== undefined && (stage !== 'lint' || code.startsWith('IGO'));
  });

  /** What the stages that need no cluster say of a file; policies, which ask for more than mending, have tests of their own. */
  function problemsOf(text: string): string[] {
    const set = new ManifestSet('shop', manifestsOf(text));
    const rules = RULES.filter(({ presumesWholeSet }) => presumesWholeSet !== true);
    const findings = [...schemaStage(set, BUILT_IN).findings, ...check(new Mesh(set), rules)];
    const { sets } = suppress({ sets: [{ set, findings }], findings: [] }, [], '2026-11-01', () => true);
    const linted = lintText({ path: 'a.yaml', text }, 'a.yaml', builtInLintConfiguration());
    return [...linted, ...sets[0]!.findings]
      .filter(({ severity }) => severity !== 'info')
      .map(({ code, message }) => `${code} ${message}`);
  }

  test.each(MENDED)('of $code are good in all other respects', ({ explanation }) => {
    const { good = '' } = explanation!;
    // Every EnvoyFilter gets the warning that it is one.
    const expected = good.includes('kind: EnvoyFilter') ? [expect.stringMatching(/^IST0133 it patches/)] : [];
    expect(problemsOf(good)).toEqual(expected);
  });

  test.each(ofStage('policy'))('of the policy $code', async ({ code, explanation }) => {
    const codesOf = async (yaml: string): Promise<readonly string[]> => {
      const set = new ManifestSet('production', manifestsOf(yaml));
      expect(schemaStage(set, BUILT_IN).findings).toEqual([]);
      return (await evaluatePolicies(set)).map((finding) => finding.code);
    };
    expect(await codesOf(explanation!.bad!)).toContain(code);
    expect(await codesOf(explanation!.good!)).toEqual([]);
  });

  const LINTED = ofStage('lint').filter(({ code }) => /^[a-z]/.test(code) && !code.startsWith('lint-'));

  /** Those that find nothing before they are told what to look for. */
  const SETTINGS: Readonly<Record<string, object>> = {
    'float-values': { 'forbid-scientific-notation': true, 'require-numeral-before-decimal': true },
  };

  test.each(LINTED)('of the lint rule $code', ({ code, explanation }) => {
    const files = { configuration: () => undefined, lines: () => undefined };
    const { configuration } =
      code === 'syntax'
        ? { configuration: builtInLintConfiguration() }
        : lintConfigurationOf({ rules: { [code]: { ...SETTINGS[code] } } }, files);
    const codesOf = (text: string) =>
      lintText({ path: 'a.yaml', text }, 'a.yaml', configuration).map((one) => one.code);
    expect(codesOf(explanation!.bad!)).toContain(code);
    expect(codesOf(explanation!.good!)).not.toContain(code);
  });

  const READ = ofStage('lint').filter(({ code, explanation }) => /^[A-Z_]+$/.test(code) && explanation?.bad);

  test.each(READ)('of the reader, $code', ({ code, explanation }) => {
    const codesOf = (text: string): readonly string[] => {
      const { problems } = readManifestFiles([new TextFile('a.yaml', text)]);
      // Most of them show no more than what they are about.
      return problems.map((problem) => problem.code).filter((one) => one === code || one !== 'NOT_AN_OBJECT');
    };
    expect([codesOf(explanation!.bad!), codesOf(explanation!.good!)]).toEqual([[code], []]);
  });

  test('are there for whatever a single file shows', () => {
    expect(READ.length).toBeGreaterThan(30);
  });
});
