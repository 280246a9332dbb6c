import { isList, isMap, Json, JsonMap } from '../../model/json';
import { jsonPointer } from '../../model/json-pointer';
import { didYouMean } from '../../model/suggest';
import { FilePatterns } from './file-patterns';
import { PRESETS } from './presets';

/** Something that a configuration asks for in vain. */
export interface ConfigurationProblem {
  /** JSON pointer into the configuration. */
  readonly pointer: string;
  readonly severity: 'error' | 'info';
  /** What is wrong, and how to mend it. */
  readonly message: string;
}

/** Files that a configuration names, relative to its folder; undefined where there are none. */
export interface ConfigurationFiles {
  configuration(name: string): Json | undefined;
  lines(name: string): readonly string[] | undefined;
}

/** Options of a rule as they are written; false where it is switched off. */
export type Settings = false | JsonMap;

/** What a configuration says, with all that it extends. */
export interface Layer {
  readonly rules: ReadonlyMap<string, Settings>;
  readonly ignored: FilePatterns | undefined;
}

const EMPTY: Layer = { rules: new Map(), ignored: undefined };

/** Puts what a configuration says on top of what it extends. */
export class LayerReading {
  readonly problems: ConfigurationProblem[] = [];

  constructor(private readonly files: ConfigurationFiles) {}

  tell(severity: ConfigurationProblem['severity'], pointer: string, message: string): void {
    this.problems.push({ pointer, severity, message });
  }

  /** @param extended names of the configurations that lead here */
  layer(value: Json, extended: readonly string[] = []): Layer {
    if (!isMap(value)) {
      this.tell('error', '', 'the configuration is no map: write rules: and what is to hold below it');
      return EMPTY;
    }
    const base = value.extends === undefined ? EMPTY : this.base(value.extends, extended);
    return { rules: this.mergedRules(base.rules, value.rules), ignored: this.ignored(value, '') ?? base.ignored };
  }

  /** The files that a configuration, or one of its rules, leaves out. */
  ignored(value: JsonMap, pointer: string): FilePatterns | undefined {
    const { ignore, 'ignore-from-file': sources } = value;
    if (sources === undefined) {
      return ignore === undefined ? undefined : this.patterns(ignore, `${pointer}/ignore`, (text) => text.split('\n'));
    }
    return this.patterns(sources, `${pointer}/ignore-from-file`, (name) => {
      const lines = this.files.lines(name);
      if (lines === undefined)
        this.tell('error', `${pointer}/ignore-from-file`, `there is no file ${name}: correct it`);
      return lines ?? [];
    });
  }

  /** Patterns of a text or a list of texts. */
  patterns(value: Json, pointer: string, linesOf: (text: string) => readonly string[]): FilePatterns | undefined {
    const texts = isList(value) ? value : [value];
    if (texts.every((text) => typeof text === 'string')) return new FilePatterns(texts.flatMap(linesOf));
    this.tell('error', pointer, 'this is neither a text nor a list of texts: write patterns of files');
    return undefined;
  }

  private base(name: Json, extended: readonly string[]): Layer {
    const pointer = '/extends';
    if (typeof name !== 'string' || extended.includes(name)) {
      this.tell('error', pointer, 'extends names default, relaxed or a file that does not extend this one: name one');
      return EMPTY;
    }
    const value = PRESETS.get(name) ?? this.files.configuration(name);
    if (value === undefined) {
      const hint = didYouMean(name, PRESETS.keys());
      this.tell('error', pointer, `there is no configuration ${name}${hint}: correct the name`);
      return EMPTY;
    }
    const own = this.problems.length;
    const layer = this.layer(value, [...extended, name]);
    // What is wrong in another file is told of where that is named.
    for (const problem of this.problems.splice(own))
      this.tell(problem.severity, pointer, `in ${name}: ${problem.message}`);
    return layer;
  }

  /** Options of a rule are added to those that it has in what is extended. */
  private mergedRules(base: Layer['rules'], value: Json = {}): Layer['rules'] {
    const merged = new Map(base);
    if (!isMap(value)) {
      this.tell('error', '/rules', 'rules is no map: write the name of a rule, a colon and what is to hold');
      return merged;
    }
    for (const [name, written] of Object.entries(value)) {
      const settings = settingsOf(written);
      if (settings === undefined) {
        const message = `a rule is enable, disable or a map of options: correct ${name}`;
        this.tell('error', jsonPointer(['rules', name]), message);
      } else merged.set(name, settings === false ? false : { ...(merged.get(name) || {}), ...settings });
    }
    return merged;
  }
}

function settingsOf(written: Json): Settings | undefined {
  if (written === 'enable') return {};
  if (written === 'disable' || written === false) return false;
  return isMap(written) ? written : undefined;
}
