import { parseAllDocuments } from 'yaml';
import { filesOfTexts } from '../../../src/read/files';
import { buildKustomization } from '../../../src/read/kustomize/build';
import { BuildFailure, NotBuiltHere } from '../../../src/read/kustomize/failure';
import { Sources } from '../../../src/read/sources';
import { ACCEPTED, REFUSED, TreeCase } from './trees';

function build({ root = 'overlay', ...texts }: TreeCase): unknown[] {
  const sources = new Sources(filesOfTexts(new Map(Object.entries(texts))));
  return buildKustomization(root, sources).map(({ object }) => object);
}

function failureOf(tree: TreeCase): BuildFailure | undefined {
  try {
    build(tree);
    return undefined;
  } catch (error) {
    if (error instanceof BuildFailure) return error;
    throw error;
  }
}

// What they give is compared with the real program in test/conformance/kustomize-build.test.ts.
test.each(ACCEPTED)('%s is built', (_, tree) => {
  expect(build(tree).length).toBeGreaterThan(0);
});

test.each(REFUSED)('%s is refused with a place', (_, tree) => {
  const failure = failureOf(tree);
  expect(failure).not.toBeInstanceOf(NotBuiltHere);
  expect(failure?.problem.location.file).toMatch(/\.ya?ml$/);
});

test('a kustomization with everything at once', () => {
  const tree = {
    'overlay/kustomization.yaml': `resources: [all.yaml]
namespace: prod
namePrefix: p-
labels: [{ pairs: { team: web }, includeTemplates: true }]
commonAnnotations: { a: b }
images: [{ name: nginx, newTag: "2" }]
replicas: [{ name: shop, count: 3 }]
configMapGenerator: [{ name: config, literals: [key=value] }]
patches:
  - patch: |-
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: { name: shop }
      spec: { hosts: [other], gateways: null }
  - target: { kind: VirtualService }
    patch: '[{ "op": "add", "path": "/spec/http", "value": [] }]'
`,
    'overlay/all.yaml': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: [shop], gateways: [mesh] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec:
      containers:
        - name: shop
          image: nginx:1
          envFrom: [{ configMapRef: { name: config } }]
`,
  };
  const [first, second, third] = parseAllDocuments(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: p-shop
  namespace: prod
  labels: { team: web }
  annotations: { a: b }
spec: { hosts: [other], http: [] }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: p-shop
  namespace: prod
  labels: { team: web }
  annotations: { a: b }
spec:
  replicas: 3
  template:
    metadata:
      labels: { team: web }
      annotations: { a: b }
    spec:
      containers:
        - name: shop
          image: nginx:2
          envFrom: [{ configMapRef: { name: p-config-t757gk2bmf } }]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: p-config-t757gk2bmf
  namespace: prod
  labels: { team: web }
  annotations: { a: b }
data: { key: value }
`).map((document) => document.toJS() as unknown);
  expect(build(tree)).toEqual([first, second, third]);
});

describe('what only the program builds', () => {
  const base = {
    'overlay/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec: { replicas: 1, template: { spec: { containers: [{ name: shop, ports: [{ containerPort: 80 }] }] } } }
`,
  };
  const patch = (fields: string): string => `resources: [all.yaml]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      ${fields}
`;

  test.each([
    ['fields', 'resources: [all.yaml]\nvars: []\n', 2, 'the field vars of a kustomization is'],
    [
      'options of patches',
      'resources: [all.yaml]\npatches:\n  - path: a\n    options: { allowNameChange: true }\n',
      4,
      'the options of a patch are',
    ],
    [
      'lists that are merged by what is in schemas',
      patch('spec: { template: { spec: { hostAliases: [] } } }'),
      3,
      'the list hostAliases',
    ],
    ['orders', patch('spec: { $patch: replace }'), 3, 'the order $patch'],
    [
      'types that change',
      patch('spec: { replicas: "1" }'),
      3,
      'the patch of replicas, which was a number and becomes a string',
    ],
    [
      'selectors that are no list of equalities',
      "resources: [all.yaml]\npatches:\n  - target: { labelSelector: 'a in (b)' }\n    patch: '[]'\n",
      3,
      'the labelSelector a in (b)',
    ],
    ['behaviours of generators', 'configMapGenerator:\n  - name: a\n    behavior: merge\n', 3, 'the behavior merge'],
    [
      'labels of other fields',
      'resources: [all.yaml]\nlabels:\n  - pairs: { a: b }\n    fields: [{ path: x }]\n',
      4,
      'the fields of labels are',
    ],
    [
      'suffixes of tags',
      'resources: [all.yaml]\nimages:\n  - name: a\n    tagSuffix: b\n',
      4,
      'the tagSuffix of an image is',
    ],
  ])('%s', (_, kustomization, line, what) => {
    const failure = failureOf({ ...base, 'overlay/kustomization.yaml': kustomization });
    expect(failure).toBeInstanceOf(NotBuiltHere);
    expect(failure?.problem).toMatchObject({
      code: 'NEEDS_KUSTOMIZE',
      location: { file: 'overlay/kustomization.yaml', line },
      message: expect.stringContaining(what) as string,
    });
    expect(failure?.message).toMatch(/not built without the kustomize program: put kustomize or kubectl on the PATH/);
  });
});
