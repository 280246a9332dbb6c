import fc from 'fast-check';
import { toYaml } from '../../../src/layout/yaml';

type Texts = Readonly<Record<string, string>>;

const NAMES = ['a', 'b', 'c'] as const;
const name = fc.constantFrom(...NAMES);
const word = fc.constantFrom('x', 'y', '1', 'true', 'a b', '');
const texts = fc.dictionary(fc.constantFrom('app', 'tier', 'example.com/team'), word, { maxKeys: 2 });
const namespace = fc.constantFrom(undefined, 'default', 'prod');

/** Values that a patch can be of, too: their fields are few, so that patches meet them. */
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof({ arbitrary: word, weight: 6 }, fc.integer({ min: -1, max: 3 }), fc.boolean()),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('hosts', 'route', 'weight', 'name'), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const spec = fc.dictionary(fc.constantFrom('hosts', 'http', 'weight', 'name'), value, { maxKeys: 3 });

const custom = fc.record({
  apiVersion: fc.constant('networking.istio.io/v1'),
  kind: fc.constantFrom('VirtualService', 'Gateway'),
  metadata: fc.record({ name, namespace, labels: fc.option(texts, { nil: undefined }) }),
  spec,
});

const image = fc.constantFrom('nginx', 'nginx:1', 'registry:5000/nginx:1', 'nginx@sha256:ab', 'nginx:1@sha256:ab');
const deployment = fc.record({
  apiVersion: fc.constant('apps/v1'),
  kind: fc.constant('Deployment'),
  metadata: fc.record({ name, namespace }),
  spec: fc.record({
    selector: fc.constant({ matchLabels: { app: 'x' } }),
    template: fc.record({
      spec: fc.record({
        containers: fc.uniqueArray(
          fc.record({
            name,
            image,
            env: fc.option(fc.uniqueArray(fc.record({ name, value: word }), { selector: (item) => item.name }), {
              nil: undefined,
            }),
          }),
          { selector: (item) => item.name, minLength: 1 },
        ),
      }),
    }),
  }),
});
const configMap = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('ConfigMap'),
  metadata: fc.record({ name, namespace, annotations: fc.option(texts, { nil: undefined }) }),
  data: texts,
});

const object = fc.oneof({ arbitrary: custom, weight: 3 }, deployment, configMap);
type AnObject = typeof object extends fc.Arbitrary<infer T> ? T : never;
const objects = fc.uniqueArray(object, {
  selector: ({ kind, metadata }) => `${kind} ${metadata.namespace ?? 'default'} ${metadata.name}`,
  minLength: 1,
  maxLength: 4,
});

const operation = fc.oneof(
  {
    arbitrary: fc.record({
      op: fc.constantFrom('add', 'replace'),
      path: fc.constantFrom('/spec/hosts', '/spec/name'),
      value,
    }),
    weight: 4,
  },
  fc.record({ op: fc.constant('add'), path: fc.constantFrom('/spec/http/0', '/spec/http/-'), value }),
  fc.record({ op: fc.constant('add'), path: fc.constant('/metadata/annotations/added'), value: word }),
  fc.record({
    op: fc.constant('remove'),
    path: fc.constantFrom('/spec/hosts', '/spec/http/0', '/metadata/labels/app'),
  }),
);
const target = fc.record(
  {
    kind: fc.constantFrom('VirtualService', 'Gateway', '.*Service'),
    name: fc.constantFrom('a', 'b', 'a|b', '.*'),
    namespace: fc.constantFrom('prod', 'default'),
  },
  { requiredKeys: ['kind'] },
);

/** A patch of one of the objects, by a spec of its own. */
function patchFor(all: readonly AnObject[]): fc.Arbitrary<object> {
  const inline = fc
    .tuple(fc.constantFrom(...all), spec, fc.dictionary(fc.constantFrom('app', 'tier'), fc.constant(null)))
    .map(([{ apiVersion, kind, metadata }, changes, removed]) => ({
      patch: toYaml({
        apiVersion,
        kind,
        metadata: { ...metadata, labels: removed, annotations: undefined },
        ...(kind === 'ConfigMap' ? {} : { spec: changes }),
      }),
    }));
  const json = fc.record({ target, patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map(toYaml) });
  return fc.oneof({ arbitrary: inline, weight: 2 }, json);
}

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 4 });
}

/** What a kustomization changes; generated names have the layer's in them, so that they are no twins. */
const changeIn = (layer: string, all: readonly AnObject[]) =>
  fc.record(
    {
      namespace: fc.constantFrom('prod', 'other'),
      namePrefix: fc.constant('p-'),
      nameSuffix: fc.constant('-s'),
      commonLabels: fc.constant({ common: 'x' }),
      commonAnnotations: texts,
      labels: fc.array(fc.record({ pairs: texts, includeSelectors: fc.boolean(), includeTemplates: fc.boolean() }), {
        maxLength: 2,
      }),
      images: fc.array(
        fc.record(
          {
            name: fc.constantFrom('nginx', 'registry:5000/nginx'),
            newName: fc.constantFrom('other', 'x/y'),
            newTag: fc.constant('2'),
            digest: fc.constant('sha256:cd'),
          },
          { requiredKeys: ['name'] },
        ),
        { maxLength: 2 },
      ),
      replicas: fc
        .nat(3)
        .map((count) =>
          all.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => ({ name: metadata.name, count })),
        ),
      configMapGenerator: fc.array(
        fc.record({
          name: fc.constant(`gen-${layer}`),
          literals: fc.uniqueArray(fc.constantFrom('a=1', 'b=x y', 'c=<>&'), { maxLength: 3 }),
          options: fc.record({ disableNameSuffixHash: fc.boolean() }),
        }),
        { maxLength: 1 },
      ),
    },
    { requiredKeys: [] },
  );

/** A base and an overlay, in which everything that we build may meet. */
export const kustomizations: fc.Arbitrary<Texts> = objects.chain((all) =>
  fc
    .record({
      inBase: rarely(changeIn('base', all)),
      inOverlay: changeIn('overlay', all),
      inComponent: rarely(changeIn('component', all)),
      patches: fc.array(patchFor(all), { maxLength: 3 }),
    })
    .map(({ inBase, inOverlay, inComponent, patches }) => ({
      'base/kustomization.yaml': toYaml({ resources: ['objects.yaml'], ...inBase }),
      'base/objects.yaml': all.map((each) => `---\n${toYaml(each)}`).join(''),
      'component/kustomization.yaml': toYaml({
        apiVersion: 'kustomize.config.k8s.io/v1alpha1',
        kind: 'Component',
        labels: [],
        ...inComponent,
      }),
      'overlay/kustomization.yaml': toYaml({
        resources: ['../base'],
        components: inComponent === undefined || Object.keys(inComponent).length === 0 ? undefined : ['../component'],
        patches,
        ...inOverlay,
      }),
    })),
);
