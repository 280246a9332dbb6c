import { readCrd } from '../../tools/import/crd';
import { crdYaml, importedKind } from './crd-fixture';

/** A CRD with one thing put at a path, such as `['spec', 'scope']`. */
function crdWith(path: readonly (string | number)[], value: unknown): unknown {
  const crd: unknown = JSON.parse(crdYaml({ spec: 'type: string', versions: ['v1', 'v1beta1'] }));
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], crd);
  (parent as Record<string, unknown>)[last] = value;
  return crd;
}

const SCHEMA = ['spec', 'versions', 0, 'schema', 'openAPIV3Schema'];

it.each([
  [['v1alpha3', 'v1', 'v1beta1'], 'v1'],
  [['v1alpha1', 'v1beta1'], 'v1beta1'],
  [['v1', 'v2', 'v10'], 'v10'],
  [['v1alpha1', 'v2alpha1', 'v1alpha10'], 'v2alpha1'],
  [['foo', 'v1alpha1'], 'v1alpha1'],
])('prefers the most stable, then the highest of %j', (versions, preferred) => {
  expect(importedKind({ spec: 'type: string', versions }).apiVersion).toBe(`example.com/${preferred}`);
});

it('ignores versions that are not served', () => {
  const crd = crdWith(['spec', 'versions', 0, 'served'], false);
  expect(readCrd(crd, 'crd.yaml')).toMatchObject({ versions: ['v1beta1'], apiVersion: 'example.com/v1beta1' });
});

it('refuses two served versions with different schemas', () => {
  const crd = crdWith([...SCHEMA, 'properties', 'spec', 'type'], 'integer');
  expect(() => readCrd(crd, 'crd.yaml')).toThrow(
    'crd.yaml: Widget: versions v1 and v1beta1 have different schemas, one type cannot stand for both',
  );
});

it('takes versions whose descriptions and key order differ as one', () => {
  const crd = crdWith(SCHEMA, {
    properties: { status: { type: 'object', description: 'new' }, spec: { type: 'string' } },
    type: 'object',
  });
  expect(readCrd(crd, 'crd.yaml').versions).toEqual(['v1', 'v1beta1']);
});

it('keeps constraints and CEL rules, and a field that is called description', () => {
  const { schema } = importedKind({
    spec: `
      x-kubernetes-validations: [{ rule: 'has(self.x)', message: x is missing }]
      type: object
      description: prose
      properties: { description: { type: string, pattern: '^a', description: prose } }`,
  });
  expect(JSON.stringify(schema.properties?.spec)).toBe(
    '{"properties":{"description":{"pattern":"^a","type":"string"}},"type":"object","x-kubernetes-validations":[{"message":"x is missing","rule":"has(self.x)"}]}',
  );
});

it.each<[string, readonly (string | number)[], unknown, string]>([
  [
    'a keyword',
    [...SCHEMA, 'properties', 'spec', 'patternProperties'],
    {},
    'Widget v1/properties/spec: keyword patternProperties is not supported',
  ],
  [
    'an extension',
    [...SCHEMA, 'x-kubernetes-embedded-resource'],
    true,
    'keyword x-kubernetes-embedded-resource is not supported',
  ],
  ['a type', [...SCHEMA, 'properties', 'spec', 'type'], 'null', 'type "null" is not supported'],
  [
    'a type among constraints',
    [...SCHEMA, 'oneOf'],
    [{ properties: { spec: { type: 'string' } } }],
    'type is not allowed below allOf, anyOf, oneOf and not',
  ],
  [
    'a number that JavaScript cannot hold',
    [...SCHEMA, 'properties', 'spec', 'maximum'],
    2 ** 63,
    'more digits than a JavaScript number can hold',
  ],
  ['a field of the CRD', ['spec', 'validation'], {}, 'field validation of the CRD is not supported'],
  [
    'a field of a version',
    ['spec', 'versions', 1, 'webhook'],
    {},
    'Widget v1beta1: field webhook of the CRD is not supported',
  ],
  [
    'an old CRD',
    ['apiVersion'],
    'apiextensions.k8s.io/v1beta1',
    'a CRD of apiextensions.k8s.io/v1beta1 is not supported',
  ],
  ['a kind that is no class name', ['spec', 'names', 'kind'], '../Widget', 'spec.names.kind must match'],
  ['a scope', ['spec', 'scope'], 'Galaxy', 'scope must be Namespaced or Cluster, not "Galaxy"'],
  ['a schema that is no object', SCHEMA, { type: 'string' }, 'the schema of a kind must have type object'],
])('refuses %s it does not know', (_, path, value, message) => {
  const crd = crdWith(path, value);
  expect(() => readCrd(crd, 'crd.yaml')).toThrow(message);
});
