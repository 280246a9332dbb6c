import { isDate, isDateTime } from './go/date-time';
import { parseFormattedDuration } from './go/duration';
import { isSloppyCidr, isSloppyV4, isV6 } from './go/ip';
import { parseRequestUri } from './go/url';

/** Whether a string has a format. */
type Format = (text: string) => boolean;

/** What kube-openapi's patterns call a symbol or letter of any script. */
const HOST_LABELS =
  /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;
const BYTE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const CREDIT_CARD =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/;
const RGB_VALUE = String.raw`\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;
const MAC = [
  /^[\da-f]{2}([:-])([\da-f]{2}\1)*[\da-f]{2}$/i,
  /^[\da-f]{4}(\.[\da-f]{4})+$/i,
  /^([\da-f]{2})+$/i,
] as const;
const MAC_DIGITS: readonly number[] = [12, 16, 40];

/**
 * The formats that an API server checks in the schemas of CRDs, by their names without dashes; it takes no notice of
 * all others: `int32`, `url`, and `k8s-short-name` and `k8s-long-name`, which 1.34 has but checks from 1.35 on. `email` is
 * missing, since Go's parser of mail addresses is a grammar of its own: the verdict says that it is unchecked.
 *
 * @see https://pkg.go.dev/k8s.io/apiextensions-apiserver/pkg/apiserver/validation
 */
const FORMATS: Readonly<Record<string, Format>> = {
  bsonobjectid: matches(/^[\da-f]{24}$/i),
  byte: matches(BYTE),
  cidr: isSloppyCidr,
  creditcard: (text) => {
    const digits = text.replace(/\D+/g, '');
    return CREDIT_CARD.test(digits) && luhn(digits) % 10 === 0;
  },
  date: isDate,
  datetime: isDateTime,
  duration: (text) => parseFormattedDuration(text) !== undefined,
  hexcolor: matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  hostname: (text) =>
    HOST_LABELS.test(text) && byteLength(text) <= 255 && text.split('.').every((label) => byteLength(label) <= 63),
  ipv4: isSloppyV4,
  ipv6: isV6,
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  mac: (text) => MAC.some((form) => form.test(text)) && MAC_DIGITS.includes(text.replace(/[:.-]/g, '').length),
  password: () => true,
  rgbcolor: matches(new RegExp(String.raw`^rgb\(${[RGB_VALUE, RGB_VALUE, RGB_VALUE].join(',')}\)$`)),
  ssn: (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  uri: (text) => parseRequestUri(text) !== undefined,
  uuid: uuid('[0-9a-f]', '[0-9a-f]'),
  uuid3: uuid('3', '[0-9a-f]'),
  uuid4: uuid('4', '[89ab]'),
  uuid5: uuid('5', '[89ab]'),
};

/** The check of a format; undefined for formats that the API server takes no notice of, or that we do not check. */
export function formatCheck(name: string | undefined): Format | undefined {
  const key = name?.replaceAll('-', '') ?? '';
  return Object.hasOwn(FORMATS, key) ? FORMATS[key] : undefined;
}

function matches(pattern: RegExp): Format {
  return (text) => pattern.test(text);
}

function uuid(version: string, variant: string): Format {
  return matches(
    new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i'),
  );
}

function luhn(digits: string): number {
  return Array.from(digits)
    .reverse()
    .reduce((sum, digit, i) => {
      const value = Number(digit) * (1 + (i % 2));
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^(?:[0-9]{9}X|[0-9]{10})$/.test(digits)) return false;
  return (
    Array.from(digits).reduce((sum, digit, i) => sum + (i + 1) * (digit === 'X' ? 10 : Number(digit)), 0) % 11 === 0
  );
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^[0-9]{13}$/.test(digits)) return false;
  return Array.from(digits).reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
