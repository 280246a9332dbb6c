import { isDay } from '../../src/check/suppression/annotation';
import { BaselineEntry, Found, FoundInSet, suppress } from '../../src/check/suppression/suppress';
import type { Suppression } from '../../src/check/suppression/suppression';
import type { Finding } from '../../src/model/finding';
import { describeIdentity } from '../../src/model/identity';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

const TODAY = '2026-11-21';

/** A Sidecar with annotations, of which these codes were found. */
function found(annotations: Readonly<Record<string, string>>, ...codes: readonly string[]): FoundInSet {
  const [manifest] = manifestsOf(
    JSON.stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { namespace: 'shop', name: 'sidecar', annotations },
    }),
  ) as [ReturnType<typeof manifestsOf>[number]];
  const findings = codes.map((code): Finding => {
    const { identity, origin } = manifest;
    return { code, severity: 'error', stage: 'analyze', identity, origin, message: code };
  });
  return { set: new ManifestSet('test', [manifest]), findings };
}

function inSets(sets: readonly FoundInSet[], findings: readonly Finding[] = []): Found<FoundInSet> {
  return { sets, findings };
}

const [{ identity }] = found({}).set.manifests as [ManifestSet['manifests'][number]];
const entry = (code: string, until?: string): BaselineEntry => ({ ...written(code, until), identity });
const written = (code: string, until?: string): Suppression => ({
  code,
  until,
  reason: 'known since spring',
  origin: { locate: () => ({ file: 'baseline.yaml', line: 3, column: 1 }) },
});

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ code, message }) => (code === message ? code : `${code} ${message}`));

test('a baseline knows as many findings of a code as it counts, and with one more none', () => {
  const counted = { ...entry('IST0106'), count: 2 };
  const toldOf = (...codes: readonly string[]): readonly string[] =>
    suppress(inSets([found({}, ...codes)]), [counted], TODAY, () => true).sets.flatMap(({ findings }) =>
      told(findings),
    );
  expect(toldOf('IST0106')).toEqual([]);
  expect(toldOf('IST0106', 'IST0106')).toEqual([]);
  expect(toldOf('IST0106', 'IST0106', 'IST0106')).toEqual(['IST0106', 'IST0106', 'IST0106']);
});

test.each<[string, string, readonly string[], readonly string[]]>([
  ['a code', 'IST0101: moves next quarter', ['IST0101', 'IST0106'], ['IST0106']],
  ['several codes', 'IST0101: a\nIST0106: b', ['IST0101', 'IST0106'], []],
  ['a code until today', 'IST0101 until 2026-11-21: a', ['IST0101'], []],
  [
    'a code until yesterday',
    'IST0101 until 2026-11-20: a',
    ['IST0101'],
    ['IST0101', 'IGO0402 IST0101 was ignored until 2026-11-20, which is over'],
  ],
  [
    'a code without reason',
    'IST0101',
    ['IST0101'],
    ['IST0101', 'IGO0401 "IST0101" does not say what to ignore and why'],
  ],
  [
    'a code until no day',
    'IST0101 until 2026-02-30: a',
    ['IST0101'],
    ['IST0101', 'IGO0401 "IST0101 until 2026-02-30: a" does not say what to ignore and why'],
  ],
  [
    'a code that is not found any more',
    'IST0101: a',
    [],
    ['IGO0403 IST0101 is ignored, but there is no such finding any more'],
  ],
])('an annotation ignores %s', (_, annotation, codes, expected) => {
  const { sets } = suppress(
    inSets([found({ 'istio-gitops.dev/ignore': annotation }, ...codes)]),
    [],
    TODAY,
    () => true,
  );
  expect(told(sets[0]!.findings)).toEqual(expected);
});

test("Istio's own annotation ignores its codes, and need not ignore anything", () => {
  const one = found({ 'galley.istio.io/analyze-suppress': 'IST0101, IST0999' }, 'IST0101', 'IST0106');
  const { sets, count } = suppress(inSets([one]), [], TODAY, () => true);
  expect([told(sets[0]!.findings), count]).toEqual([['IST0106'], 1]);
});

test('where both annotations ignore a code, ours says until when', () => {
  const toldOf = (until: string): readonly string[] => {
    const both = {
      'istio-gitops.dev/ignore': `IST0101 until ${until}: a`,
      'galley.istio.io/analyze-suppress': 'IST0101',
    };
    return told(suppress(inSets([found(both, 'IST0101')]), [], TODAY, () => true).sets[0]!.findings);
  };
  expect(toldOf(TODAY)).toEqual([]);
  expect(toldOf('2026-11-20')).toEqual(['IST0101', 'IGO0402 IST0101 was ignored until 2026-11-20, which is over']);
});

test('a baseline ignores findings of an object in every set, until a day', () => {
  const sets = [found({}, 'IST0101', 'IST0106'), found({}, 'IST0101')];
  const baseline = [entry('IST0101'), entry('IST0106', '2026-01-01'), entry('IST0109'), entry('IST0110')];
  const result = suppress(inSets(sets), baseline, TODAY, (code) => code !== 'IST0110');
  expect(result.sets.map(({ findings }) => told(findings))).toEqual([['IST0106'], []]);
  expect(told(result.findings)).toEqual([
    'IGO0402 IST0106 was ignored until 2026-01-01, which is over',
    'IGO0403 IST0109 is ignored, but there is no such finding any more',
  ]);
  expect(result.count).toBe(2);
});

test('a baseline ignores findings of a file, and of no other', () => {
  const inFile = (file: string): Finding => ({
    code: 'truthy',
    severity: 'warning',
    stage: 'lint',
    origin: { locate: () => ({ file, line: 1, column: 1 }) },
    message: file,
  });
  const baseline = ['a.yaml', 'c.yaml'].map((file) => ({ ...written('truthy'), file }));
  const { findings, count } = suppress(inSets([], ['a.yaml', 'b.yaml'].map(inFile)), baseline, TODAY, () => true);
  expect([count, findings.map(({ message }) => message)]).toEqual([
    1,
    ['b.yaml', 'truthy is ignored, but there is no such finding any more'],
  ]);
});

test('findings of other objects stay', () => {
  const other = { ...entry('IST0101'), identity: { ...identity, name: 'other' } };
  const { sets } = suppress(inSets([found({}, 'IST0101')]), [other], TODAY, () => false);
  expect([told(sets[0]!.findings), describeIdentity(identity)]).toEqual([['IST0101'], 'Sidecar shop/sidecar']);
});

test.each([
  ['2026-11-21', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['21.11.2026', false],
  ['tomorrow', false],
])('%s is a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected);
});
