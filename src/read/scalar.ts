/**
 * Who reads a file: kubectl, Argo CD and Flux apply plain files as go-yaml v2 decodes them, which is YAML 1.1 with octals
 * of both notations and without numbers of base 60; kustomize reads by go-yaml v3, to which `yes` and `on` are strings.
 *
 * @see https://github.com/yaml/go-yaml/blob/v2.4.4/resolve.go
 * @see https://github.com/yaml/go-yaml/blob/v3.0.4/resolve.go
 */
export type Dialect = 'kubectl' | 'kustomize';

/** What a plain scalar stands for. Numbers may be none that JSON can hold. */
export function plainScalar(text: string, dialect: Dialect): string | number | boolean | null {
  switch (HINTS[text.charCodeAt(0)]) {
    case WORD: {
      const word = (dialect === 'kubectl' ? WORDS : FEWER_WORDS).get(text);
      return word === undefined ? text : word;
    }
    case NUMBER:
      return numberIn(text) ?? (dialect === 'kustomize' ? withTime(text) : text);
    default:
      return text === '' ? null : text;
  }
}

const WORD = 1;
const NUMBER = 2;

/** What a scalar may be by its first character; most are neither. */
const HINTS = new Uint8Array(128);
for (const char of 'yYnNtTfFoO~') HINTS[char.charCodeAt(0)] = WORD;
for (const char of '+-.0123456789') HINTS[char.charCodeAt(0)] = NUMBER;

const FEWER_WORDS = new Map<string, boolean | null>([
  ...inThreeCases(['true'], true),
  ...inThreeCases(['false'], false),
  ...inThreeCases(['null', '~'], null),
]);
const WORDS = new Map<string, boolean | null>([
  ...FEWER_WORDS,
  ...inThreeCases(['y', 'yes', 'on'], true),
  ...inThreeCases(['n', 'no', 'off'], false),
]);

/** `yes`, `Yes` and `YES`, but not `yEs`. */
function inThreeCases<T>(words: readonly string[], value: T): [string, T][] {
  return words
    .flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()])
    .map((word) => [word, value]);
}

const SHORT_DECIMAL = /^(?:0|[1-9][0-9]{0,14})$/;
const NOT_FINITE = /^(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function numberIn(text: string): number | undefined {
  if (SHORT_DECIMAL.test(text)) return Number(text);
  const special = NOT_FINITE.exec(text);
  if (special !== null) return special[1] === undefined ? NaN : special[1] === '-' ? -Infinity : Infinity;
  // Underscores count for nothing, except in what begins with a point.
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  if (INTEGER.test(digits)) {
    const integer = integerOf(digits);
    if (integer !== undefined) return integer;
  }
  if (!FLOAT.test(digits)) return undefined;
  const value = Number(digits);
  // JSON has a zero of one sign.
  return Number.isFinite(value) ? value || 0 : undefined;
}

/** Undefined for what 64 bits cannot hold, of which decimals then are floats and others strings. */
function integerOf(digits: string): number | undefined {
  const sign = /^[-+]/.exec(digits)?.[0] ?? '';
  const magnitude = BigInt(digits.slice(sign.length).replace(/^0(?=[0-7])/, '0o'));
  const most = sign === '' ? 2n ** 64n - 1n : sign === '+' ? 2n ** 63n - 1n : 2n ** 63n;
  if (magnitude > most) return undefined;
  return sign === '-' && magnitude !== 0n ? -Number(magnitude) : Number(magnitude);
}

const DATE = /^(\d{4})-(\d\d?)-(\d\d?)$/;

/** kustomize takes a date for a time, and writes it as one. */
function withTime(text: string): string {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return text;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = new Date(`${date}T00:00:00Z`);
  // `2001-02-30` is no date.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date) ? `${date}T00:00:00Z` : text;
}
