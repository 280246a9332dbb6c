import { z } from 'zod';
import { LintCheck, lintRule, Report, TokenWindow } from '../rule';
import type { ScalarStyle, Token, TokenKind } from '../yaml/token';
import { isString } from './implicit-type';
import { needsQuotes } from './needed-quotes';
import { patterns } from './patterns';

const OPTIONS = z
  .strictObject({
    'quote-type': z.enum(['any', 'single', 'double', 'consistent']).default('any'),
    required: z.union([z.boolean(), z.literal('only-when-needed')]).default(true),
    'extra-required': patterns.default([]),
    'extra-allowed': patterns.default([]),
    'allow-quoted-quotes': z.boolean().default(false),
    'check-keys': z.boolean().default(false),
  })
  .refine((options) => options.required !== true || options['extra-required'].length === 0, {
    message: 'extra-required says nothing where quotes are always required: leave it out',
  })
  .refine((options) => options.required === 'only-when-needed' || options['extra-allowed'].length === 0, {
    message: 'extra-allowed is for required: only-when-needed: leave it out',
  });

type Options = z.output<typeof OPTIONS>;

export const quotedStrings = lintRule({
  name: 'quoted-strings',
  options: OPTIONS,
  explanation: {
    what: 'A string is quoted otherwise than the configuration of yamllint asks for.',
    effect: 'none as long as it stays a string: without quotes NO, 1e3 or 0123 are none',
    fix: 'add, change or remove the quotes',
    bad: 'version: stable',
    good: 'version: "stable"',
  },
  start: (options) => new QuotedStrings(options),
});

/** What a scalar that is checked comes behind. */
const BEFORE: readonly (TokenKind | undefined)[] = [
  'block-entry',
  'flow-entry',
  'flow-sequence-start',
  'tag',
  'value',
  'key',
];

class QuotedStrings implements LintCheck {
  private flowLevel = 0;
  /** The quotes that the file used first. */
  private usual: ScalarStyle | undefined;

  constructor(private readonly options: Options) {}

  token({ token, previous, text }: TokenWindow, report: Report): void {
    if (token.kind === 'flow-mapping-start' || token.kind === 'flow-sequence-start') this.flowLevel++;
    else if (token.kind === 'flow-mapping-end' || token.kind === 'flow-sequence-end') this.flowLevel--;
    if (token.kind !== 'scalar' || !BEFORE.includes(previous?.kind)) return;
    if (previous?.kind === 'key' && !this.options['check-keys']) return;
    if (previous?.kind === 'tag' && previous.handle === '!!') return;
    if (token.style === 'literal' || token.style === 'folded') return;
    if (token.style === 'plain' && !isString(token.value)) return;
    const complaint = this.complaintAbout(token, text);
    if (complaint !== undefined) report(token.start.line, token.start.column, complaint);
  }

  private complaintAbout(token: Token, text: string): string | undefined {
    const { required } = this.options;
    const isPlain = token.style === 'plain';
    if (required === true) return !isPlain && this.isRight(token) ? undefined : this.wrongQuotes();
    if (isPlain) return this.matches('extra-required', token) ? 'this string needs quotes: add them' : undefined;
    if (required === 'only-when-needed' && this.isRedundant(token, text)) {
      const isWanted = this.matches('extra-required', token) || this.matches('extra-allowed', token);
      return isWanted ? undefined : 'this string needs no quotes: remove them';
    }
    return this.isRight(token) ? undefined : this.wrongQuotes();
  }

  private isRedundant(token: Token, text: string): boolean {
    return token.value !== '' && isString(token.value) && !needsQuotes(token, this.flowLevel > 0, text);
  }

  private matches(option: 'extra-required' | 'extra-allowed', { value }: Token): boolean {
    return this.options[option].some((pattern) => pattern.test(value));
  }

  /** Whether the quotes are of the right kind, or have to be of the other one. */
  private isRight({ style, value }: Token): boolean {
    const { 'quote-type': type, 'allow-quoted-quotes': allowsQuotedQuotes } = this.options;
    if (type === 'any') return true;
    const wanted = type === 'consistent' ? (this.usual ??= style) : (`${type}-quoted` as const);
    return style === wanted || (allowsQuotedQuotes && value.includes(style === 'single-quoted' ? '"' : "'"));
  }

  private wrongQuotes(): string {
    const { 'quote-type': type } = this.options;
    if (type === 'any') return 'this string has no quotes: add them';
    if (type === 'consistent') return 'this string is not quoted as the first one of the file: use the same quotes';
    return `this string has no ${type} quotes: add them`;
  }
}
