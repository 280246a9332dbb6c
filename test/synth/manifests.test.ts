import { ApiObject, App, Chart, JsonPatch, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { VirtualService } from '../../imports/networking.istio.io';
import { CustomResource, CustomResourceProps } from '../../src/constructs/custom-resource';
import { ExternalResource } from '../../src/constructs/external-resource';
import { Certificate, EgressGateway, IngressGateway, MeshService } from '../../src/patterns';
import { readTree } from '../../src/synth/manifests';
import { apiObjectsOf, chartOf } from '../fixtures/trees';
import { runs } from '../fixtures/runs';

class Thing extends CustomResource {
  constructor(scope: Construct, id: string, props: CustomResourceProps & Readonly<Record<string, unknown>> = {}) {
    super(scope, id, { apiVersion: 'example.com/v1', kind: 'Thing' }, props);
  }
}

/** Expects that reading gives what cdk8s itself gives, as the YAML of both would hold it. */
function expectAsCdk8s(chart: Chart): void {
  const { manifests, failures } = readTree(chart);
  expect(failures).toEqual([]);
  const json = apiObjectsOf(chart).map((object) => JSON.parse(JSON.stringify(object.toJson())) as object);
  expect(manifests.map(({ object }) => object)).toEqual(json);
}

const lazily = (value: fc.Arbitrary<unknown>) =>
  value.map((produced): unknown => Lazy.any({ produce: () => produced }));
const token = (value: fc.Arbitrary<unknown>) => value.map((produced) => ({ resolve: () => produced }));
const fieldName = fc
  .stringMatching(/^[a-zA-Z][a-zA-Z0-9./-]{0,8}$/)
  .filter((key) => key !== 'resolve' && key !== 'constructor');

/** What people pass as fields: JSON with lazy values, implicit tokens, nulls and undefined in it. */
const { field } = fc.letrec<{ field: unknown; item: unknown }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.boolean(),
    ),
    fc.array(tie('item'), { maxLength: 3 }),
    fc.dictionary(fieldName, tie('field'), { maxKeys: 3, noNullPrototype: true }),
    lazily(tie('item')),
    token(tie('item')),
  ),
  field: fc.oneof({ weight: 6, arbitrary: tie('item') }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) }),
}));
const fields = fc.dictionary(fieldName, field, { maxKeys: 4, noNullPrototype: true });
const words = fc.dictionary(fieldName, fc.string(), { maxKeys: 3, noNullPrototype: true });
const metadata = fc.record(
  {
    name: fc.stringMatching(/^[a-z]{1,5}$/),
    namespace: fc.stringMatching(/^[a-z]{1,5}$/),
    labels: words,
    annotations: words,
    finalizers: fc.array(fc.string(), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

describe('what is read of an object is what cdk8s makes of it', () => {
  test('for any fields and metadata, lazy or not', () => {
    fc.assert(
      fc.property(fields, metadata, (spec, meta) => {
        expectAsCdk8s(chartOf((chart) => new Thing(chart, 'thing', { metadata: meta, spec, data: spec })));
      }),
      { numRuns: runs(150) },
    );
  });

  test('for labels, annotations and other metadata that are added later', () => {
    fc.assert(
      fc.property(metadata, words, words, (meta, labels, annotations) => {
        const chart = chartOf((scope) => new Thing(scope, 'thing', { metadata: meta }));
        const [object] = apiObjectsOf(chart);
        for (const [key, value] of Object.entries(labels)) object!.metadata.addLabel(key, value);
        for (const [key, value] of Object.entries(annotations)) object!.metadata.addAnnotation(key, value);
        object!.metadata.addFinalizers('example.com/finalizer');
        object!.metadata.add('generateName', 'thing-');
        expectAsCdk8s(chart);
      }),
    );
  });

  test('for labels and the namespace of its chart', () => {
    const chart = new Chart(new App(), 'chart', { labels: { team: 'edge' }, namespace: 'shop' });
    new Thing(chart, 'thing', { metadata: { labels: { app: 'a' } } });
    new Thing(chart, 'other', { metadata: { namespace: 'other' } });
    expectAsCdk8s(chart);
    expect(readTree(chart).manifests[0]?.object.metadata).toMatchObject({
      namespace: 'shop',
      labels: { app: 'a', team: 'edge' },
    });
  });

  test('for a patched object', () => {
    fc.assert(
      fc.property(fields, fc.string(), (spec, text) => {
        const chart = chartOf((scope) => {
          const thing = new Thing(scope, 'thing', { spec });
          thing.addJsonPatch(JsonPatch.add('/data', { text }), JsonPatch.replace('/kind', 'Patched'));
        });
        expectAsCdk8s(chart);
        expect(readTree(chart).manifests[0]?.object).toMatchObject({ kind: 'Patched', data: { text } });
      }),
    );
  });

  test('for objects of other libraries, whatever their properties are called', () => {
    const chart = chartOf((scope) => {
      new ApiObject(scope, 'plain', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' }, metadata: { name: 'a' } });
      new ApiObject(scope, 'lazy', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        data: Lazy.any({ produce: () => ({ a: 'b' }) }) as object,
      });
    });
    expectAsCdk8s(chart);
  });

  test('for classes that write toJson anew', () => {
    class Special extends Thing {
      override toJson() {
        return { ...(super.toJson() as object), spec: { special: true } };
      }
    }
    const chart = chartOf((scope) => new Special(scope, 'thing', { spec: { special: false } }));
    expectAsCdk8s(chart);
    expect(readTree(chart).manifests[0]?.object['spec']).toEqual({ special: true });
  });

  test('for programs with resolvers of their own', () => {
    const shout = {
      resolve: (context: { value: unknown; replaceValue: (value: unknown) => void }) => {
        if (context.value === 'quiet') context.replaceValue('LOUD');
      },
    };
    const chart = new Chart(new App({ resolvers: [shout] }), 'chart');
    new Thing(chart, 'thing', { spec: { voice: 'quiet' } });
    expectAsCdk8s(chart);
    expect(readTree(chart).manifests[0]?.object['spec']).toEqual({ voice: 'LOUD' });
  });
});

describe('a construct tree', () => {
  test('is read in its order, at any depth', () => {
    const chart = chartOf((scope) => {
      const inner = new Construct(scope, 'b');
      new Thing(new Construct(inner, 'deep'), 'one', { metadata: { name: 'one' } });
      new Thing(scope, 'a', { metadata: { name: 'two' } });
      new Thing(inner, 'three', { metadata: { name: 'three' } });
    });
    expect(readTree(chart).manifests.map(({ object }) => object.metadata.name)).toEqual(['one', 'three', 'two']);
  });

  test('says which construct made each object: an L2 rather than the L1 in it', () => {
    const chart = chartOf((scope) => {
      new Thing(new Construct(scope, 'l2'), 'Resource');
      new Thing(scope, 'l1');
      new ApiObject(scope, 'foreign', { apiVersion: 'v1', kind: 'ConfigMap' });
    });
    const paths = readTree(chart).manifests.map(({ origin }) => origin.constructPath);
    expect(paths).toEqual(['chart/l2', 'chart/l1', 'chart/foreign']);
  });

  test('says what other repositories own', () => {
    const identity = { group: 'networking.istio.io', kind: 'Gateway', namespace: 'edge', name: 'shared' };
    const chart = chartOf((scope) => new ExternalResource(scope, 'shared', identity));
    expect(readTree(chart)).toMatchObject({ manifests: [], external: [identity] });
  });

  test('says which pods its objects are about, though they are not in it', () => {
    const chart = chartOf((scope) => {
      new MeshService(scope, 'cart', { port: 8080, namespace: 'shop', serviceAccount: 'shopper' });
      new EgressGateway(scope, 'egress');
      new IngressGateway(scope, 'edge', {
        hosts: ['*.example.com'],
        tls: { mode: 'SIMPLE', certificate: Certificate.fromSecretName('edge-tls') },
      });
    });
    expect(readTree(chart).workloads).toEqual([
      {
        namespace: 'shop',
        labels: { app: 'cart' },
        serviceAccount: 'shopper',
        service: { name: 'cart', ports: [8080] },
      },
      {
        namespace: 'istio-system',
        labels: { istio: 'egressgateway' },
        serviceAccount: 'istio-egressgateway-service-account',
        service: { name: 'istio-egressgateway', ports: [443] },
      },
      {
        namespace: 'istio-system',
        labels: { istio: 'ingressgateway' },
        serviceAccount: 'istio-ingressgateway-service-account',
      },
    ]);
  });

  test('is read without changing it: twice gives the same', () => {
    const chart = chartOf(
      (scope) => new Thing(scope, 'thing', { spec: Lazy.any({ produce: () => ({ a: 1 }) }) as object }),
    );
    expect(readTree(chart).manifests.map(({ object }) => object)).toEqual(
      readTree(chart).manifests.map(({ object }) => object),
    );
  });

  test.each<[string, unknown, string]>([
    ['a function', { a: () => 1 }, '/spec/a is a function, which YAML cannot hold'],
    ['a class instance', { a: Size.mebibytes(1) }, '/spec/a is an instance of Size, which YAML cannot hold'],
    ['no number', { a: [{ b: NaN }] }, '/spec/a/0/b is NaN, which YAML cannot hold'],
    [
      'null in a list, which cdk8s would make a hole of',
      { a: [null] },
      '/spec/a/0 is undefined: an array can have no holes',
    ],
  ])('with %s in an object fails for that object alone', (_, spec, message) => {
    const { manifests, failures } = readTree(
      chartOf((scope) => {
        new Thing(scope, 'bad', { spec });
        new Thing(scope, 'good', { metadata: { name: 'good' } });
      }),
    );
    expect(manifests.map(({ object }) => object.metadata.name)).toEqual(['good']);
    expect(failures.map(({ origin, message: text }) => [origin.constructPath, text])).toEqual([['chart/bad', message]]);
    expect(failures[0]?.origin.locate?.()?.file).toBe(__filename);
  });

  test('with a patch that does not fit fails for that object alone', () => {
    const { failures } = readTree(
      chartOf((scope) => {
        new VirtualService(scope, 'routes', { metadata: { name: 'a', namespace: 'b' } }).addJsonPatch(
          JsonPatch.remove('/spec/http/7'),
        );
      }),
    );
    expect(failures).toHaveLength(1);
    expect(failures[0]?.message).toContain("Failed serializing construct at path 'chart/routes'");
  });
});
