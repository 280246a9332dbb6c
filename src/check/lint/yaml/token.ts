/** A place in a text; all three count from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

export type TokenKind =
  | 'stream-start'
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';

/** What the scanner tells apart. Where collections of blocks begin and end there are tokens without a character. */
export class Token {
  constructor(
    readonly kind: TokenKind,
    readonly start: Mark,
    readonly end: Mark,
    /** Of a scalar, alias or anchor, or the name of a directive. */
    readonly value = '',
    readonly style?: ScalarStyle,
    /** Of a tag, such as `!!`, or of the directive that declares it; absent for `!<tag:…>` and a lone `!`. */
    readonly handle?: string,
    /** Of the directive `%YAML`. */
    readonly version?: readonly [major: number, minor: number],
  ) {}
}

export function isPlainScalar(token: Token): boolean {
  return token.style === 'plain';
}
