import fc from 'fast-check';
import { BASE, baseOverlaysLayout, OwnedTree } from '../../src/layout/base-overlays';
import type { LabelledSet } from '../../src/layout/factor';
import { FileTree, fileTree } from '../../src/layout/file-tree';
import { inspect } from '../../src/layout/generated-file';
import { ManifestSet } from '../../src/model/manifest-set';
import { runs } from '../fixtures/runs';
import { environmentOf, fleets } from './fleets';
import { build, byKey } from './kustomize-model';

const SMALL = { minServices: 0, maxServices: 4, maxOddities: 12 };

function whole(trees: readonly OwnedTree[]): FileTree {
  return fileTree(trees.flatMap(({ tree }) => [...tree]));
}

function layOut(...environments: readonly LabelledSet[]): FileTree {
  return whole(baseOverlaysLayout(environments));
}

/** The files without their headers, of the paths that are asked for. */
function bodies(tree: FileTree, ...prefixes: readonly string[]): Record<string, string> {
  const files = [...tree].filter(([path]) => prefixes.some((prefix) => path.startsWith(prefix)));
  return Object.fromEntries(files.map(([path, text]) => [path, text.slice(text.indexOf('---\n') + 4)]));
}

function firstLine(tree: FileTree, path: string): string | undefined {
  return tree.get(path)?.split('\n')[0];
}

const gateway = (hosts: readonly string[]): object => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'main', namespace: 'istio-system' },
  spec: { selector: { istio: 'ingressgateway' }, servers: [{ port: { number: 443, name: 'https' }, hosts }] },
});

const mtls = (mode: string): object => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'default', namespace: 'istio-system' },
  spec: { mtls: { mode } },
});

const routes = (canary: number): object => {
  const to = (subset: string, weight: number): object => ({ destination: { host: 'shop', subset }, weight });
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'shop', namespace: 'default' },
    spec: { hosts: ['shop'], http: [{ route: [to('v1', 100 - canary), to('v2', canary)], timeout: '5s' }] },
  };
};

const wasm = (name: string): object => ({
  apiVersion: 'extensions.istio.io/v1alpha1',
  kind: 'WasmPlugin',
  metadata: { name, namespace: 'istio-system' },
  spec: { url: 'oci://example.com/waf' },
});

describe('the tree of a fleet', () => {
  const tree = layOut(
    environmentOf('staging', [gateway(['*']), mtls('PERMISSIVE'), routes(50), wasm('waf'), wasm('trial')]),
    environmentOf('production', [gateway(['*']), mtls('STRICT'), routes(10), wasm('waf')]),
  );

  test('has what environments share in base/, applications/ and policies/, as the last one has it', () => {
    const shared = bodies(tree, 'base/', 'applications/', 'policies/');
    expect(Object.keys(shared)).toEqual([
      'applications/kustomization.yaml',
      'applications/shop/virtual-service.yaml',
      'base/gateways/gateway.main.yaml',
      'base/gateways/kustomization.yaml',
      'base/istio-system/kustomization.yaml',
      'base/istio-system/peer-authentication.default.yaml',
      'base/kustomization.yaml',
      'policies/kustomization.yaml',
      'policies/wasm-plugins/wasm-plugin.waf.yaml',
    ]);
    expect(shared['base/istio-system/peer-authentication.default.yaml']).toBe(`apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: istio-system
spec:
  mtls:
    mode: STRICT
`);
    expect(shared['base/kustomization.yaml']).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
labels:
  - pairs:
      app.kubernetes.io/managed-by: gitops
      istio.io/config-source: git
    includeSelectors: false
resources:
  - "../applications"
  - "../policies"
  - gateways
  - istio-system
`);
  });

  test('has in the overlay of the last environment its labels only', () => {
    expect(bodies(tree, 'overlays/production/')).toEqual({
      'overlays/production/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
labels:
  - pairs:
      environment: production
    includeSelectors: false
resources:
  - "../../base"
`,
    });
  });

  test('has in another overlay short patches, and what no other environment has', () => {
    expect(bodies(tree, 'overlays/staging/')).toEqual({
      'overlays/staging/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
labels:
  - pairs:
      app.kubernetes.io/managed-by: gitops
      istio.io/config-source: git
      environment: staging
    includeSelectors: false
resources:
  - "../../base"
  - policies
patches:
  - path: patches/applications/shop/virtual-service.yaml
    target:
      group: networking\\.istio\\.io
      version: v1
      kind: VirtualService
      name: shop
      namespace: default
  - path: patches/istio-system/peer-authentication.default.yaml
`,
      'overlays/staging/patches/applications/shop/virtual-service.yaml': `- op: replace
  path: /spec/http/0/route/0/weight
  value: 50
- op: replace
  path: /spec/http/0/route/1/weight
  value: 50
`,
      'overlays/staging/patches/istio-system/peer-authentication.default.yaml': `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: istio-system
spec:
  mtls:
    mode: PERMISSIVE
`,
      'overlays/staging/policies/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - wasm-plugins/wasm-plugin.trial.yaml
`,
      'overlays/staging/policies/wasm-plugins/wasm-plugin.trial.yaml': `apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata:
  name: trial
  namespace: istio-system
spec:
  url: oci://example.com/waf
`,
    });
  });

  test('says of each file what made it', () => {
    const name = (source: string): string => `# Generated by istio-gitops from ${source}; edit that and run synth.`;
    expect(firstLine(tree, 'applications/shop/virtual-service.yaml')).toBe(name('*/shop'));
    expect(firstLine(tree, 'overlays/staging/patches/applications/shop/virtual-service.yaml')).toBe(
      name('staging/shop'),
    );
    expect(firstLine(tree, 'overlays/staging/policies/wasm-plugins/wasm-plugin.trial.yaml')).toBe(
      name('staging/trial'),
    );
    expect(firstLine(tree, 'overlays/staging/kustomization.yaml')).toBe(name('the manifest set staging'));
    expect(firstLine(tree, 'base/kustomization.yaml')).toBe(name('the manifest sets of all environments'));
    for (const text of tree.values()) expect(inspect(text)).toBe('generated');
  });
});

describe('of random fleets', () => {
  test('the build of each overlay is the manifest set of its environment, object for object', () => {
    fc.assert(
      fc.property(fleets(SMALL), (environments) => {
        const tree = layOut(...environments);
        for (const { set } of environments) {
          const built = set.size === 0 ? [] : build(tree, `overlays/${set.name}`);
          expect(byKey(built)).toEqual(byKey(set.manifests.map(({ object }) => object)));
          expect(built).toHaveLength(set.size);
        }
      }),
      { numRuns: runs(50) },
    );
  });

  test('each file has one owner, and shows that synth wrote it', () => {
    fc.assert(
      fc.property(fleets(SMALL), (environments) => {
        const trees = baseOverlaysLayout(environments);
        expect(trees.map(({ owner }) => owner)).toEqual([BASE, ...environments.map(({ set }) => set.name)]);
        for (const { owner, tree } of trees) {
          for (const [path, text] of tree) {
            expect(path.startsWith('overlays/')).toBe(owner !== BASE);
            expect(owner === BASE || path.startsWith(`overlays/${owner}/`)).toBe(true);
            expect(inspect(text)).toBe('generated');
          }
        }
      }),
      { numRuns: runs(20) },
    );
  });

  test('an environment that is added before the last, like another, changes no file of the others', () => {
    fc.assert(
      fc.property(fleets(SMALL), fc.nat(), (environments, random) => {
        fc.pre(environments.length > 1 && environments.every(({ set }) => set.size > 0));
        const like = environments[random % environments.length]!;
        const added = environmentOf(
          'added',
          like.set.manifests.map(({ object }) => renamed(object, like.set.name)),
        );
        const before = layOut(...environments);
        const after = layOut(...environments.slice(0, -1), added, environments.at(-1)!);
        const others = [...after].filter(([path]) => !path.startsWith('overlays/added/'));
        expect(others).toEqual([...before]);
      }),
      { numRuns: runs(20) },
    );
  });

  test('a change in one environment but the last changes files of its overlay only', () => {
    fc.assert(
      fc.property(fleets({ ...SMALL, minServices: 1 }), (environments) => {
        fc.pre(environments.length > 1 && environments.every(({ set }) => set.size > 0));
        const [first, ...others] = environments as [LabelledSet, ...LabelledSet[]];
        const changed = first.set.manifests.map(({ object }) => renamed({ ...object, extra: 'new' }, first.set.name));
        const before = layOut(...environments);
        const after = layOut(environmentOf(first.set.name, changed), ...others);
        const isOwn = ([path]: readonly [string, string]): boolean => path.startsWith(`overlays/${first.set.name}/`);
        expect([...after].filter((file) => !isOwn(file))).toEqual([...before].filter((file) => !isOwn(file)));
      }),
      { numRuns: runs(20) },
    );
  });

  test('the bytes do not depend on the order of objects', () => {
    fc.assert(
      fc.property(fleets(SMALL), (environments) => {
        const reversed = environments.map(({ set, labels }) => ({
          set: new ManifestSet(set.name, [...set.manifests].reverse()),
          labels,
        }));
        expect([...layOut(...reversed)]).toEqual([...layOut(...environments)]);
      }),
      { numRuns: runs(10) },
    );
  });
});

/** An object of an environment as input for another: its labels of the environment are set anew. */
function renamed(object: object, environment: string): object {
  const { metadata } = object as { metadata: { labels: Readonly<Record<string, string>> } };
  const { environment: own, ...labels } = metadata.labels;
  expect(own).toBe(environment);
  return { ...object, metadata: { ...metadata, labels } };
}

test('a fleet of one environment has all in the base, and all labels in the overlay', () => {
  const tree = layOut(environmentOf('production', [mtls('STRICT')]));
  expect(bodies(tree, 'base/kustomization')['base/kustomization.yaml']).not.toContain('labels');
  expect(bodies(tree, 'overlays/')['overlays/production/kustomization.yaml']).toContain('managed-by: gitops');
});

test('environments that share nothing have no base', () => {
  const tree = layOut(environmentOf('staging', [wasm('a')]), environmentOf('production', [wasm('b')]));
  expect([...tree.keys()].filter((path) => !path.startsWith('overlays/'))).toEqual([]);
  expect(build(tree, 'overlays/staging')).toHaveLength(1);
});

test('an environment without objects has no overlay, and takes nothing from the base', () => {
  const production = environmentOf('production', [mtls('STRICT')]);
  expect([...layOut(environmentOf('new', []), production)]).toEqual([...layOut(production)]);
  expect(layOut(environmentOf('new', [])).size).toBe(0);
});

test('what several environments have, but not all, stands in each of their overlays', () => {
  const tree = layOut(
    environmentOf('development', [mtls('STRICT')]),
    environmentOf('staging', [mtls('STRICT'), wasm('waf')]),
    environmentOf('production', [mtls('STRICT'), wasm('waf')]),
  );
  expect([...tree.keys()].filter((path) => path.includes('waf'))).toEqual([
    'overlays/production/policies/wasm-plugins/wasm-plugin.waf.yaml',
    'overlays/staging/policies/wasm-plugins/wasm-plugin.waf.yaml',
  ]);
});

test('an object of two versions is not shared, because a patch cannot change the version', () => {
  const old = { ...mtls('STRICT'), apiVersion: 'security.istio.io/v1beta1' };
  const tree = layOut(environmentOf('staging', [old]), environmentOf('production', [mtls('STRICT')]));
  expect([...tree.keys()].filter((path) => path.startsWith('base/'))).toEqual([]);
});

test('a manifest without a set-wide label is refused, because kustomize would add it', () => {
  const { set } = environmentOf('staging', [mtls('STRICT')]);
  expect(() => layOut({ set, labels: { tier: 'mesh' } })).toThrow('has tier: undefined');
});

test('a patch is for one object, whatever others are called alike', () => {
  const service = (apiVersion: string, namespace: string, port: number): object => ({
    apiVersion,
    kind: 'Service',
    metadata: { name: 'a.b', namespace },
    spec: { type: 'ClusterIP', ports: [{ name: 'http', protocol: 'TCP', targetPort: 'http', port }] },
  });
  const others = [
    service('serving.knative.dev/v1', 'x.y', 80),
    service('serving-knative.dev/v1', 'x.y', 80),
    service('serving.knative.dev/v1', 'x-y', 80),
  ];
  const staging = environmentOf('staging', [
    service('v1', 'x.y', 8080),
    service('serving.knative.dev/v1', 'x.y', 8080),
    ...others.slice(1),
  ]);
  const tree = layOut(staging, environmentOf('production', [service('v1', 'x.y', 80), ...others]));
  expect(bodies(tree, 'overlays/staging/kustomization')['overlays/staging/kustomization.yaml']).toContain('target:');
  // The model fails where a patch is for two objects.
  expect(byKey(build(tree, 'overlays/staging'))).toEqual(byKey(staging.set.manifests.map(({ object }) => object)));
});
