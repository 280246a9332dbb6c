import { celFunc, CelFunc, CelInput, CelMap, celMethod, CelScalar, objectType } from '@bufbuild/cel';
import { formatCheck } from '../formats';
import { isRfc3339 } from '../go/date-time';
import { parseGoDuration } from '../go/duration';
import { parseQuantity } from '../go/quantity';
import { isDns1035Label, isDnsLabel, isDnsSubdomain, labelValueProblem, qualifiedNameProblem } from '../names';
import { fieldOf, noValue, OPAQUE, opaque, optionalOf } from './opaque';
import { durationOf, timestampOf } from './time';

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;

const NANO = 1_000_000_000n;

const DURATION = objectType('google.protobuf.Duration');
const TIMESTAMP = objectType('google.protobuf.Timestamp');

/** Durations and times as Go reads them. */
export const times: readonly CelFunc[] = [
  celFunc('duration', [STRING], DURATION, (text) => {
    const nanoseconds = parseGoDuration(text);
    if (nanoseconds === undefined) throw new Error(`invalid duration "${text}"`);
    return durationOf(nanoseconds) as never;
  }),
  celMethod('getMilliseconds', DURATION, [], INT, function () {
    const { seconds, nanos } = this.message as unknown as { seconds: bigint; nanos: number };
    return seconds * 1000n + BigInt(Math.trunc(nanos / 1e6));
  }),
  celFunc('timestamp', [STRING], TIMESTAMP, (text) => {
    if (!isRfc3339(text)) throw new Error(`"${text}" is no time of RFC 3339`);
    return timestampOf(text) as never;
  }),
];

/** @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#Quantity */
export const quantities: readonly CelFunc[] = [
  celFunc('isQuantity', [STRING], BOOL, (text) => parseQuantity(text) !== undefined),
  celFunc('quantity', [STRING], OPAQUE, (text) => {
    const quantity = parseQuantity(text);
    if (quantity === undefined)
      throw new Error(`quantities must match the regular expression of Kubernetes: "${text}"`);
    return toQuantity(quantity.nano, quantity.isInteger);
  }),
  celFunc('sign', [OPAQUE], INT, (value) => BigInt(signOf(nanoOf(value)))),
  celMethod('isInteger', OPAQUE, [], BOOL, function () {
    return fieldOf<boolean>(this, 'isInteger');
  }),
  celMethod('asInteger', OPAQUE, [], INT, function () {
    if (!fieldOf<boolean>(this, 'isInteger')) throw new Error('cannot convert value to integer');
    return nanoOf(this) / NANO;
  }),
  celMethod('asApproximateFloat', OPAQUE, [], DOUBLE, function () {
    return Number(nanoOf(this)) / Number(NANO);
  }),
  celMethod('isGreaterThan', OPAQUE, [OPAQUE], BOOL, function (other) {
    return nanoOf(this) > nanoOf(other);
  }),
  celMethod('isLessThan', OPAQUE, [OPAQUE], BOOL, function (other) {
    return nanoOf(this) < nanoOf(other);
  }),
  celMethod('compareTo', OPAQUE, [OPAQUE], INT, function (other) {
    return BigInt(signOf(nanoOf(this) - nanoOf(other)));
  }),
  celMethod('add', OPAQUE, [DYN], OPAQUE, function (other) {
    return toQuantity(nanoOf(this) + nanosIn(other));
  }),
  celMethod('sub', OPAQUE, [DYN], OPAQUE, function (other) {
    return toQuantity(nanoOf(this) - nanosIn(other));
  }),
];

/** Two quantities are equal whatever way they were written, which is all that `isInteger` tells. */
class QuantityFields extends Map<string, CelInput> {
  constructor(
    nano: bigint,
    private readonly isInteger: boolean,
  ) {
    super([
      ['type', 'quantity'],
      ['nano', nano],
    ]);
  }

  override get(name: string): CelInput | undefined {
    return name === 'isInteger' ? this.isInteger : super.get(name);
  }
}

function toQuantity(nano: bigint, isInteger = nano % NANO === 0n): CelMap {
  return new QuantityFields(nano, isInteger) as CelInput as CelMap;
}

function nanoOf(value: CelMap): bigint {
  return fieldOf<bigint>(value, 'nano');
}

function nanosIn(value: CelInput): bigint {
  return typeof value === 'bigint' ? value * NANO : nanoOf(value as CelMap);
}

function signOf(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

/** What a named format has against a text; none when nothing. */
const FORMATS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: name(isDnsLabel),
  dns1123Subdomain: name(isDnsSubdomain),
  dns1035Label: name(isDns1035Label),
  dns1123LabelPrefix: prefix(isDnsLabel),
  dns1123SubdomainPrefix: prefix(isDnsSubdomain),
  dns1035LabelPrefix: prefix(isDns1035Label),
  qualifiedName: (text) => [qualifiedNameProblem(text) ?? []].flat(),
  labelValue: (text) => [labelValueProblem(text) ?? []].flat(),
  ...Object.fromEntries(['uri', 'uuid', 'byte', 'date', 'datetime'].map((key) => [key, name(formatCheck(key)!)])),
};

/** @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#Format */
export const formats: readonly CelFunc[] = [
  ...Object.keys(FORMATS).map((key) => celFunc(`format.${key}`, [], OPAQUE, () => formatNamed(key))),
  celFunc('format.named', [STRING], OPAQUE, (key) => {
    return (Object.hasOwn(FORMATS, key) ? optionalOf(formatNamed(key)) : noValue()) as CelMap;
  }),
  celMethod('validate', OPAQUE, [STRING], OPAQUE, function (text) {
    const problems = FORMATS[fieldOf<string>(this, 'name')]!(text);
    return (problems.length === 0 ? noValue() : optionalOf([...problems])) as CelMap;
  }),
];

function formatNamed(key: string): CelMap {
  return opaque('format', { name: key }) as CelMap;
}

function name(isRight: (text: string) => boolean): (text: string) => readonly string[] {
  return (text) => (isRight(text) ? [] : [`"${text}" does not have the format`]);
}

function prefix(isRight: (text: string) => boolean): (text: string) => readonly string[] {
  return name((text) => isRight(text.replace(/.-$/s, 'a')));
}

/** Optional values, short of the operators `?.` and `[?]`. */
export const optionals: readonly CelFunc[] = [
  celFunc('optional.none', [], OPAQUE, () => noValue() as CelMap),
  celFunc('optional.of', [DYN], OPAQUE, (value) => optionalOf(value as CelInput) as CelMap),
  celMethod('hasValue', OPAQUE, [], BOOL, function () {
    return isPresent(this);
  }),
  celMethod('value', OPAQUE, [], DYN, function () {
    if (!isPresent(this)) throw new Error('optional.none() dereference');
    return this.get('value')!;
  }),
  celMethod('orValue', OPAQUE, [DYN], DYN, function (other) {
    return isPresent(this) ? this.get('value')! : other;
  }),
  celMethod('or', OPAQUE, [OPAQUE], OPAQUE, function (other) {
    return isPresent(this) ? this : other;
  }),
];

function isPresent(value: CelMap): boolean {
  return value.get('value') !== undefined;
}
