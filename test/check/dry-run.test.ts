import { DryRunAnswer, dryRunResults } from '../../src/check/dry-run';
import { ManifestSet } from '../../src/model/manifest-set';
import { manifestsOf } from '../fixtures/manifests';

const SET = new ManifestSet(
  'test',
  manifestsOf(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: shop, name: in-new-namespace }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { namespace: elsewhere, name: in-no-namespace }
---
apiVersion: example.com/v1
kind: Widget
metadata: { namespace: shop, name: of-new-kind }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec: { group: example.com, names: { kind: Widget } }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: without-a-spec }
`),
);

const noNamespace = (name: string): DryRunAnswer => ({
  kind: 'refused',
  status: {
    code: 404,
    reason: 'NotFound',
    message: `namespaces "${name}" not found`,
    details: { kind: 'namespaces', name },
  },
});
const refusal = (code: number, reason: string, message: string): DryRunAnswer => ({
  kind: 'refused',
  status: { code, reason, message },
});
const twoCauses: DryRunAnswer = {
  kind: 'refused',
  status: {
    code: 422,
    reason: 'Invalid',
    message: 'both',
    details: {
      causes: [
        { field: 'spec.http[0].route[1].weight', message: 'Invalid value: -1' },
        { field: 'metadata.labels[a/b]', message: 'Invalid value: "~"' },
      ],
    },
  },
};

test.each<[string, string, DryRunAnswer, readonly (object | string)[]]>([
  ['accepted objects are none', 'in-no-namespace', { kind: 'accepted' }, []],
  [
    'each cause is one, at its field',
    'in-no-namespace',
    twoCauses,
    [
      { code: 'IGO0501', pointer: '/metadata/labels/a~1b', message: 'metadata.labels[a/b]: Invalid value: "~"' },
      {
        code: 'IGO0501',
        pointer: '/spec/http/0/route/1/weight',
        message: 'spec.http[0].route[1].weight: Invalid value: -1',
      },
    ],
  ],
  [
    'each field that a server-side apply does not know is one',
    'in-no-namespace',
    refusal(
      500,
      '',
      'failed to create typed patch object (shop/x; networking.istio.io/v1, Kind=VirtualService): errors:\n  .spec.htp: field not declared in schema\n  .spec.ports[name="http"].x: field not declared in schema',
    ),
    [
      { code: 'IGO0501', pointer: '/spec/htp', message: 'spec.htp: field not declared in schema' },
      { code: 'IGO0501', message: 'spec.ports[name="http"].x: field not declared in schema' },
    ],
  ],
  [
    'a refusal without causes is one',
    'in-no-namespace',
    refusal(400, 'BadRequest', 'the body is too large'),
    [{ code: 'IGO0501', message: 'the body is too large' }],
  ],
  [
    'a webhook that denies is one about the object',
    'in-no-namespace',
    refusal(403, 'Forbidden', 'admission webhook "v.istio.io" denied the request: configuration is invalid'),
    [{ code: 'IGO0501' }],
  ],
  [
    'a right that is missing is no verdict',
    'in-no-namespace',
    refusal(403, 'Forbidden', 'virtualservices.networking.istio.io "x" is forbidden: User "ci" cannot patch resource'),
    [{ code: 'IGO0504' }],
  ],
  ['a namespace that nobody makes is one', 'in-no-namespace', noNamespace('elsewhere'), [{ code: 'IGO0502' }]],
  ['a namespace that the set makes is none', 'in-new-namespace', noNamespace('shop'), ['skipped']],
  ['a kind that the set defines is none', 'of-new-kind', { kind: 'unknown kind' }, ['skipped']],
  ['a kind that nobody defines is one', 'in-no-namespace', { kind: 'unknown kind' }, [{ code: 'IGO0503' }]],
])('as findings, %s', (_, name, answer, expected) => {
  const manifest = SET.manifests.find(({ identity }) => identity.name === name)!;
  const results = dryRunResults(manifest, answer, SET).map((result) =>
    result.kind === 'finding' ? result.finding : result.kind,
  );
  expect(results).toHaveLength(expected.length);
  results.forEach((result, index) => {
    if (typeof expected[index] === 'string') expect(result).toBe(expected[index]);
    else expect(result).toMatchObject({ severity: 'error', stage: 'dry-run', identity: { name }, ...expected[index] });
  });
});

test('what it says of a Secret is not repeated, because it quotes values', () => {
  const [secret] = manifestsOf('{ apiVersion: v1, kind: Secret, metadata: { namespace: shop, name: it } }');
  const answer = refusal(500, '', 'failed to create typed patch object: .data: expected map, got &{canary}');
  const [result] = dryRunResults(secret!, answer, SET);
  expect(result).toMatchObject({ kind: 'finding', finding: { code: 'IGO0501' } });
  expect(JSON.stringify(result)).not.toContain('canary');
});
