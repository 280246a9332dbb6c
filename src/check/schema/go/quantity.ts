/** A quantity of a resource, such as `500m` or `2Gi`. */
export interface Quantity {
  /** Billionths, rounded away from zero and capped as Kubernetes does. */
  readonly nano: bigint;
  /** Whether Kubernetes keeps it as a whole number of 64 bits: `1000m` it does not. */
  readonly isInteger: boolean;
}

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const FORM = /^([-+]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[-+]?\d*))$/;
const NANO = 1_000_000_000n;
const LARGEST = (1n << 63n) - 1n;
/** Digits that Kubernetes keeps in an int64 without looking closer. */
const FAST_DIGITS = 18;

/**
 * Undefined for what is no quantity. Odd ones such as `.`, `+` and `Ki` are: nought.
 *
 * @see https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#ParseQuantity
 */
export function parseQuantity(text: string): Quantity | undefined {
  const [form, sign, whole, fraction = '', suffix] = FORM.exec(text) ?? [];
  if (form === undefined || text === '') return undefined;
  const scale = scaleOf(suffix!);
  if (scale === undefined) return undefined;
  const { base, exponent } = scale;
  const digits = BigInt(`0${whole!}${fraction}`);
  const [numerator, denominator] =
    base === 2
      ? [digits << BigInt(exponent), 10n ** BigInt(fraction.length)]
      : powerOfTen(digits, exponent - fraction.length);
  const exact = numerator * NANO;
  const rounded = exact / denominator + (exact % denominator === 0n ? 0n : 1n);
  const nano = rounded > LARGEST * NANO ? LARGEST * NANO : rounded;
  return {
    nano: sign === '-' ? -nano : nano,
    isInteger:
      rounded <= LARGEST * NANO &&
      isKeptAsInteger(base, exponent, whole! === '' ? 1 : whole!.length, fraction.length) &&
      nano % NANO === 0n,
  };
}

function scaleOf(suffix: string): { base: 2 | 10; exponent: number } | undefined {
  if (Object.hasOwn(BINARY, suffix)) return { base: 2, exponent: BINARY[suffix]! };
  if (Object.hasOwn(DECIMAL, suffix)) return { base: 10, exponent: DECIMAL[suffix]! };
  const [, exponent] = /^[eE]([-+]?\d+)$/.exec(suffix) ?? [];
  // More than that is nought or the cap anyway, and would take for ever.
  return exponent === undefined ? undefined : { base: 10, exponent: Math.max(-1000, Math.min(1000, Number(exponent))) };
}

function powerOfTen(digits: bigint, exponent: number): [bigint, bigint] {
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0 ? [digits, power] : [digits * power, 1n];
}

function isKeptAsInteger(base: 2 | 10, exponent: number, whole: number, fraction: number): boolean {
  if (base === 10) return whole + fraction <= FAST_DIGITS && exponent - fraction >= 0;
  return fraction === 0 && 15 - whole - Math.trunc(Math.fround(exponent * 3) / 10) - 1 >= 0;
}
