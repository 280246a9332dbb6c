import fc from 'fast-check';
import { linesOf } from '../../src/model/json';
import type { Json, JsonMap } from '../../src/model/json';
import { jsonPatch, patchLines } from '../../src/layout/json-patch';
import { toYaml } from '../../src/layout/yaml';
import { applyOperation } from '../../src/read/kustomize/json-operations';
import { runs } from '../fixtures/runs';
import { similarValues } from './json-values';

function patched(from: JsonMap, to: JsonMap): Json {
  return jsonPatch(from, to).reduce<Json>(applyOperation, from);
}

test.each<[string, JsonMap, JsonMap, string]>([
  [
    'one weight in a list of routes',
    {
      http: [
        {
          route: [
            { to: 'a', weight: 100 },
            { to: 'b', weight: 0 },
          ],
          timeout: '5s',
        },
      ],
    },
    {
      http: [
        {
          route: [
            { to: 'a', weight: 90 },
            { to: 'b', weight: 10 },
          ],
          timeout: '5s',
        },
      ],
    },
    `- op: replace
  path: /http/0/route/0/weight
  value: 90
- op: replace
  path: /http/0/route/1/weight
  value: 10
`,
  ],
  [
    'an item that is inserted before others',
    {
      http: [
        { name: 'a', timeout: '1s' },
        { name: 'b', timeout: '2s' },
      ],
    },
    { http: [{ name: 'new' }, { name: 'a', timeout: '1s' }, { name: 'b', timeout: '2s' }] },
    `- op: add
  path: /http/0
  value:
    name: new
`,
  ],
  [
    'items that are removed, changed and added',
    { list: ['a', 'b', 'c', { name: 'd', size: { min: 1, max: 5, unit: 'Mi' } }, 'e', 'f', 'g', 'h', 'i', 'j', 'k'] },
    {
      list: [
        'b',
        'c',
        { name: 'd', size: { min: 1, max: 9, unit: 'Mi' } },
        'e',
        'f',
        'g',
        'h',
        'i',
        'j',
        'k',
        'l',
        'm',
      ],
    },
    `- op: remove
  path: /list/0
- op: replace
  path: /list/2/size/max
  value: 9
- op: add
  path: /list/10
  value: l
- op: add
  path: /list/11
  value: m
`,
  ],
  [
    'a list of which little is left',
    { hosts: ['a', 'b', 'c'] },
    { hosts: ['x', 'y', 'c'] },
    `- op: replace
  path: /hosts
  value:
    - x
    - "y"
    - c
`,
  ],
  [
    'names that pointers have to escape',
    { 'a/b': { '~1': 1, kept: [{ a: 1 }, { b: 2 }] }, '': 1 },
    { 'a/b': { '~1': 2, kept: [{ a: 1 }, { b: 2 }] }, '': 2 },
    `- op: replace
  path: /
  value: 2
- op: replace
  path: /a~1b/~01
  value: 2
`,
  ],
])('%s is a short patch', (_, from, to, yaml) => {
  expect(toYaml(jsonPatch(from, to))).toBe(yaml);
  expect(patched(from, to)).toEqual(to);
});

test('a patch makes any object another', () => {
  fc.assert(
    fc.property(similarValues, ([from, to]) => {
      expect(patched(from, to)).toEqual(to);
      expect(patched(to, from)).toEqual(from);
    }),
    { numRuns: runs(1000) },
  );
});

test('a patch is never longer than replacing each field that differs', () => {
  fc.assert(
    fc.property(similarValues, ([from, to]) => {
      const names = Object.keys({ ...from, ...to }).filter(
        (name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]),
      );
      const naive = names.map((name) =>
        name in to
          ? ({ op: 'replace', path: name, value: to[name]! } as const)
          : ({ op: 'remove', path: name } as const),
      );
      expect(patchLines(jsonPatch(from, to))).toBeLessThanOrEqual(patchLines(naive));
    }),
    { numRuns: runs(500) },
  );
});

test('lines are counted as YAML has them', () => {
  fc.assert(
    fc.property(similarValues, ([value]) => {
      // A string of several lines may be quoted on one.
      fc.pre(!JSON.stringify(value).includes('\\n'));
      expect(linesOf(value)).toBe(toYaml(value).trimEnd().split('\n').length);
    }),
  );
});

test('metadata is never replaced as a whole, because kustomize keeps notes in it', () => {
  const from = { metadata: { labels: { a: '1', b: '2' }, annotations: { a: '1', b: '2' } } };
  const to = { metadata: { labels: { c: '3' }, annotations: { d: '4' } } };
  expect(jsonPatch(from, to).map(({ path }) => path)).toEqual(['/metadata/annotations', '/metadata/labels']);
});

test('lists of thousands of items do not take quadratic time', () => {
  const from = Array.from({ length: 20_000 }, (_, index) => ({ index, name: `n${index}` }));
  const to = from.map((item) => ({ ...item, index: item.index + 1 })).slice(1);
  expect(patched({ from }, { from: to })).toEqual({ from: to });
});
