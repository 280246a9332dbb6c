/** Nanoseconds of each unit that Go's `time.ParseDuration` knows. */
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // the micro sign, U+00B5
  μs: 1_000n, // the Greek letter, U+03BC
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const LIMIT = 1n << 63n;
const TERM = /^(\d*)(\.?)(\d*)([^.\d]+)/;

/**
 * Nanoseconds of a duration such as `1h30m` or `-1.5s`; undefined for what Go does not take.
 *
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): bigint | undefined {
  const isNegative = text.startsWith('-');
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '') return undefined;
  let total = 0n;
  while (rest !== '') {
    const [term, whole, , fraction, unit] = (TERM.exec(rest) ?? []) as (string | undefined)[];
    if (term === undefined || (whole === '' && fraction === '')) return undefined;
    const factor = Object.hasOwn(UNITS, unit!) ? UNITS[unit!]! : undefined;
    if (factor === undefined) return undefined;
    const value = BigInt(whole!);
    if (value > LIMIT || value * factor > LIMIT) return undefined;
    total += value * factor + fractionOf(fraction!, factor);
    if (total > LIMIT) return undefined;
    rest = rest.slice(term.length);
  }
  if (isNegative) return -total;
  return total === LIMIT ? undefined : total;
}

/** As Go counts it: in floating point, from the digits that fit an int64. */
function fractionOf(digits: string, factor: bigint): bigint {
  if (digits === '') return 0n;
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (next > LIMIT) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(factor) / scale)));
}

/** Words for units that the format `duration` takes beyond Go's, after numbers anywhere in the text. */
const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['ns', ['ns', 'nano']],
  ['us', ['us', 'µs', 'micro']],
  ['ms', ['ms', 'milli']],
  ['s', ['s', 'sec']],
  ['m', ['m', 'min']],
  ['h', ['h', 'hr', 'hour']],
  ['d', ['d', 'day']],
  ['w', ['w', 'wk', 'week']],
];
const NANOSECONDS: Readonly<Record<string, bigint>> = { ...UNITS, d: 24n * UNITS['h']!, w: 168n * UNITS['h']! };

/**
 * Nanoseconds of a value of the format `duration`: what Go takes, and Scala's `3 days`.
 *
 * @see https://pkg.go.dev/k8s.io/kube-openapi/pkg/validation/strfmt#ParseDuration
 */
export function parseFormattedDuration(text: string): bigint | undefined {
  const exact = parseGoDuration(text);
  if (exact !== undefined) return exact;
  let total: bigint | undefined;
  for (const [, digits, word] of text.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)) {
    const count = BigInt(digits!);
    if (count >= LIMIT) return undefined;
    const unit = word!.toLowerCase();
    for (const [name, variants] of WORDS) {
      const longest = variants.at(-1)!;
      for (const variant of variants) {
        const isMeant = variant === unit || (variant === longest && unit.startsWith(variant));
        if (isMeant) total = BigInt.asIntN(64, (total ?? 0n) + count * NANOSECONDS[name]!);
      }
    }
  }
  return total;
}
