import { CLUSTER_LABEL } from '../model/cluster-label';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { encodeName } from './file-name';
import { ARGOCD, FLEET_FOLDERS, FLUX } from './fleet-folders';
import { FileTree, fileTree } from './file-tree';
import { wrap } from './generated-file';
import { homeOf } from './homes';
import { kustomizationYaml, Labels } from './kustomization';
import { fileName } from './paths';
import { withoutLabels } from './set-labels';
import { setSource, sourcesOf } from './sources';
import { toYaml } from './yaml';

/** A folder that is applied as a whole, and where in it an object's file is. */
interface Place {
  readonly unit: string;
  readonly file: string;
}

/**
 * The fleet set as what Argo CD applies (`argocd/`), what every cluster with Flux gets (`flux-system/`), and one entry
 * per cluster with Flux (`clusters/<cluster>/`), which is all that a bootstrap of Flux has to be told.
 *
 * Each of them is a kustomization; labels stand there once, as in `overlays/`.
 *
 * @throws TypeError when a manifest lacks a set-wide label or has another value for it
 */
export function fleetLayout(set: ManifestSet, labels: Labels): FileTree {
  const files: [path: string, text: string][] = [];
  const units = new Map<string, string[]>();
  for (const manifest of set) {
    const { unit, file } = placeOf(manifest);
    files.push([`${unit}/${file}`, wrap(toYaml(withoutLabels(manifest, labels)), sourcesOf(manifest, set))]);
    const members = units.get(unit);
    if (members === undefined) units.set(unit, [file]);
    else members.push(file);
  }
  for (const [entry, members] of [...units]) {
    const [root, cluster] = entry.split('/') as [string, string | undefined];
    if (root !== 'clusters' || cluster === undefined) continue;
    for (const shared of [FLUX, kustomizationsOf(cluster)]) if (units.has(shared)) members.push(`../../${shared}`);
  }
  for (const [unit, members] of units) {
    const kustomization = kustomizationYaml({ labels, resources: members.sort() });
    files.push([`${unit}/kustomization.yaml`, wrap(kustomization, [setSource(set)])]);
  }
  return fileTree(files);
}

function kustomizationsOf(cluster: string): string {
  return `${FLUX}/kustomizations/${encodeName(cluster)}`;
}

function placeOf({ identity, object }: Manifest): Place {
  const { group, kind, namespace, name } = identity;
  const cluster = object.metadata.labels?.[CLUSTER_LABEL];
  const { stem } = homeOf(group, kind);
  const known = Object.entries(FLEET_FOLDERS).find(([, folders]) => `${group}/${kind}` in folders);
  const unit = known?.[0] ?? (namespace === FLUX ? FLUX : ARGOCD);
  const folder = known?.[1][`${group}/${kind}`];
  const file = fileName(stem, namespace, unit, name);
  if (cluster !== undefined && unit === FLUX) {
    return folder === 'kustomizations'
      ? { unit: kustomizationsOf(cluster), file }
      : { unit: `clusters/${encodeName(cluster)}`, file: fileName(stem, namespace, FLUX, name) };
  }
  // Objects without a namespace are in nobody's usual one.
  return { unit, file: `${folder ?? 'config'}/${namespace === '' ? fileName(stem, '', '', name) : file}` };
}
