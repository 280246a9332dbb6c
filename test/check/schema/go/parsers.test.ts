import { isDate, isDateTime, isRfc3339 } from '../../../../src/check/schema/go/date-time';
import { parseFormattedDuration, parseGoDuration } from '../../../../src/check/schema/go/duration';
import {
  formatAddress,
  isSloppyCidr,
  isSloppyV4,
  isV6,
  parseAddress,
  parsePrefix,
} from '../../../../src/check/schema/go/ip';
import { parseQuantity } from '../../../../src/check/schema/go/quantity';
import { goRegExp } from '../../../../src/check/schema/go/regexp';
import { hostnameOf, parseRequestUri, parseUrl, portOf, queryOf } from '../../../../src/check/schema/go/url';

test.each<[string, bigint | undefined]>([
  ['0', 0n],
  ['1h30m', 5_400_000_000_000n],
  ['-1.5s', -1_500_000_000n],
  ['1.s', 1_000_000_000n],
  ['.5ms', 500_000n],
  ['1µs1μs', 2_000n],
  ['2562047h47m16.854775807s', 9_223_372_036_854_775_807n],
  ['-9223372036854775808ns', -9_223_372_036_854_775_808n],
  ['9223372036854775808ns', undefined],
  ['1', undefined],
  ['.s', undefined],
  ['1d', undefined],
  ['1 s', undefined],
  ['', undefined],
])('Go reads the duration %j as %s ns', (text, nanoseconds) => {
  expect(parseGoDuration(text)).toBe(nanoseconds);
});

test('the format takes durations in words as well', () => {
  expect(parseFormattedDuration('2 days 3 hr')).toBe(183_600_000_000_000n);
  expect(parseFormattedDuration('soon')).toBeUndefined();
});

test.each<[string, string | undefined]>([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['::', '::'],
  ['010.0.0.1', undefined],
  ['1.2.3', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7:8::', undefined],
  ['00001::', undefined],
  ['%eth0', undefined],
])('Go reads the address %j as %s', (text, written) => {
  const address = parseAddress(text);
  expect(address === undefined ? undefined : formatAddress(address)).toBe(written);
});

test('formats take leading zeros in IPv4 addresses, and prefixes do not take them in lengths', () => {
  expect([isSloppyV4('010.0.0.1'), isSloppyCidr('010.0.0.0/08'), isV6('::1'), isV6('::1%lo')]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect([parsePrefix('10.0.0.0/08'), parsePrefix('10.0.0.0/33'), parsePrefix('::/128')?.length]).toEqual([
    undefined,
    undefined,
    128,
  ]);
});

test.each<[string, string | undefined]>([
  ['http://example.com:80/a%20b?x=1', 'http|example.com:80|/a%20b'],
  ['HTTP://A/é', 'http|A|/%C3%A9'],
  ['/path only', '||/path%20only'],
  ['mailto:a@b', 'mailto||'],
  ['*', '||*'],
  ['http://[fe80::1%25eth0]:8080/', 'http|[fe80::1%eth0]:8080|/'],
  ['http://a:1:2/', 'http|a:1:2|/'],
  ['x://a<b>/', 'x|a<b>|/'],
  ['', undefined],
  ['a/b', undefined],
  [':a', undefined],
  ['http://[::1', undefined],
  ['http://[1.2.3.4]/', undefined],
  ['http://a:b/', undefined],
  ['http://a b/', undefined],
  ['http://a%20b/', undefined],
  ['http://a/%zz', undefined],
  ['http://a/\u007f', undefined],
])('Go reads the URL %j as %s', (text, parts) => {
  const url = parseRequestUri(text);
  expect(url === undefined ? undefined : [url.scheme, url.host, url.escapedPath].join('|')).toBe(parts);
});

test('the parts of a URL', () => {
  const url = parseUrl('https://user@[::1]:8443/p?a=1&a=b+c&d;e&f=%zz#g')!;
  expect([hostnameOf(url), portOf(url), Object.fromEntries(queryOf(url))]).toEqual([
    '::1',
    '8443',
    { a: ['1', 'b c'] },
  ]);
  expect(parseUrl('https://a/#%')).toBeUndefined();
});

test.each<[string, bigint | undefined]>([
  ['1', 1_000_000_000n],
  ['100m', 100_000_000n],
  ['1.5Ki', 1_536_000_000_000n],
  ['-1e3', -1_000_000_000_000n],
  ['0.1n', 1n],
  ['.', 0n],
  ['Ki', 0n],
  ['9E', 9_000_000_000_000_000_000n * 1_000_000_000n],
  ['10E', 9_223_372_036_854_775_807n * 1_000_000_000n],
  ['1KI', undefined],
  ['1e', undefined],
  ['', undefined],
])('the quantity %j is %s billionths', (text, nano) => {
  expect(parseQuantity(text)?.nano).toBe(nano);
});

test('dates are in the calendar, and times in the day', () => {
  expect([isDate('2024-02-29'), isDate('2023-02-29'), isDate('2024-2-9')]).toEqual([true, false, false]);
  expect([isDateTime('2024-02-29t12:00:00.1+99:99'), isDateTime('2024-02-29T24:00:00Z')]).toEqual([true, false]);
  expect([isRfc3339('2024-02-29T12:00:00Z'), isRfc3339('2024-02-29 12:00:00Z')]).toEqual([true, false]);
});

test.each<[string, string, boolean]>([
  ['^.$', '\r', true],
  ['^.$', '\n', false],
  ['^\\s$', '\u00a0', false],
  ['^[[:alpha:]]$', 'a', true],
  ['^(?i)abc$', 'ABC', true],
  ['^[^a]$', '😀', true],
  ['\\bé', 'é', false],
  [String.raw`\Qa.b\E`, 'a.b', true],
])('Go’s expression %s on %j', (pattern, text, matches) => {
  expect(goRegExp(pattern).test(text)).toBe(matches);
});

test('an expression that backtracks is linear on a long text', () => {
  expect(goRegExp('^([a-z]+[a-z]+)+$').test(`${'a'.repeat(50_000)}!`)).toBe(false);
});
