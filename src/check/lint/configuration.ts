import { isMap, Json } from '../../model/json';
import { jsonPointer } from '../../model/json-pointer';
import { didYouMean } from '../../model/suggest';
import { ConfigurationFiles, ConfigurationProblem, LayerReading, Settings } from './configuration-layer';
import { FilePatterns } from './file-patterns';
import type { EnabledRule, LintLevel } from './lint';
import { MANIFESTS } from './presets';
import { LINT_RULES } from './rules';

/** Which rules hold for which files. */
export interface LintConfiguration {
  /** Of a text that is no YAML to yamllint. */
  readonly syntaxLevel: LintLevel;
  /** Whether a file of this name that is found in a folder is looked at. */
  isYaml(fileName: string): boolean;
  /**
   * The rules that hold for a file; undefined where it is not looked at.
   *
   * @param path from the folder of the configuration, with slashes; `''` for what is no file
   */
  rulesFor(path: string): readonly EnabledRule[] | undefined;
}

/** Reads a configuration of yamllint. What it asks for in vain is left out, and told. */
export function lintConfigurationOf(
  value: Json,
  files: ConfigurationFiles,
): { readonly configuration: LintConfiguration; readonly problems: readonly ConfigurationProblem[] } {
  const reading = new LayerReading(files);
  return { configuration: configurationOf(value, reading, 'error'), problems: reading.problems };
}

let builtIn: LintConfiguration | undefined;

/** What holds where there is no configuration of yamllint. */
export function builtInLintConfiguration(): LintConfiguration {
  const noFiles = { configuration: () => undefined, lines: () => undefined };
  // Tools that apply manifests read some things that are no YAML to yamllint.
  return (builtIn ??= configurationOf(MANIFESTS, new LayerReading(noFiles), 'warning'));
}

const OF_ALL_RULES = ['level', 'ignore', 'ignore-from-file'];
const USUAL_FILES = new FilePatterns(['*.yaml', '*.yml', '.yamllint']);

interface PartlyEnabledRule extends EnabledRule {
  /** Files that the rule does not hold for. */
  readonly ignored: FilePatterns | undefined;
}

function configurationOf(value: Json, reading: LayerReading, syntaxLevel: LintLevel): LintConfiguration {
  const layer = reading.layer(value);
  const { 'yaml-files': yamlFiles, locale } = isMap(value) ? value : {};
  const files =
    yamlFiles === undefined
      ? USUAL_FILES
      : (reading.patterns(yamlFiles, '/yaml-files', (text) => [text]) ?? USUAL_FILES);
  if (locale !== undefined) {
    reading.tell('info', '/locale', 'locale is not read: keys are sorted by their characters, as they are without it');
  }
  const rules = [...layer.rules].map(([name, settings]) => enabledRule(name, settings, reading)).filter(isEnabled);
  const hold = rules.every(({ ignored }) => ignored === undefined)
    ? () => rules
    : (path: string) => rules.filter(({ ignored }) => ignored?.match(path) !== true);
  return {
    syntaxLevel,
    isYaml: (fileName) => files.match(fileName),
    rulesFor(path) {
      if (path === '') return rules;
      return layer.ignored?.match(path) === true ? undefined : hold(path);
    },
  };
}

function isEnabled(rule: PartlyEnabledRule | undefined): rule is PartlyEnabledRule {
  return rule !== undefined;
}

function enabledRule(name: string, settings: Settings, reading: LayerReading): PartlyEnabledRule | undefined {
  const pointer = jsonPointer(['rules', name]);
  const rule = LINT_RULES.find((one) => one.name === name);
  if (rule === undefined) {
    const hint = didYouMean(
      name,
      LINT_RULES.map((one) => one.name),
    );
    reading.tell('error', pointer, `yamllint has no rule ${name}${hint}: correct the name, or remove it`);
    return undefined;
  }
  if (settings === false) return undefined;
  const { level = 'error' } = settings;
  if (level !== 'error' && level !== 'warning') {
    reading.tell('error', `${pointer}/level`, 'a level is error or warning: write one of them');
    return undefined;
  }
  const written = Object.entries(settings).filter(([option]) => !OF_ALL_RULES.includes(option));
  const options = rule.options.safeParse(Object.fromEntries(written));
  if (!options.success) {
    for (const { path, message } of options.error.issues) {
      reading.tell('error', pointer + jsonPointer(path.map(String)), `${name} cannot be read: ${message}`);
    }
    return undefined;
  }
  if (name === 'new-lines' && settings.type === 'platform') {
    reading.tell('info', `${pointer}/type`, 'platform is read as unix: what is found must not depend on the machine');
  }
  return { rule, level, options: options.data, ignored: reading.ignored(settings, pointer) };
}
