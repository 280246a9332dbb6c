import { fitsInto } from '../../src/mesh/delegation';
import type { HttpMatch } from '../../src/mesh/virtual-service';

test.each<[string, HttpMatch[], HttpMatch[]]>([
  ['a rule without match', [{ uri: { prefix: '/a' } }], []],
  ['anything, under a root without match', [], [{ uri: { prefix: '/a' } }]],
  ['the same path', [{ uri: { prefix: '/a' } }], [{ uri: { prefix: '/a' } }]],
  ['a path below', [{ uri: { prefix: '/a' } }], [{ uri: { exact: '/a/b' } }]],
  ['more conditions', [{ uri: { prefix: '/a' } }], [{ headers: { x: { exact: '1' } } }]],
  ['each match within one of the root', [{ port: 80 }, { port: 81 }], [{ port: 81 }, { port: 80 }]],
  ['gateways of the root', [{ gateways: ['a', 'b'] }], [{ gateways: ['b'] }]],
])('%s fits', (_, root, delegate) => {
  expect(fitsInto(root, delegate)).toBe(true);
});

test.each<[string, HttpMatch[], HttpMatch[]]>([
  ['a path beside it', [{ uri: { prefix: '/a' } }], [{ uri: { prefix: '/b' } }]],
  ['a wider path', [{ uri: { prefix: '/a/b' } }], [{ uri: { prefix: '/a' } }]],
  ['a prefix under an exact path', [{ uri: { exact: '/a' } }], [{ uri: { prefix: '/a' } }]],
  ['a regular expression', [{ uri: { prefix: '/a' } }], [{ uri: { regex: '/a.*' } }]],
  ['another header value', [{ headers: { x: { exact: '1' } } }], [{ headers: { x: { exact: '2' } } }]],
  ['another port', [{ port: 80 }], [{ port: 81 }]],
  ['one match of two', [{ uri: { prefix: '/a' } }], [{ uri: { prefix: '/a' } }, { uri: { prefix: '/b' } }]],
  ['another case', [{ uri: { prefix: '/a' }, ignoreUriCase: true }], [{ uri: { prefix: '/a' } }]],
  ['no source namespace, where the root has one', [{ sourceNamespace: 'a' }], [{ port: 80 }]],
  ['other pods', [{ sourceLabels: { app: 'a' } }], [{ sourceLabels: { app: 'b' } }]],
  ['more gateways', [{ gateways: ['a'] }], [{ gateways: ['a', 'b'] }]],
])('%s does not fit', (_, root, delegate) => {
  expect(fitsInto(root, delegate)).toBe(false);
});
