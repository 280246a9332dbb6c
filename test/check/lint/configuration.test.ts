import { builtInLintConfiguration, lintConfigurationOf } from '../../../src/check/lint/configuration';
import type { ConfigurationFiles } from '../../../src/check/lint/configuration-layer';
import type { Json } from '../../../src/model/json';

function read(value: Json, files: Readonly<Record<string, Json>> = {}) {
  const lookup: ConfigurationFiles = {
    configuration: (name) => files[name],
    lines: (name) => files[name] as string[] | undefined,
  };
  const { configuration, problems } = lintConfigurationOf(value, lookup);
  return {
    configuration,
    problems: problems.map(({ severity, pointer, message }) => `${severity} ${pointer}: ${message}`),
    rules: (path = '') =>
      configuration.rulesFor(path)?.map(({ rule, level, options }) => ({ name: rule.name, level, options })),
    names: (path = '') => configuration.rulesFor(path)?.map(({ rule }) => rule.name),
  };
}

test('rules that are not named are off, unless something is extended', () => {
  expect(read({ rules: { truthy: 'enable' } }).names()).toEqual(['truthy']);
  expect(read({ extends: 'default' }).names()).toHaveLength(17);
  expect(read({ extends: 'relaxed' }).names()).toHaveLength(13);
});

test('options are added to those of what is extended, and levels too', () => {
  const { rules } = read(
    {
      extends: 'team.yaml',
      rules: { truthy: { 'check-keys': false }, colons: 'disable', hyphens: { level: 'warning' } },
    },
    { 'team.yaml': { extends: 'default', rules: { truthy: { 'allowed-values': ['yes'] }, hyphens: 'disable' } } },
  );
  const byName = new Map(rules()!.map((rule) => [rule.name, rule]));
  expect(byName.get('truthy')).toEqual({
    name: 'truthy',
    level: 'warning',
    options: { 'allowed-values': ['yes'], 'check-keys': false },
  });
  expect(byName.get('hyphens')).toMatchObject({ level: 'warning', options: { 'max-spaces-after': 1 } });
  expect(byName.has('colons')).toBe(false);
});

test('a file is left out, or a rule for a file', () => {
  const { names } = read({
    ignore: 'vendor/\n*.generated.yaml',
    rules: { truthy: { ignore: ['/charts'] }, colons: 'enable' },
  });
  expect(names('vendor/a.yaml')).toBeUndefined();
  expect(names('a/b.generated.yaml')).toBeUndefined();
  expect(names('charts/a.yaml')).toEqual(['colons']);
  expect(names('a/charts/a.yaml')).toEqual(['truthy', 'colons']);
});

test('patterns come from files too', () => {
  const { names, problems } = read(
    { 'ignore-from-file': ['.gitignore', 'gone'] },
    { '.gitignore': ['out', '!out/a.yaml'] },
  );
  expect(names('out/b.yaml')).toBeUndefined();
  expect(names('out/a.yaml')).toEqual([]);
  expect(problems).toEqual(['error /ignore-from-file: there is no file gone: correct it']);
});

test('what is extended says what is left out, unless the file says it itself', () => {
  const files = { base: { ignore: 'a.yaml' } };
  expect(read({ extends: 'base' }, files).names('a.yaml')).toBeUndefined();
  expect(read({ extends: 'base', ignore: 'b.yaml' }, files).names('a.yaml')).toEqual([]);
});

test('files are YAML by their names', () => {
  const usual = read({}).configuration;
  expect(['a.yaml', 'a.yml', '.yamllint', 'a.json', 'yaml'].filter((name) => usual.isYaml(name))).toEqual([
    'a.yaml',
    'a.yml',
    '.yamllint',
  ]);
  expect(read({ 'yaml-files': ['*.y?ml', '!b.*'] }).configuration.isYaml('b.yaml')).toBe(false);
});

test.each<[Json, string]>([
  [null, 'error : the configuration is no map: write rules: and what is to hold below it'],
  [{ rules: [] }, 'error /rules: rules is no map: write the name of a rule, a colon and what is to hold'],
  [
    { rules: { 'trailing-space': 'enable' } },
    'error /rules/trailing-space: yamllint has no rule trailing-space; did you mean "trailing-spaces"?: correct the name, or remove it',
  ],
  [{ rules: { truthy: 'on' } }, 'error /rules/truthy: a rule is enable, disable or a map of options: correct truthy'],
  [
    { rules: { truthy: { level: 'info' } } },
    'error /rules/truthy/level: a level is error or warning: write one of them',
  ],
  [
    { rules: { colons: { 'max-spaces-before': 'one' } } },
    'error /rules/colons/max-spaces-before: colons cannot be read: Invalid input: expected number, received string',
  ],
  [{ rules: { colons: { max: 1 } } }, 'error /rules/colons: colons cannot be read: Unrecognized key: "max"'],
  [{ ignore: 1 }, 'error /ignore: this is neither a text nor a list of texts: write patterns of files'],
  [{ 'yaml-files': {} }, 'error /yaml-files: this is neither a text nor a list of texts: write patterns of files'],
  [
    { extends: 'defalt' },
    'error /extends: there is no configuration defalt; did you mean "default"?: correct the name',
  ],
  [
    { extends: 'itself' },
    'error /extends: in itself: extends names default, relaxed or a file that does not extend this one: name one',
  ],
  [
    { extends: 'broken' },
    'error /extends: in broken: rules is no map: write the name of a rule, a colon and what is to hold',
  ],
  [
    { locale: 'en_US.UTF-8' },
    'info /locale: locale is not read: keys are sorted by their characters, as they are without it',
  ],
  [
    { rules: { 'new-lines': { type: 'platform' } } },
    'info /rules/new-lines/type: platform is read as unix: what is found must not depend on the machine',
  ],
  [
    { rules: { 'quoted-strings': { 'extra-required': ['^http'] } } },
    'error /rules/quoted-strings: quoted-strings cannot be read: extra-required says nothing where quotes are always required: leave it out',
  ],
])('%j is asked for in vain', (value, problem) => {
  const { problems } = read(value, { itself: { extends: 'itself' }, broken: { rules: 1 } });
  expect(problems).toEqual([problem]);
});

test('a regular expression that is none is told', () => {
  const { problems, names } = read({ rules: { 'key-ordering': { 'ignored-keys': ['('] }, truthy: 'enable' } });
  expect(problems[0]).toMatch(
    /^error \/rules\/key-ordering\/ignored-keys\/0: key-ordering cannot be read: \( is no regular/,
  );
  expect(names()).toEqual(['truthy']);
});

test('without a configuration, what changes the meaning of a manifest is told of', () => {
  const configuration = builtInLintConfiguration();
  expect(configuration.syntaxLevel).toBe('warning');
  expect(configuration.rulesFor('a.yaml')?.map(({ rule, level }) => `${rule.name} ${level}`)).toEqual([
    'anchors error',
    'key-duplicates error',
    'octal-values warning',
    'truthy warning',
  ]);
});
