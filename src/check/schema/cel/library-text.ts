import { celFunc, CelFunc, celMethod, CelScalar, listType } from '@bufbuild/cel';
import { goRegExp } from '../go/regexp';

const { BOOL, DOUBLE, INT, STRING } = CelScalar;
const STRINGS = listType(STRING);

/** @see https://pkg.go.dev/k8s.io/apiserver/pkg/cel/library#Regex */
export const expressions: readonly CelFunc[] = [
  celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
    return goRegExp(pattern).test(this);
  }),
  celFunc('matches', [STRING, STRING], BOOL, (text, pattern) => goRegExp(pattern).test(text)),
  celMethod('find', STRING, [STRING], STRING, function (pattern) {
    return goRegExp(pattern).findAll(this, 1)[0] ?? '';
  }),
  celMethod('findAll', STRING, [STRING], STRINGS, function (pattern) {
    return goRegExp(pattern).findAll(this);
  }),
  celMethod('findAll', STRING, [STRING, INT], STRINGS, function (pattern, most) {
    return goRegExp(pattern).findAll(this, most < 0n ? undefined : Number(most));
  }),
];

/**
 * Functions of CEL's strings extension that count characters as Go does, by code points, where the evaluator counts
 * halves of them.
 *
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#Strings
 */
export const strings: readonly CelFunc[] = [
  celMethod('charAt', STRING, [INT], STRING, function (index) {
    const characters = Array.from(this);
    return characters[within(index, characters.length)] ?? '';
  }),
  celMethod('substring', STRING, [INT], STRING, function (start) {
    const characters = Array.from(this);
    return characters.slice(within(start, characters.length)).join('');
  }),
  celMethod('substring', STRING, [INT, INT], STRING, function (start, end) {
    const characters = Array.from(this);
    const [from, to] = [within(start, characters.length), within(end, characters.length)];
    if (from > to) throw new Error(`invalid substring range. start: ${from}, end: ${to}`);
    return characters.slice(from, to).join('');
  }),
  celMethod('indexOf', STRING, [STRING], INT, function (part) {
    return position(this, this.indexOf(part));
  }),
  celMethod('indexOf', STRING, [STRING, INT], INT, function (part, start) {
    if (part === '') return start;
    const from = beforeEnd(start, this);
    return from === undefined ? -1n : position(this, this.indexOf(part, from));
  }),
  celMethod('lastIndexOf', STRING, [STRING], INT, function (part) {
    return position(this, this.lastIndexOf(part));
  }),
  celMethod('lastIndexOf', STRING, [STRING, INT], INT, function (part, start) {
    if (part === '') return start;
    const from = beforeEnd(start, this);
    return from === undefined ? -1n : position(this, this.lastIndexOf(part, from));
  }),
  celMethod('split', STRING, [STRING, INT], STRINGS, function (separator, most) {
    if (most === 0n) return [];
    const parts = separator === '' ? Array.from(this) : this.split(separator);
    const count = most < 0n ? parts.length : Number(most);
    return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
  }),
  celMethod('split', STRING, [STRING], STRINGS, function (separator) {
    return separator === '' ? Array.from(this) : this.split(separator);
  }),
];

function within(index: bigint, length: number): number {
  if (index < 0n || index > BigInt(length)) throw new Error(`index out of range: ${index}`);
  return Number(index);
}

/** A position in whole characters as one in halves; undefined past the end. */
function beforeEnd(index: bigint, text: string): number | undefined {
  if (index < 0n) throw new Error(`index out of range: ${index}`);
  const characters = Array.from(text);
  return index < BigInt(characters.length) ? characters.slice(0, Number(index)).join('').length : undefined;
}

/** A position in halves of characters as one in whole ones. */
function position(text: string, index: number): bigint {
  return BigInt(index < 0 ? -1 : Array.from(text.slice(0, index)).length);
}

/** Numbers from texts, as Go reads them. */
export const casts: readonly CelFunc[] = [
  celFunc('int', [STRING], INT, (text) => {
    const number = /^[-+]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
    if (number === undefined || BigInt.asIntN(64, number) !== number)
      throw new Error(`cannot convert "${text}" to int`);
    return number;
  }),
  celFunc('double', [STRING], DOUBLE, (text) => {
    if (/^[-+]?(inf(inity)?|nan)$/i.test(text)) return Number(text.replace(/inf(inity)?/i, 'Infinity'));
    const digits = text.replaceAll(/(?<=\d)_(?=\d)/g, '');
    const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(digits) ? Number(digits) : Infinity;
    if (!Number.isFinite(number)) throw new Error(`cannot convert "${text}" to double`);
    return number;
  }),
];
