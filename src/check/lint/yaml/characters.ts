export const END = 0x00;
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const SINGLE_QUOTE = 0x27;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const QUESTION = 0x3f;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** YAML 1.1 knows five line breaks. */
export function isBreak(char: number): boolean {
  if (char < NEXT_LINE) return char === LINE_FEED || char === RETURN;
  return char === NEXT_LINE || char === LINE_SEPARATOR || char === PARAGRAPH_SEPARATOR;
}

/** Unlike the others, these two stay as they are when lines are folded. */
export function isSeparator(char: number): boolean {
  return char === LINE_SEPARATOR || char === PARAGRAPH_SEPARATOR;
}

export function isBreakOrEnd(char: number): boolean {
  return char === END || isBreak(char);
}

/** A blank, a break or the end: what has to follow an indicator. */
export function isGap(char: number): boolean {
  return char === SPACE || char === TAB || isBreakOrEnd(char);
}

export function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39;
}

/** Of names of anchors, directives and tag handles. */
export function isWordChar(char: number): boolean {
  return (
    isDigit(char) || (char >= 0x41 && char <= 0x5a) || (char >= 0x61 && char <= 0x7a) || char === DASH || char === 0x5f
  );
}

export function isOneOf(chars: string, char: number): boolean {
  return char !== END && chars.includes(String.fromCharCode(char));
}
