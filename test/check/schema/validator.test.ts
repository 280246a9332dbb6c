import type { ProblemCode, SchemaProblem } from '../../../src/check/schema/problem';
import { schemaProblems } from '../../../src/check/schema/validator';
import { manifestsOf } from '../../fixtures/manifests';

const problemsOf = (yaml: string) =>
  manifestsOf(yaml).map(({ identity, object }) => schemaProblems(identity.group, object));

function wrong(code: ProblemCode, field: string, pointer: string, message: string): SchemaProblem {
  return { code, field, pointer, message };
}

test('an object that its schema takes has no problems', () => {
  const good = '{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: a, namespace: b }, spec: {} }';
  expect(problemsOf(good)).toEqual([[]]);
});

test('an object without a schema is skipped, which is not the same', () => {
  expect(problemsOf('{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, anything: 1 }')).toEqual([undefined]);
});

test('all problems of an object are found at once, each failed choice as one', () => {
  const [problems] = problemsOf(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a, namespace: b }
spec:
  hosts: [1]
  http: [{ match: [{ uri: { exact: 1, prefix: /b, suffix: /c } }], nams: x }]`);
  expect(problems).toEqual([
    wrong('FieldValueTypeInvalid', 'spec.hosts[0]', '/spec/hosts/0', '1 is not of type string'),
    wrong('UnknownField', 'spec.http[0].nams', '/spec/http/0/nams', 'unknown field "nams"; did you mean "name"?'),
    wrong(
      'FieldValueInvalid',
      'spec.http[0].match[0].uri',
      '/spec/http/0/match/0/uri',
      'at most one of the fields exact, prefix, regex may be set',
    ),
    wrong(
      'UnknownField',
      'spec.http[0].match[0].uri.suffix',
      '/spec/http/0/match/0/uri/suffix',
      'unknown field "suffix"',
    ),
    wrong(
      'FieldValueTypeInvalid',
      'spec.http[0].match[0].uri.exact',
      '/spec/http/0/match/0/uri/exact',
      '1 is not of type string',
    ),
  ]);
});

test('a version that the kind is not served in is refused', () => {
  expect(
    problemsOf('{ apiVersion: networking.istio.io/v7, kind: Sidecar, metadata: { name: a, namespace: b } }'),
  ).toEqual([
    [
      {
        code: 'NotServed',
        field: 'apiVersion',
        pointer: '/apiVersion',
        message:
          'Sidecar has no version networking.istio.io/v7, but networking.istio.io/v1, networking.istio.io/v1beta1, networking.istio.io/v1alpha3',
      },
    ],
  ]);
});

test('a long value is cut in messages', () => {
  const [problems] = problemsOf(
    `{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: a, namespace: b }, spec: "${'x'.repeat(500)}" }`,
  );
  expect(problems?.[0]?.message.length).toBeLessThan(120);
});
