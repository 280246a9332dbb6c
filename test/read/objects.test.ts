import { objectsOf } from '../../src/read/objects';
import { TextFile } from '../../src/read/text-file';

function read(text: string): ReturnType<typeof objectsOf> {
  return objectsOf(new TextFile('f.yaml', text), 'kubectl');
}

const config = (name: string): string => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }`;

test('lists count as what is in them, at any depth, with places of their own', () => {
  const { objects, problems } = read(`apiVersion: v1
kind: List
items:
  - ${config('a')}
  - apiVersion: v1
    kind: ConfigMapList
    items:
      - ${config('b')}
`);
  expect(problems).toEqual([]);
  expect(
    objects.map(({ object, locate }) => [object.metadata.name, locate().line, locate('/metadata/name').column]),
  ).toEqual([
    ['a', 4, 58],
    ['b', 8, 62],
  ]);
});

test('null in the metadata is nothing, and kept elsewhere', () => {
  const text = 'apiVersion: v1\nkind: A\nmetadata: { name: a, namespace: null, labels: null }\nspec: null\n';
  const expected = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, spec: null };
  expect(read(text).objects.map(({ object }) => object)).toEqual([expected]);
});

test('what is no object at all is told apart from what is a wrong one', () => {
  const { objects, problems, strangers } = read('replicas: 3\n---\n[a]\n---\ntext\n---\nkind: A\n');
  expect([objects.length, strangers.map((locate) => locate().line), problems.map(({ code }) => code)]).toEqual([
    0,
    [1, 3, 5],
    ['NO_API_VERSION'],
  ]);
});

test.each([
  'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []',
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {}',
  'apiVersion: v1\nkind: Config\nclusters: []',
])('%j is input of a program, and no object', (text) => {
  expect(read(text)).toMatchObject({ objects: [], problems: [], strangers: [] });
});

test.each([
  ['kind: A\nmetadata: { name: a }', 'NO_API_VERSION', 1, 'the object has no apiVersion: add it'],
  ['apiVersion: v1\nmetadata: { name: a }', 'NO_KIND', 1, 'the object has no kind: add it'],
  ['apiVersion: v1\nkind: A', 'NO_NAME', 1, 'the object has no metadata.name: add it'],
  ['apiVersion: v1\nkind: A\nmetadata: { name: "" }', 'NO_NAME', 3, 'the object has no metadata.name: add it'],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: 12',
    'NO_NAME',
    4,
    'metadata.name is the number 12, not a string: quote it as "12"',
  ],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: yes',
    'NO_NAME',
    4,
    'metadata.name is the boolean true, not a string: quote it as "true"',
  ],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: a/b',
    'BAD_NAME',
    4,
    'metadata.name is "a/b", and can have no slash there',
  ],
  [
    'apiVersion: a/b/c\nkind: A\nmetadata:\n  name: a',
    'BAD_NAME',
    1,
    'apiVersion is "a/b/c", and can have no slash there',
  ],
  ['apiVersion: v1\nkind: A\nmetadata:\n  generateName: a-', 'NO_NAME', 4, expect.stringContaining('generateName')],
  ['apiVersion: v1\nkind: A\nmetadata: a', 'BAD_METADATA', 3, 'metadata is the string a, not a map'],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  namespace: 1',
    'NO_NAMESPACE',
    5,
    expect.stringContaining('quote it'),
  ],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  labels:\n    b: 1',
    'BAD_METADATA',
    6,
    expect.stringContaining('of b in metadata.labels'),
  ],
  [
    'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  annotations: [b]',
    'BAD_METADATA',
    5,
    'metadata.annotations is a list, not a map',
  ],
])('%j is a problem with a place', (text, code, line, message) => {
  const { objects, problems } = read(text);
  expect(objects).toEqual([]);
  expect(problems).toEqual([
    {
      code,
      severity: 'error',
      location: { file: 'f.yaml', line, column: expect.any(Number) as number },
      message: message as string,
    },
  ]);
});
