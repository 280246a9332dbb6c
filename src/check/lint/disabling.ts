import type { Comment } from './comment';

const EVERY_RULE = 'every rule';

type Names = typeof EVERY_RULE | readonly string[];

/** The rules that comments such as `# yamllint disable rule:truthy` switch off, line by line. */
export class Disabling {
  private readonly disabled = new Set<string>();
  private forLine: Set<string> | undefined;
  private forNextLine: Set<string> | undefined;

  /** @param rules that are switched on */
  constructor(private readonly rules: readonly string[]) {}

  read(comment: Comment): void {
    const { content } = comment;
    if (!content.startsWith('# yamllint ')) return;
    const disabled = namesAfter('# yamllint disable', content);
    const enabled = namesAfter('# yamllint enable', content);
    if (disabled !== undefined) this.add(disabled, this.disabled);
    else if (enabled === EVERY_RULE) this.disabled.clear();
    else if (enabled !== undefined) for (const name of enabled) this.disabled.delete(name);
    const disabledForLine = namesAfter('# yamllint disable-line', content);
    if (disabledForLine === undefined) return;
    if (comment.isInline) this.add(disabledForLine, (this.forLine ??= new Set()));
    else this.add(disabledForLine, (this.forNextLine ??= new Set()));
  }

  isDisabled(rule: string): boolean {
    return this.disabled.has(rule) || this.forLine?.has(rule) === true;
  }

  endLine(): void {
    this.forLine = this.forNextLine;
    this.forNextLine = undefined;
  }

  private add(names: Names, set: Set<string>): void {
    const known = names === EVERY_RULE ? this.rules : names.filter((name) => this.rules.includes(name));
    for (const name of known) set.add(name);
  }
}

/** Python counts U+0085 among the blanks. */
const NAMES = /^(?: rule:[^\s\x85]+)*[\s\x85]*$/;

/** The rules that a comment names after some words; undefined where it does not say that. */
function namesAfter(words: string, comment: string): Names | undefined {
  if (!comment.startsWith(words)) return undefined;
  const rest = comment.slice(words.length);
  if (!NAMES.test(rest)) return undefined;
  const names = Array.from(rest.matchAll(/ rule:([^\s\x85]+)/g), ([, name]) => name!);
  return names.length === 0 ? EVERY_RULE : names;
}

/** Whether the first line of a file keeps yamllint from reading it. */
export function disablesFile(text: string): boolean {
  return /^#\s*yamllint disable-file[\s\x85]*$/.test(/^[^\n]*/.exec(text)![0]);
}
