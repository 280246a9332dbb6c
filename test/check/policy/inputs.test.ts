import fc from 'fast-check';
import { evaluatePolicies } from '../../../src/adapters/policy-wasm';
import { policyModules } from '../../../src/adapters/policy-modules';
import { JUDGED_WITH, policyInputs } from '../../../src/check/policy/inputs';
import { ManifestSet } from '../../../src/model/manifest-set';
import { manifestsOf } from '../../fixtures/manifests';
import { objectSets, policyParameters } from './object-sets';
import { inOrder, policyModule } from './policy-module';

test('policies have the same to say of a set, however it is divided', async () => {
  const askWhole = await policyModule();
  const policies = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      objectSets,
      policyParameters,
      fc.constantFrom(1, 1000, 1_000_000),
      async (set, parameters, length) => {
        const whole = askWhole(
          set.manifests.map(({ object }) => object),
          parameters,
        );
        for (const { policy } of whole) policies.add(policy);
        expect(inOrder(await evaluatePolicies(set, parameters, length))).toEqual(inOrder(whole));
      },
    ),
    { numRuns: 300 },
  );
  expect(policies.size).toBe(13);
});

test('the kinds that are asked about are those that the Rego names', () => {
  const rego = [...policyModules()]
    .filter(([path]) => !path.endsWith('_test.rego'))
    .map(([, text]) => text)
    .join('\n');
  const named = [...rego.matchAll(/by_kind\["([^"]*)"\]/g)].map(([, kind]) => kind!);
  expect(new Set([...Object.keys(JUDGED_WITH), ...Object.values(JUDGED_WITH).flat()])).toEqual(new Set(named));
  expect(rego.match(/by_kind/g)).toHaveLength(named.length + 1); // its definition is the only other use
});

test('each object is asked about once, with what it is judged with', () => {
  const set = new ManifestSet(
    'test',
    manifestsOf(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a }
spec: { host: a.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: b }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: c }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: d }
`),
  );
  const named = [...policyInputs(set, 1)].map(({ kind, objects }) => [
    kind.split('/')[1],
    (JSON.parse(objects) as { metadata: { name: string }; spec?: unknown }[]).map(({ metadata, spec }) => [
      metadata.name,
      spec,
    ]),
  ]);
  expect(named).toEqual([
    [
      'DestinationRule',
      [
        ['c', undefined],
        ['a', { host: 'a.example.com', trafficPolicy: { tls: { mode: 'SIMPLE' } } }],
      ],
    ],
    [
      'DestinationRule',
      [
        ['c', undefined],
        ['b', undefined],
      ],
    ],
    [
      'ServiceEntry',
      [
        ['a', { host: 'a.example.com' }],
        ['b', {}],
        ['c', undefined],
      ],
    ],
  ]);
});

test.each([
  ['nothing', 0, 8],
  ['what takes twice its room', 130, 4],
  ['what takes much more room', 10_000, 2],
])('a question that repeats %s is about more objects, as far as four times the length', (_, repeated, questions) => {
  const rule = (index: number) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: rule-${index} }
---`;
  const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${'x'.repeat(repeated)} }`;
  const rules = Array.from({ length: 8 }, (_, index) => rule(index)).join('');
  const set = new ManifestSet('test', manifestsOf(repeated === 0 ? rules : rules + entry));
  const asked = [...policyInputs(set, 100)].filter(({ kind }) => kind.endsWith('DestinationRule'));
  expect(asked).toHaveLength(questions);
});
