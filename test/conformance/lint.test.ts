import fc from 'fast-check';
import { FilePatterns } from '../../src/check/lint/file-patterns';
import { LINT_CASES } from '../fixtures/lint/cases';
import { RecordedCase, writeRecording } from '../fixtures/lint/recording';
import { toldOf } from '../fixtures/lint/told';
import { filePath, filePatterns, lintConfiguration, uglyYaml } from '../fixtures/lint/ugly-yaml';
import { runs, SEED } from '../fixtures/runs';
import { describeWith } from './programs';
import { LintCase, matchedFiles, yamllint } from './yamllint';

/** Of each configuration. */
const TEXTS = runs(25);
/** Writes what `npm test` repeats. */
const IS_RECORDING = process.env['LINT_RECORD'] === '1';
const RECORDED_SEED = 1;

describeWith(['yamllint'], `lint (FUZZ_SEED=${SEED})`, () => {
  const recorded: RecordedCase[] = [];

  afterAll(() => {
    if (IS_RECORDING) writeRecording(recorded);
  });

  /** The cases where yamllint tells something else. */
  function differences(cases: readonly LintCase[]): readonly unknown[] {
    const told = yamllint(cases);
    return cases.flatMap(({ configuration, text }, index) => {
      const theirs = told[index];
      if (theirs === null || theirs === undefined) return [];
      if (IS_RECORDING) recorded.push({ configuration, text, told: theirs });
      const ours = toldOf(text, configuration);
      return ours.join('\n') === theirs.join('\n') ? [] : [{ text, configuration, theirs, ours }];
    });
  }

  test('tells what yamllint tells of each case', () => {
    const cases = LINT_CASES.flatMap(({ configuration, texts }) => texts.map((text) => ({ configuration, text })));
    expect(differences(cases)).toEqual([]);
  });

  const seed = IS_RECORDING ? RECORDED_SEED : SEED;
  const configurations = [
    { extends: 'default' },
    { extends: 'relaxed' },
    ...fc.sample(lintConfiguration, { seed, numRuns: 10 }),
  ];

  test.each(configurations.map((configuration, index) => ({ index, configuration })))(
    'tells what yamllint tells of any text by configuration $index',
    ({ index, configuration }) => {
      const texts = fc.sample(uglyYaml, { seed: seed + index, numRuns: IS_RECORDING ? 50 : TEXTS });
      const cases = texts.map((text) => ({ configuration, text }));
      expect(differences(cases).slice(0, 3)).toEqual([]);
    },
  );

  test('leaves out the files that yamllint leaves out', () => {
    const cases = fc.sample(fc.tuple(filePatterns, fc.array(filePath, { minLength: 10, maxLength: 10 })), {
      seed,
      numRuns: 300,
    });
    const matched = matchedFiles(cases);
    const differing = cases.flatMap(([patterns, paths], index) => {
      const theirs = matched[index];
      if (theirs === null || theirs === undefined) return [];
      const ours = paths.filter((path) => new FilePatterns(patterns).match(path));
      return ours.join('\n') === theirs.join('\n') ? [] : [{ patterns, paths, theirs, ours }];
    });
    expect(differing).toEqual([]);
  });
});
