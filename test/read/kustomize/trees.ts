/** Texts by path; `root` is the folder that is built, `overlay` where it is left out. */
export type TreeCase = Readonly<Record<string, string>>;

const VIRTUAL_SERVICE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
  namespace: default
  annotations:
    owner: web
spec:
  hosts: [shop, "*.example.com"]
  http:
    - name: main
      timeout: 5s
      route:
        - destination: { host: shop, subset: v1 }
          weight: 90
        - destination: { host: shop, subset: v2 }
          weight: 10
`;

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels: { app: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata:
      labels: { app: shop }
    spec:
      initContainers:
        - name: init
          image: registry:5000/tools/init@sha256:0123
      containers:
        - name: shop
          image: example.com/shop:1.0
          args: [a, b]
          env:
            - { name: A, value: "1" }
            - { name: B, value: "2" }
        - name: proxy
          image: envoy
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports: [{ port: 80, name: http }]
`;

const OTHERS = `apiVersion: v1
kind: Namespace
metadata: { name: team }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: readers }
subjects:
  - { kind: ServiceAccount, name: default, namespace: old }
  - { kind: ServiceAccount, name: other, namespace: old }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: issuer }
spec: {}
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: job }
spec:
  schedule: "* * * * *"
  jobTemplate: { spec: { template: { spec: { containers: [{ name: c, image: "busybox:1" }] } } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  selector: {}
  template: { spec: { containers: [{ name: db, image: "db@sha256:abc" }] } }
  volumeClaimTemplates: [{ metadata: { name: data } }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: net }
spec:
  podSelector: { matchLabels: { app: shop } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]
`;

const BASE = {
  'base/kustomization.yaml': 'resources: [shop.yaml, deployment.yaml, service.yaml, others.yaml]\n',
  'base/shop.yaml': VIRTUAL_SERVICE,
  'base/deployment.yaml': DEPLOYMENT,
  'base/service.yaml': SERVICE,
  'base/others.yaml': OTHERS,
};

function overlay(kustomization: string, files: Readonly<Record<string, string>> = {}): TreeCase {
  return { ...BASE, 'overlay/kustomization.yaml': `resources: [../base]\n${kustomization}`, ...files };
}

const MERGE_PATCH = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: default, annotations: { team: shop } }
spec:
  hosts: [shop]
  exportTo: ["."]
`;

/** What kustomize builds, and so do we. */
export const ACCEPTED: readonly [title: string, tree: TreeCase][] = [
  ['a base', overlay('')],
  ['bases', { ...BASE, 'overlay/kustomization.yaml': 'bases: [../base/]\n' }],
  [
    'a folder beside files',
    {
      ...overlay('', { 'overlay/more/kustomization.yml': 'resources: [a.yaml]\n' }),
      'overlay/kustomization.yaml': 'resources: [./more, ../base/.]\n',
      'overlay/more/a.yaml': VIRTUAL_SERVICE.replace('shop', 'other'),
    },
  ],
  [
    'a component',
    overlay('components: [../component]\nnamePrefix: a-\n', {
      'component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [more.yaml]\nlabels: [{ pairs: { tier: web } }]\npatches: [{ path: patch.yaml }]\n',
      'component/more.yaml': VIRTUAL_SERVICE.replaceAll('shop', 'more'),
      'component/patch.yaml': MERGE_PATCH,
    }),
  ],
  ['a patch in a file', overlay('patches:\n  - path: patch.yaml\n', { 'overlay/patch.yaml': MERGE_PATCH })],
  [
    'patches of several documents, inline and by path',
    overlay(
      `patchesStrategicMerge:
  - patches.yaml
  - |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: shop }
    spec: { replicas: 3 }
`,
      {
        'overlay/patches.yaml': `${MERGE_PATCH}---\napiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { type: NodePort }\n`,
      },
    ),
  ],
  [
    'annotations that patches add, and take away',
    overlay(`namespace: prod
patches:
  - target: { kind: VirtualService }
    patch: '[{ "op": "remove", "path": "/metadata/annotations/owner" }]'
  - target: { kind: Deployment }
    patch: '[{ "op": "add", "path": "/metadata/annotations/a", "value": "b" }]'
  - patch: |-
      apiVersion: v1
      kind: Service
      metadata: { name: shop, annotations: { a: null }, labels: { a: null } }
patchesJson6902:
  - target: { kind: Service, name: shop }
    patch: '[{ "op": "add", "path": "/metadata/annotations/c", "value": "d" }]'
`),
  ],
  [
    'names that are followed',
    {
      'overlay/kustomization.yaml': `resources: [all.yaml]
namespace: prod
namePrefix: p-
nameSuffix: -s
configMapGenerator: [{ name: config, literals: [a=b] }]
secretGenerator: [{ name: secret, literals: [a=b] }]
`,
      'overlay/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec:
      serviceAccountName: shop
      imagePullSecrets: [{ name: secret }, { name: other }]
      containers:
        - name: shop
          envFrom: [{ configMapRef: { name: config } }]
          env: [{ name: A, valueFrom: { secretKeyRef: { name: secret, key: a } } }]
      volumes:
        - { name: config, configMap: { name: config } }
        - { name: data, persistentVolumeClaim: { claimName: data } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: shop }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop }
spec: { scaleTargetRef: { kind: Deployment, name: shop } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, annotations: { nginx.ingress.kubernetes.io/auth-secret: secret } }
spec:
  tls: [{ secretName: secret }]
  rules: [{ http: { paths: [{ backend: { service: { name: shop } } }] } }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules: [{ resourceNames: [config, x], resources: [configmaps] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
subjects: [{ kind: ServiceAccount, name: shop }, { kind: ServiceAccount, name: other, namespace: x }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: shop }
webhooks: [{ clientConfig: { service: { name: shop, namespace: default } } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop }
spec: { hosts: [shop], http: [{ route: [{ destination: { host: shop } }] }] }
`,
    },
  ],
  [
    'a patch of the lists of a pod',
    overlay(`patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        template:
          spec:
            volumes: [{ name: new, emptyDir: {} }]
            containers:
              - name: sidecar
                image: sidecar
              - name: shop
                args: [c]
                env: [{ name: C, value: "3" }, { name: B, value: "4" }]
                volumeMounts: [{ mountPath: /new, name: new }]
`),
  ],
  [
    'a patch with a target, whose own name does not count',
    overlay(`patches:
  - target: { kind: VirtualService, name: sh.* }
    patch: |-
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: { name: any }
      spec: { hosts: [other] }
`),
  ],
  [
    'targets by group, labels and annotations',
    overlay(`patches:
  - target: { group: apps, labelSelector: app=shop }
    patch: '[{ "op": "add", "path": "/spec/replicas", "value": 2 }]'
  - target: { annotationSelector: owner=web, namespace: default }
    patch: |-
      - { op: replace, path: /spec/http/0/route/0/weight, value: 80 }
      - { op: add, path: /spec/http/0/route/-, value: { destination: { host: x } } }
      - { op: remove, path: /metadata/annotations/owner }
      - { op: copy, from: /spec/hosts/0, path: /spec/hosts/2 }
      - { op: move, from: /spec/http/0/timeout, path: /spec/http/0/name }
      - { op: test, path: /spec/hosts/2, value: shop }
  - target: { kind: Nothing }
    patch: '[{ "op": "remove", "path": "/spec" }]'
`),
  ],
  [
    'a JSON patch by patchesJson6902, after labels',
    overlay(
      `patchesJson6902:
  - target: { group: networking.istio.io, version: v1, kind: VirtualService, name: shop }
    path: patch.yaml
labels: [{ pairs: { a: b } }]
`,
      {
        'overlay/patch.yaml':
          '- op: replace\n  path: /metadata/labels/a\n  value: "on"\n- op: add\n  path: /spec/flag\n  value: yes\n',
      },
    ),
  ],
  [
    'a patch that deletes',
    overlay(
      'patches:\n  - patch: |-\n      $patch: delete\n      apiVersion: v1\n      kind: Service\n      metadata: { name: shop }\n',
    ),
  ],
  ['a namespace', overlay('namespace: prod\n')],
  [
    'a prefix and a suffix of what nothing refers to',
    {
      ...BASE,
      'overlay/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: p-\nnameSuffix: -s\n',
      'overlay/a.yaml': VIRTUAL_SERVICE,
    },
  ],
  [
    'a patch by a name of before',
    {
      'base/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: p-\nnamespace: prod\n',
      'base/a.yaml': VIRTUAL_SERVICE,
      'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
      'overlay/patch.yaml': MERGE_PATCH,
    },
  ],
  ['labels of objects', overlay('labels: [{ pairs: { a: b, app: other } }]\n')],
  ['labels of templates', overlay('labels: [{ pairs: { a: b }, includeTemplates: true }]\n')],
  ['labels of selectors', overlay('labels: [{ pairs: { a: b }, includeSelectors: true }]\n')],
  ['common labels', overlay('commonLabels: { a: b }\nlabels: [{ pairs: { c: d } }]\n')],
  ['common annotations', overlay('commonAnnotations: { a: b }\n')],
  [
    'images',
    overlay(`images:
  - { name: example.com/shop, newTag: "2.0" }
  - { name: envoy, newName: example.com/envoy, digest: sha256:def }
  - { name: registry:5000/tools/init, newName: init }
  - { name: busybox, newName: b, newTag: "2", digest: sha256:123 }
  - { name: "d.", newTag: "3" }
`),
  ],
  ['replicas', overlay('replicas: [{ name: shop, count: 5 }, { name: db, count: 0 }]\n')],
  [
    'generated ConfigMaps and Secrets',
    overlay(
      `generatorOptions: { labels: { a: b }, annotations: { c: d } }
namespace: prod
configMapGenerator:
  - name: literals
    literals: [A=1, B="quoted", "C=a=b", "D=<&>"]
  - name: files
    files: [data.txt, renamed=data.txt]
    options: { disableNameSuffixHash: true, immutable: true, labels: { own: x } }
  - name: envs
    envs: [vars.env]
  - name: empty
secretGenerator:
  - name: secret
    literals: [password=secret]
  - name: typed
    type: kubernetes.io/tls
    files: [tls.crt=data.txt]
    options: { disableNameSuffixHash: true }
`,
      {
        'overlay/data.txt': `one\ntwo  \n${'long '.repeat(40)}\n`,
        'overlay/vars.env': '# comment\nA=1\n  B=two words \nC\n\n',
      },
    ),
  ],
  [
    'objects that are for tools only, left out',
    overlay('', {
      'overlay/kustomization.yaml': 'resources: [../base, local.yaml]\n',
      'overlay/local.yaml': VIRTUAL_SERVICE.replaceAll('shop', 'x').replace(
        'owner: web',
        'config.kubernetes.io/local-config: "true"',
      ),
    }),
  ],
  [
    'a list, empty documents and comments',
    {
      'overlay/kustomization.yaml': 'resources: [list.yaml]\n',
      'overlay/list.yaml': `# nothing\n---\n---\napiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: b } }\n`,
    },
  ],
  [
    'scalars as kustomize reads them',
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml]\n',
      'overlay/a.yaml': `apiVersion: x.example.com/v1
kind: Thing
metadata: { name: a }
spec: { a: yes, b: on, c: 0777, d: 0o17, e: 1_000, f: 2001-01-01, g: 0x1F, h: 08, i: .5, j: 1e3, k: "no", l: ~, m: True, n: 1:20, on: y, o: !!str 1, p: !!int "3", q: 2001-02-30 }
anchors: { a: &a { b: c }, d: *a, e: { <<: *a, f: g }, h: { b: x, <<: *a } }
`,
    },
  ],
  [
    'JSON',
    {
      'overlay/Kustomization': '{"resources":["a.json"]}',
      'overlay/a.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"b"}}',
    },
  ],
  ['fields in other letters', overlay('NamePrefix: a-\ncommonlabels: { a: b }\n')],
  [
    'a block that the file ends in',
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'overlay/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  x: |\n    one\n    two',
      'overlay/b.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\ndata:\n  x: >\n    one\n    two\n      ',
    },
  ],
  [
    'a patch of where pods may run',
    overlay(`patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        template:
          spec:
            tolerations: [{ key: a }]
            affinity:
              podAntiAffinity:
                requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone }]
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: shop }
      spec:
        template:
          spec:
            tolerations: [{ key: b }]
            affinity:
              podAntiAffinity:
                requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: host }]
                preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }]
`),
  ],
  ['null fields', overlay('namePrefix:\nlabels: null\npatches: []\n')],
  ['several documents, of which the first counts', overlay('---\nresources: [absent.yaml]\n')],
];

/** What kustomize refuses, and so do we. */
export const REFUSED: readonly [title: string, tree: TreeCase][] = [
  ['an empty kustomization', { 'overlay/kustomization.yaml': '' }],
  ['a kustomization that says nothing', { 'overlay/kustomization.yaml': 'kind: Kustomization\n' }],
  ['an unknown field', overlay('resource: []\n')],
  ['an unknown field below', overlay('patches: [{ file: x }]\n')],
  ['a wrong type', overlay('labels: [{ pairs: { a: 1 } }]\n')],
  ['a wrong kind', overlay('kind: Kustomize\n')],
  ['two kustomization files', overlay('', { 'overlay/kustomization.yml': 'resources: []\n' })],
  ['a missing file', overlay('patches: [{ path: absent.yaml }]\n')],
  ['a missing resource', { 'overlay/kustomization.yaml': 'resources: [absent.yaml]\n' }],
  [
    'a folder without kustomization',
    { 'overlay/kustomization.yaml': 'resources: [sub]\n', 'overlay/sub/a.yaml': VIRTUAL_SERVICE },
  ],
  ['a file outside', { ...BASE, 'overlay/kustomization.yaml': 'resources: [../base/shop.yaml]\n' }],
  [
    'a circle',
    { 'overlay/kustomization.yaml': 'resources: [../a]\n', 'a/kustomization.yaml': 'resources: [../overlay]\n' },
  ],
  ['itself', { 'overlay/kustomization.yaml': 'resources: [.]\n' }],
  [
    'its parent',
    {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': VIRTUAL_SERVICE,
      'overlay/kustomization.yaml': 'resources: [..]\n',
    },
  ],
  [
    'an object twice',
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'overlay/a.yaml': VIRTUAL_SERVICE,
      'overlay/b.yaml': VIRTUAL_SERVICE,
    },
  ],
  [
    'an object twice, in the default namespace and in none',
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'overlay/a.yaml': VIRTUAL_SERVICE,
      'overlay/b.yaml': VIRTUAL_SERVICE.replace('  namespace: default\n', ''),
    },
  ],
  [
    'a component as a resource',
    {
      'overlay/kustomization.yaml': 'resources: [../c]\n',
      'c/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a\n',
    },
  ],
  ['a resource as a component', { ...BASE, 'overlay/kustomization.yaml': 'components: [../base]\n' }],
  [
    'a patch for no object',
    overlay('patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: { name: other }\n'),
  ],
  ['a patch without a name', overlay('patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n')],
  ['a patch and a path', overlay("patches: [{ path: x, patch: 'a: b' }]\n")],
  ['neither a patch nor a path', overlay('patches: [{ target: { kind: Service } }]\n')],
  ['a JSON patch without a target', overlay(`patches: [{ patch: '[{ "op": "remove", "path": "/spec" }]' }]\n`)],
  [
    'a JSON patch of what is not there',
    overlay(`patches: [{ target: { kind: Service }, patch: '[{ "op": "remove", "path": "/spec/x" }]' }]\n`),
  ],
  [
    'a JSON patch whose test fails',
    overlay(
      `patches: [{ target: { kind: Service }, patch: '[{ "op": "test", "path": "/spec/type", "value": "x" }]' }]\n`,
    ),
  ],
  ['a bad target', overlay(`patches: [{ target: { name: "(" }, patch: '[{ "op": "remove", "path": "/spec" }]' }]\n`)],
  [
    'a map in the place of a list',
    overlay(
      'patches:\n  - patch: |-\n      apiVersion: networking.istio.io/v1\n      kind: VirtualService\n      metadata: { name: shop, namespace: default }\n      spec: { hosts: { a: b } }\n',
    ),
  ],
  ['replicas of nothing', overlay('replicas: [{ name: nothing, count: 1 }]\n')],
  ['a key twice', { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [a=1, a=2] }]\n' }],
  ['a literal without value', { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [a] }]\n' }],
  [
    'namespaces that make two objects one',
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml, b.yaml]\nnamespace: prod\n',
      'overlay/a.yaml': VIRTUAL_SERVICE,
      'overlay/b.yaml': VIRTUAL_SERVICE.replace('namespace: default', 'namespace: other'),
    },
  ],
  [
    'labels that are no map',
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml]\ncommonAnnotations: { a: b }\n',
      'overlay/a.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: x }\n',
    },
  ],
];
