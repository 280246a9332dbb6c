import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { homeOf } from '../../../src/layout/homes';
import { staged, stageOf } from '../../../src/delivery/flux/stages';

const IMPORTS = join(__dirname, '..', '..', '..', 'imports');

/** Every first-level folder that the rendered layout can have. */
function allFolders(): string[] {
  const kinds = readdirSync(IMPORTS, { withFileTypes: true }).flatMap(({ name, parentPath }) => {
    if (!name.endsWith('.ts')) return [];
    const classes = Object.values(require(join(parentPath, name)) as object) as {
      readonly GVK: { readonly apiVersion: string; readonly kind: string };
    }[];
    return classes.map(({ GVK }) => [GVK.apiVersion.split('/')[0]!, GVK.kind] as const);
  });
  const core = ['ConfigMap', 'Namespace', 'Secret', 'Service', 'ServiceAccount'].map((kind) => ['', kind] as const);
  const others = [
    ['networking.k8s.io', 'NetworkPolicy'],
    ['acme.example', 'Unknown'],
  ] as const;
  const folders = [...kinds, ...core, ...others].map(([group, kind]) => homeOf(group, kind).folder.split('/')[0]!);
  return [...new Set(folders)].sort();
}

test('the folders of the rendered layout are in the stages that people know of', () => {
  expect(Object.fromEntries(allFolders().map((folder) => [folder, stageOf(folder)]))).toEqual({
    'istio-system': 0,
    secrets: 0,
    gateways: 1,
    applications: 2,
    authorization: 3,
    backup: 3,
    monitoring: 3,
    other: 3,
    policies: 3,
    telemetry: 3,
  });
});

const someFolders = fc
  .subarray(allFolders())
  .chain((folders) => fc.shuffledSubarray(folders, { minLength: folders.length }));

test('every folder is applied once, after whatever is in an earlier stage and nothing else', () => {
  fc.assert(
    fc.property(someFolders, (folders) => {
      const order = staged(folders);
      expect(order.map(({ folder }) => folder).sort()).toEqual([...folders].sort());
      const before = new Map<string, ReadonlySet<string>>();
      for (const { folder, after } of order) {
        // A folder that it waits for comes before it, so that there can be no cycle.
        const waitsFor = new Set(after.flatMap((other) => [other, ...before.get(other)!]));
        before.set(folder, waitsFor);
        const earlier = folders.filter((other) => stageOf(other) < stageOf(folder));
        expect([...waitsFor].sort()).toEqual(earlier.sort());
      }
    }),
  );
});

test('the order of the folders that are passed means nothing', () => {
  fc.assert(
    fc.property(someFolders, (folders) => {
      expect(staged(folders)).toEqual(staged([...folders].sort()));
    }),
  );
});

test('a stage without folders is passed over', () => {
  expect(staged(['telemetry', 'secrets', 'applications'])).toEqual([
    { folder: 'secrets', after: [] },
    { folder: 'applications', after: ['secrets'] },
    { folder: 'telemetry', after: ['applications'] },
  ]);
});
