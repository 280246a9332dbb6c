import fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../src/layout/yaml';
import { runs } from '../fixtures/runs';

/** What trips YAML parsers: indicators, keywords, numbers, dates, blanks and characters nobody sees. */
const TROUBLE = [
  ...[
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'N',
    'true',
    'null',
    'Null',
    '~',
    '<<',
    '=',
    '.inf',
    '-.INF',
    '.nan',
    '---',
    '...',
  ],
  ...[
    '0',
    '00',
    '010',
    '0o7',
    '0x1F',
    '0b11',
    '1e3',
    '1E3',
    '1.5',
    '.5',
    '5.',
    '1_000',
    '+1',
    '-1',
    '1:30',
    '190:20:30',
  ],
  ...[
    '2001-12-14',
    '2001-12-14t21:59:43.10-05:00',
    '10s',
    '5xx,reset',
    '500Mi',
    '10.0.0.0/8',
    '10.0.0.1',
    '1p3',
    '0x1p-2',
  ],
  ...[
    '- ',
    '? ',
    ': ',
    ' #',
    '*',
    '&',
    '!',
    '%',
    '@',
    '`',
    '|',
    '>',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '\\',
    '#',
    ':',
    '-',
    '?',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\n\n',
    '\r',
    '\r\n',
    '\u0000',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u009f',
    '\u00a0',
    '\u00ad',
  ],
  ...[
    '\u200b',
    '\u2028',
    '\u2029',
    '\u202e',
    '\ufeff',
    '\ufffe',
    '\uffff',
    'ü',
    '日本',
    '😀',
    'a',
    'key',
    'http://',
    '/',
  ],
];
const troubleText = fc.array(fc.constantFrom(...TROUBLE), { maxLength: 8 }).map((parts) => parts.join(''));
const text = fc.oneof(
  troubleText,
  fc.constantFrom(...TROUBLE),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);
const name = fc.oneof(text, fc.constant('k'.repeat(1100))).filter((key) => key !== '__proto__');
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(1e21),
  fc.constant(-1e-7),
);
const { value: json } = fc.letrec<{ value: unknown; list: unknown[]; record: object }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, text, number, fc.boolean(), fc.constant(null), tie('list'), tie('record')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  record: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

/** JSON knows one zero, as does a cluster. */
function withoutNegativeZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function read(yaml: string, version: '1.1' | '1.2'): unknown {
  return parse(yaml, version === '1.1' ? { version, schema: 'yaml-1.1', merge: true } : { version });
}

describe.each(['1.1', '1.2'] as const)('a YAML %s parser', (version) => {
  test('reads back what was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(name, json, { noNullPrototype: true }), (value) => {
        expect(read(toYaml(value), version)).toEqual(withoutNegativeZero(value));
      }),
      { numRuns: runs(300) },
    );
  });

  test('reads every known trouble maker as a string, as value, key and item', () => {
    for (const trouble of TROUBLE) {
      const value = { [trouble]: trouble, list: [trouble, { [trouble]: trouble }, [trouble]] };
      expect(read(toYaml(value), version)).toEqual(value);
    }
  });

  test('reads numbers as numbers', () => {
    const value = { numbers: [0, -1, 1.5, 1e21, -1e21, 1e-7, 1.5e300, 2 ** 53, Number.MAX_VALUE, Number.MIN_VALUE] };
    expect(read(toYaml(value), version)).toEqual(value);
  });
});

test('the output reads as a person would write it', () => {
  const virtualService = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'api-service', annotations: {} },
    spec: {
      hosts: ['api-service.example.com', '*.example.com'],
      http: [
        { match: [{ headers: { 'x-canary': { exact: 'true' } } }, { uri: { prefix: '/v1' } }], timeout: '10s' },
        { route: [{ destination: { host: 'api', port: { number: 80 } }, weight: 90 }], retries: { attempts: 0 } },
      ],
      exportTo: [],
    },
  };
  expect(toYaml(virtualService)).toBe(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: api-service
  annotations: {}
spec:
  hosts:
    - api-service.example.com
    - "*.example.com"
  http:
    - match:
        - headers:
            x-canary:
              exact: "true"
        - uri:
            prefix: /v1
      timeout: 10s
    - route:
        - destination:
            host: api
            port:
              number: 80
          weight: 90
      retries:
        attempts: 0
  exportTo: []
`);
});

test.each([
  ['api-service.example.com', 'api-service.example.com'],
  ['cluster.local/ns/istio-system/sa/gateway', 'cluster.local/ns/istio-system/sa/gateway'],
  ['https://vault.example.com:8200', 'https://vault.example.com:8200'],
  ['a sentence, with "quotes" and it\'s plain', 'a sentence, with "quotes" and it\'s plain'],
  ['10s', '10s'],
  ['5xx,reset', '5xx,reset'],
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['', '""'],
  ['yes', '"yes"'],
  ['80', '"80"'],
  ['1.20', '"1.20"'],
  ['10.0.0.1', '"10.0.0.1"'],
  ['1e3', '"1e3"'],
  ['12:30', '"12:30"'],
  ['2026-11-21', '"2026-11-21"'],
  ['key: value', '"key: value"'],
  ['a #b', '"a #b"'],
  ['ends with:', '"ends with:"'],
  [' led by a blank', '" led by a blank"'],
  ['*', '"*"'],
  ['tab\there', '"tab\\there"'],
  ['größer', '"größer"'],
  ['right\u202eleft', '"right\\u202eleft"'],
  ['next\u0085line\u2028\ufeff', '"next\\u0085line\\u2028\\ufeff"'],
])('%j is written %s', (value, written) => {
  expect(toYaml({ value })).toBe(`value: ${written}\n`);
});

test.each([
  ['one\ntwo\n', '|\n  one\n  two\n'],
  ['one\ntwo', '|-\n  one\n  two\n'],
  ['one\n\n\ntwo\n\n', '|+\n  one\n\n\n  two\n\n'],
  ['  led by blanks\ntwo\n', '|2\n    led by blanks\n  two\n'],
  ['\n\ttab\n', '|2\n\n  \ttab\n'],
  ['# not a comment\n---\n', '|\n  # not a comment\n  ---\n'],
  ['trailing blank \ntwo\n', '"trailing blank \\ntwo\\n"\n'],
  ['windows\r\nlines\r\n', '"windows\\r\\nlines\\r\\n"\n'],
  ['\n\n', '"\\n\\n"\n'],
])('%j is written as lines where that is exact', (value, written) => {
  expect(toYaml({ value })).toBe(`value: ${written}`);
});

test('lines in nested sequences and mappings are two columns right of their parent', () => {
  expect(toYaml({ list: [' a\nb', { script: 'c\nd' }, [{ script: 'e\nf' }]] })).toBe(`list:
  - |2-
     a
    b
  - script: |-
      c
      d
  - - script: |-
        e
        f
`);
});

test('long strings stay on one line', () => {
  const value = 'word '.repeat(100).trim();
  expect(toYaml({ value })).toBe(`value: ${value}\n`);
});

test('an empty mapping and an empty sequence are documents too', () => {
  expect(toYaml({})).toBe('{}\n');
  expect(toYaml([])).toBe('[]\n');
});

test('undefined fields are left out, negative zero is zero', () => {
  expect(toYaml({ a: undefined, b: { c: undefined }, d: -0 })).toBe('b: {}\nd: 0\n');
});

test.each([NaN, Infinity, 1n, () => 1, Symbol('s')])('%p is refused', (value) => {
  expect(() => toYaml({ list: [value] })).toThrow(TypeError);
});

test('more strings than are remembered do not change what is written', () => {
  for (let i = 0; i < 50_000; i++) toYaml({ value: `name-${i}` });
  expect(toYaml({ value: 'name-1', other: 'yes' })).toBe('value: name-1\nother: "yes"\n');
});
