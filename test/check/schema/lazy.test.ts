import { BUILT_IN } from '../../../src/check/schema/registry';
import { schemaProblems } from '../../../src/check/schema/validator';
import { validateObject } from '../../../src/check/schema/verdict';
import { manifestsOf } from '../../fixtures/manifests';

jest.mock('@bufbuild/cel', () => {
  throw new Error('the evaluator of CEL was loaded');
});

const objectOf = (yaml: string) => manifestsOf(yaml)[0]!.object;
const ROUTE = objectOf(
  '{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: a, namespace: b }, spec: { http: [{ timeout: 1s }] } }',
);
const CONFIG = objectOf('{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, namespace: b }, data: { a: b } }');

test('synth does not load the evaluator of CEL', () => {
  expect(schemaProblems('networking.istio.io', ROUTE)).toEqual([]);
});

test('the verdict loads it for an object that has a rule, and for no other', () => {
  expect(validateObject(CONFIG, BUILT_IN).outcome).toBe('valid');
  expect(() => validateObject(ROUTE, BUILT_IN)).toThrow('the evaluator of CEL was loaded');
});
