/**
 * How a string is written so that every parser in use reads the same string: PyYAML, go-yaml v2 and v3, and eemeli's
 * yaml in versions 1.1 and 1.2. Plain is only what is beyond doubt; whatever could be a boolean, number, date,
 * merge key or indicator for one of them is quoted for all.
 */

/** Words that YAML 1.1 or 1.2 reads as a boolean or null, in any case that some parser knows. */
const KEYWORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Printable ASCII words after a first character that is neither an indicator nor the start of a number. */
const PLAIN = /^[A-Za-z/][\x21-\x7e]*(?: +[\x21-\x7e]+)*$/;

/** What ends a plain scalar before its last character: a mapping or a comment begins. */
const PLAIN_ENDS = /: |:$| #/;

/** `10s`, `5xx,reset`, `500Mi`, `3/4`: the letter or slash that no notation of a number or date has. */
const QUANTITY = /^[0-9][A-Za-z0-9._,/-]*$/;
const NOT_A_NUMBER = /[g-zG-Z/]/;
const RADIX = /^0[xob]/i;

/**
 * Characters that stay invisible or that some parser refuses as they are: controls except tab and line feed, line and
 * paragraph separators, byte order mark, non-characters, lone surrogates, and the zero-width and bidirectional
 * controls that make a reviewer read something else than the cluster.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|\p{Cs}/u;

/** Those of {@link HIDDEN} that JSON.stringify leaves as they are. */
const UNESCAPED = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

const TRAILING_BLANK = /[ \t](?:\n|$)/;

/**
 * Decisions for strings seen before: keys, hosts and label values repeat in thousands of objects. Emptied when full,
 * so that a long-lived process keeps at most a few megabytes.
 */
const decided = new Map<string, string>();
const MOST_DECIDED = 16_384;
const LONGEST_DECIDED = 128;

/** The string on one line: plain where every parser agrees, else double-quoted. */
export function singleLine(text: string): string {
  const known = decided.get(text);
  if (known !== undefined) return known;
  const written = isPlain(text) ? text : doubleQuoted(text);
  if (text.length <= LONGEST_DECIDED) {
    if (decided.size >= MOST_DECIDED) decided.clear();
    decided.set(text, written);
  }
  return written;
}

/**
 * Whether {@link literalBlock} gives the string back exactly. Trailing blanks are left to double quotes: editors strip
 * them and yamllint refuses them.
 */
export function fitsLiteralBlock(text: string): boolean {
  return text.includes('\n') && /[^\n]/.test(text) && !TRAILING_BLANK.test(text) && !HIDDEN.test(text);
}

/** The string as a literal block whose lines begin with `indent`, two columns right of its parent; no line feed at the end. */
export function literalBlock(text: string, indent: string): string {
  // A parser finds the indentation by the first line with text; where that begins with a blank, it has to be told.
  const indicator = /^\n*[ \t]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  // The last line feed is written by the caller, as after any other scalar.
  const lines = chomping === '-' ? text : text.slice(0, -1);
  return `|${indicator}${chomping}\n${lines.replace(/^(?=.)/gm, indent)}`;
}

function isPlain(text: string): boolean {
  if (PLAIN.test(text)) return !PLAIN_ENDS.test(text) && !KEYWORD.test(text);
  return QUANTITY.test(text) && NOT_A_NUMBER.test(text) && !RADIX.test(text);
}

/** JSON's escapes are YAML's too. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(UNESCAPED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
