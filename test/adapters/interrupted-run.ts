import { withDeployTree } from '../../src/adapters/deploy-tree';
import type { FileOperations } from '../../src/adapters/files';
import { FileTree, fileTree } from '../../src/layout/file-tree';
import { wrap } from '../../src/layout/generated-file';
import { plan } from '../../src/layout/plan';

const generated = (path: string, version: string): [string, string] => [path, wrap(`version: ${version}\n`, [path])];

/** Before and after a run that creates, replaces and removes files and folders of all kinds. */
export const OLD: FileTree = fileTree(
  [
    'overlays/production/kustomization.yaml',
    'overlays/production/gateways/same.yaml',
    'overlays/production/gateways/changed.yaml',
    'overlays/production/gateways/gone.yaml',
    'overlays/production/applications/gone/deep/a.yaml',
    'overlays/production/applications/gone/b.yaml',
  ].map((path) => generated(path, path.includes('same') ? 'same' : 'old')),
);
export const NEW: FileTree = fileTree(
  [
    'overlays/production/kustomization.yaml',
    'overlays/production/gateways/same.yaml',
    'overlays/production/gateways/changed.yaml',
    'overlays/production/gateways/added.yaml',
    'overlays/production/applications/added/deep/a.yaml',
    'overlays/production/applications/added/b.yaml',
    'clusters/new/a.yaml',
    'top.yaml',
  ].map((path) => generated(path, path.includes('same') ? 'same' : 'new')),
);

/** What `synth` does with a tree. */
export function synthesize(root: string, wanted: FileTree, files?: FileOperations): void {
  withDeployTree(
    root,
    (tree) => {
      const state = tree.read('production', wanted);
      tree.apply([{ set: 'production', wanted, plan: plan({ wanted, ...state, force: false }) }]);
    },
    files,
  );
}

/** The files that a completed run leaves, its record included. */
export function asOnDisk(tree: FileTree): Record<string, string> {
  return {
    ...Object.fromEntries(tree),
    '.istio-gitops/production.paths': [...tree.keys()].map((path) => `${path}\n`).join(''),
  };
}
