import { DefinitionError, isDefinition, kindFromDefinition } from '../../../src/check/schema/definition';
import { BUILT_IN } from '../../../src/check/schema/registry';
import { SchemaVerdict, validateObject } from '../../../src/check/schema/verdict';
import { manifestsOf } from '../../fixtures/manifests';

function verdictOf(yaml: string, registry = BUILT_IN): SchemaVerdict {
  const [manifest] = manifestsOf(yaml);
  return validateObject(manifest!.object, registry);
}

function problemsOf(yaml: string, registry = BUILT_IN): string[] {
  const verdict = verdictOf(yaml, registry);
  return verdict.outcome === 'invalid'
    ? verdict.problems.map(({ code, field, pointer, message }) => `${code} ${field} (${pointer}): ${message}`)
    : [];
}

const virtualService = (spec: string, metadata = 'name: a, namespace: b'): string =>
  `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { ${metadata} }, spec: ${spec} }`;

test('an object that its schema takes is valid', () => {
  expect(verdictOf(virtualService('{ hosts: [a], http: [{ timeout: 10s }] }'))).toEqual({
    outcome: 'valid',
    unchecked: [],
  });
});

test('a kind without schema is skipped, never valid', () => {
  expect(verdictOf('{ apiVersion: unheard.of/v1, kind: Thing, metadata: { name: a } }')).toEqual({
    outcome: 'skipped',
    reason: 'no schema of Thing (unheard.of/v1)',
  });
});

test('a kind of Kubernetes itself is valid as far as its schema goes, and the verdict says so', () => {
  const service =
    '{ apiVersion: v1, kind: Service, metadata: { name: a, namespace: b }, spec: { ports: [{ port: 80 }] } }';
  expect(verdictOf(service)).toEqual({
    outcome: 'valid',
    unchecked: ['what Kubernetes checks by code beyond the schema of the kind'],
  });
});

test.each<[string, string, string[]]>([
  [
    'unknown fields, in Kubernetes’ own spelling',
    virtualService('{ http: [{ route: [{ destination: { host: a }, wieght: 1 }] }] }'),
    [
      'UnknownField spec.http[0].route[0].wieght (/spec/http/0/route/0/wieght): unknown field "wieght"; did you mean "weight"?',
    ],
  ],
  [
    'types',
    virtualService('{ http: [{ route: [{ destination: { host: a }, weight: "1" }] }] }'),
    ['FieldValueTypeInvalid spec.http[0].route[0].weight (/spec/http/0/route/0/weight): "1" is not of type integer'],
  ],
  [
    'fields that are missing, by a pointer to what lacks them',
    virtualService('{ http: [{ route: [{ weight: 1 }] }] }'),
    ['FieldValueRequired spec.http[0].route[0].destination (/spec/http/0/route/0): the field "destination" is missing'],
  ],
  [
    'CEL rules',
    virtualService('{ http: [{ timeout: 0.9ms }] }'),
    ['FieldValueInvalid spec.http[0].timeout (/spec/http/0/timeout): must be a valid duration greater than 1ms'],
  ],
  [
    'rules that fail, as on what is no duration',
    virtualService('{ http: [{ timeout: soon }] }'),
    [
      'FieldValueInvalid spec.http[0].timeout (/spec/http/0/timeout): ' +
        'the rule "must be a valid duration greater than 1ms" fails: invalid duration "soon"',
    ],
  ],
  [
    'names',
    virtualService('{}', 'name: A, namespace: b'),
    [
      'FieldValueInvalid metadata.name (/metadata/name): "A" must be lower-case letters, digits, - and ., at most 253, ' +
        'with a letter or digit at both ends',
    ],
  ],
  [
    'names of services, which are more special',
    '{ apiVersion: v1, kind: Service, metadata: { name: a.b, namespace: b } }',
    [
      'FieldValueInvalid metadata.name (/metadata/name): "a.b" must be lower-case letters, digits and -, at most 63, ' +
        'beginning with a letter',
    ],
  ],
  [
    'labels, by a pointer to the one',
    virtualService('{}', 'name: a, namespace: b, labels: { "x/y/z": a }'),
    ['FieldValueInvalid metadata.labels (/metadata/labels/x~1y~1z): the label "x/y/z" has more than one slash'],
  ],
  [
    'annotations that are no text, and nothing after them',
    virtualService('{ nonsense: 1 }', 'name: a, namespace: b, annotations: { a: 1 }'),
    [
      'Malformed metadata.annotations.a (/metadata/annotations/a): 1 is not of type string',
      'UnknownField spec.nonsense (/spec/nonsense): unknown field "nonsense"',
    ],
  ],
  [
    'items that are twice in a list of keys',
    '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: a, namespace: b }, spec: { gatewayClassName: a, listeners: [{ name: x, port: 1, protocol: TCP }, { name: x, port: 2, protocol: TCP }] } }',
    [
      'FieldValueDuplicate spec.listeners[1] (/spec/listeners/1): {"name":"x"} is there twice',
      'FieldValueInvalid spec.listeners (/spec/listeners): Listener name must be unique within the Gateway',
    ],
  ],
  [
    'secrets that are not encoded',
    '{ apiVersion: v1, kind: Secret, metadata: { name: a, namespace: b }, data: { password: hunter2 } }',
    ['Malformed data.password (/data/password): a value (hidden) is not what data.password takes'],
  ],
  [
    'versions that are not served',
    '{ apiVersion: networking.istio.io/v7, kind: Sidecar, metadata: { name: a, namespace: b } }',
    [
      'NotServed apiVersion (/apiVersion): Sidecar has no version networking.istio.io/v7, but networking.istio.io/v1, ' +
        'networking.istio.io/v1beta1, networking.istio.io/v1alpha3',
    ],
  ],
])('the verdict tells of %s', (_, yaml, problems) => {
  expect(problemsOf(yaml)).toEqual(problems);
});

test('nulls go, defaults come, and the status of a subresource is not looked at', () => {
  const route =
    '{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: a, namespace: null }, spec: { hostnames: null, rules: [{ backendRefs: [{ name: a, port: 80 }] }] }, status: { parents: 1 } }';
  expect(verdictOf(route).outcome).toBe('valid');
});

test('what follows from a choice that is not met is kept with it', () => {
  const verdict = verdictOf(virtualService('{ http: [{ match: [{ uri: { exact: a, prefix: b } }] }] }'));
  expect(verdict).toMatchObject({ problems: [{ field: 'spec.http[0].match[0].uri' }] });
  const gateway = verdictOf(
    '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: a }, spec: { gatewayClassName: a, listeners: [{ name: x, port: 1, protocol: TCP }], addresses: [{ value: a b, type: IPAddress }] } }',
  );
  expect(gateway).toMatchObject({
    problems: [{ field: 'spec.addresses[0]', implied: [{ field: 'spec.addresses[0].value' }] }],
  });
});

test('rules are not evaluated after what blocks them, and the verdict says so', () => {
  expect(verdictOf(virtualService('{ http: [{ timeout: soon, retries: { attempts: many } }] }'))).toMatchObject({
    problems: [{ field: 'spec.http[0].retries.attempts' }],
    unchecked: ['the CEL rules of the kind, which only see objects of the right types'],
  });
});

describe('kinds of the user’s own definitions', () => {
  const definition = (rule: string, more: object = {}): object => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets' },
      versions: [
        version('v1', rule),
        version('v2', 'true', { size: { type: 'integer' } }),
        { name: 'v0', served: false },
      ],
      ...more,
    },
  });
  const version = (name: string, rule: string, fields: object = {}): object => ({
    name,
    served: true,
    storage: name === 'v1',
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            properties: { low: { type: 'integer' }, high: { type: 'integer' }, ...fields },
            'x-kubernetes-validations': [{ rule, fieldPath: '.high', reason: 'FieldValueForbidden' }],
          },
        },
      },
    },
  });
  const widget = (apiVersion: string, spec: string): string =>
    `{ apiVersion: ${apiVersion}, kind: Widget, metadata: { name: a, namespace: b }, spec: ${spec} }`;
  const registryOf = (rule: string): typeof BUILT_IN => BUILT_IN.with([kindFromDefinition(definition(rule))]);

  test('are validated by the schema of the version that an object states', () => {
    const registry = registryOf('self.low <= self.high');
    expect(problemsOf(widget('example.com/v1', '{ low: 2, high: 1, size: 1 }'), registry)).toEqual([
      'UnknownField spec.size (/spec/size): unknown field "size"',
      'FieldValueForbidden spec.high (/spec): failed rule: self.low <= self.high',
    ]);
    expect(problemsOf(widget('example.com/v2', '{ low: 2, high: 1, size: 1 }'), registry)).toEqual([]);
    expect(problemsOf(widget('example.com/v0', '{}'), registry)).toEqual([
      'NotServed apiVersion (/apiVersion): Widget has no version example.com/v0, but example.com/v1, example.com/v2',
    ]);
  });

  test.each([
    ['self.?low.orValue(0) < 5', 'what the parser does not know: <input>:1:5: found . but expecting end of input'],
    ['isSemver("1.0.0")', 'the function isSemver'],
    ['[1, 2].all(i, v, i < v)', 'the function all'],
  ])('may have rules that cannot be evaluated here, which the verdict names: %s', (rule, used) => {
    expect(verdictOf(widget('example.com/v1', '{ low: 1 }'), registryOf(rule))).toEqual({
      outcome: 'valid',
      unchecked: [`the rule ${JSON.stringify(rule)} of spec, which uses ${used}`],
    });
  });

  test('have no transitions when they are new', () => {
    expect(problemsOf(widget('example.com/v1', '{ low: 1 }'), registryOf('self.low == oldSelf.low'))).toEqual([]);
  });

  test.each<[object, string]>([
    [
      { apiVersion: 'apiextensions.k8s.io/v1beta1', kind: 'CustomResourceDefinition', metadata: { name: 'a.b' } },
      'a.b: apiVersion is apiextensions.k8s.io/v1beta1, and only apiextensions.k8s.io/v1 is served',
    ],
    [
      definition('true', { scope: 'Everywhere' }),
      'widgets.example.com: spec.scope is Everywhere, neither Namespaced nor Cluster',
    ],
    [
      definition('true', { versions: [{ name: 'v1', served: true }] }),
      'widgets.example.com: spec.versions[0].schema is no object',
    ],
  ])('are told apart from what cannot be read', (crd, message) => {
    expect(isDefinition(crd)).toBe(true);
    expect(() => kindFromDefinition(crd)).toThrow(new DefinitionError(message));
  });
});
