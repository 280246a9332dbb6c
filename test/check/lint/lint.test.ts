import { LINT_CODES, LIMIT } from '../../../src/check/lint/codes';
import { builtInLintConfiguration } from '../../../src/check/lint/configuration';
import { lintText } from '../../../src/check/lint/findings';
import { MOST_PROBLEMS, problemsIn } from '../../../src/check/lint/lint';
import { LINT_RULES } from '../../../src/check/lint/rules';
import { LINT_CASES } from '../../fixtures/lint/cases';
import { readRecording } from '../../fixtures/lint/recording';
import { toldOf } from '../../fixtures/lint/told';

const RECORDING = readRecording();

test('tells what yamllint told of the recorded texts', () => {
  const differing = RECORDING.flatMap(({ configuration, text, told }) => {
    const ours = toldOf(text, configuration);
    return ours.join('\n') === told.join('\n') ? [] : [{ configuration, text, yamllint: told, ours }];
  });
  expect(differing).toEqual([]);
});

test('all cases are recorded', () => {
  const recorded = new Set(RECORDING.map(({ configuration, text }) => JSON.stringify([configuration, text])));
  const missing = LINT_CASES.flatMap(({ configuration, texts }) =>
    texts.filter((text) => !recorded.has(JSON.stringify([configuration, text]))),
  );
  expect(missing).toEqual([]);
});

test.each(LINT_RULES)('$name has a case that it finds', ({ name }) => {
  const told = RECORDING.filter(({ configuration }) => JSON.stringify(configuration).startsWith(`{"rules":{"${name}"`));
  const found = told.filter((one) => one.told.some((problem) => problem.includes(` ${name} `)));
  expect(found.length).toBeGreaterThan(0);
});

/** Options without which a rule finds nothing. */
const OPTIONS: Readonly<Record<string, object>> = {
  'float-values': { 'require-numeral-before-decimal': true, 'forbid-scientific-notation': true },
};

describe.each(LINT_RULES)('the explanation of $name', ({ name, explanation: { bad, good } }) => {
  const configuration = { rules: { [name]: { level: 'error', ...OPTIONS[name] } } };
  const inFile = (yaml: string): string => (name === 'new-line-at-end-of-file' ? yaml : `${yaml.replace(/\n$/, '')}\n`);

  test('has a bad example that gets the finding', () => {
    const codes = toldOf(inFile(bad), configuration).map((problem) => problem.split(' ')[1]);
    expect(new Set(codes)).toEqual(new Set([name]));
  });

  test('has a good one that gets none', () => {
    expect(toldOf(inFile(good), configuration)).toEqual([]);
  });
});

test('what is no YAML is told with an example too', () => {
  const { bad, good } = LINT_CODES.get('syntax')!.explanation;
  expect(toldOf(bad, { rules: {} })).toEqual(['2:1 syntax error']);
  expect(toldOf(good, { rules: {} })).toEqual([]);
});

test('says what is wrong and how to mend it, in one line', () => {
  const messages = RECORDING.flatMap(({ text }) =>
    lintText({ path: 'a.yaml', text }, 'a.yaml', builtInLintConfiguration()).map(({ message }) => message),
  );
  expect(messages.length).toBeGreaterThan(100);
  expect(messages.filter((message) => /[\n\r]/.test(message) || message.length > 250)).toEqual([]);
});

test('finds from top to bottom, and at a place', () => {
  const text = 'a: yes\nb: 1\nb: 010\nc: 1\n\td: 1\n';
  const findings = lintText({ path: 'a.yaml', text }, 'a.yaml', builtInLintConfiguration());
  expect(findings.map(({ code, severity, stage }) => `${stage} ${code} ${severity}`)).toEqual([
    'lint truthy warning',
    'lint key-duplicates error',
    'lint octal-values warning',
    'lint syntax warning',
  ]);
  expect(findings.map(({ origin }) => origin.locate!())).toEqual([
    { file: 'a.yaml', line: 1, column: 4 },
    { file: 'a.yaml', line: 3, column: 1 },
    { file: 'a.yaml', line: 3, column: 7 },
    { file: 'a.yaml', line: 5, column: 1 },
  ]);
});

test('quotes keys with characters beyond the first 65,536 as they are', () => {
  const [finding] = lintText({ path: 'a', text: '😀: 1\n😁: 1\n😀: 2\n' }, '', builtInLintConfiguration());
  expect(finding?.message).toContain('"😀"');
});

test('says when there is more than anybody reads', () => {
  const text = 'a: 1\n'.repeat(2 * MOST_PROBLEMS);
  const findings = lintText({ path: 'a.yaml', text }, '', builtInLintConfiguration());
  expect(findings).toHaveLength(MOST_PROBLEMS + 1);
  expect(findings.at(-1)).toMatchObject({ code: LIMIT.code, severity: 'info' });
});

const ALL_RULES = LINT_RULES.map((rule) => ({ rule, level: 'error' as const, options: rule.options.parse({}) }));
const LENGTH = 96 * 1024;

/** Parts of texts that could make a scanner look at the same characters again and again. */
const NASTY = [
  ...[
    '[',
    '{',
    '- ',
    '? ',
    ': ',
    '[a: ',
    '{a: {',
    '!',
    '!a',
    '&a ',
    '*a ',
    '"',
    "'",
    '\\',
    '"\\n" ',
    '"a": ',
    '|\n',
    '>\n ',
  ],
  ...[
    '#',
    '\n',
    '\r',
    ' ',
    '\t',
    ' \n',
    '\n\r\n',
    '-',
    '---\n',
    '...\n',
    '%a\n',
    'a',
    'a ',
    'a\n',
    'a: 1\n',
    '- a\n',
    '[]',
    '{},',
  ],
  ...[
    ',',
    ':',
    '::',
    '# yamllint disable rule:a rule:b\n',
    '# a\n  # b\n',
    'a: |\n  b\n',
    '😀',
    'é',
    '\u0085',
    'a:\n- b\n',
    '[a, ',
  ],
];

test.each(NASTY.map((part) => [part]))('reads %j in time linear in the text', (part) => {
  const text = part.repeat(LENGTH / part.length);
  const start = process.cpuUsage();
  problemsIn(text, ALL_RULES);
  problemsIn(`${text}\n# a\n# b\n`, ALL_RULES);
  const { user } = process.cpuUsage(start);
  expect(user / 1e6).toBeLessThan(2);
});
