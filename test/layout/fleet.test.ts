import { parse } from 'yaml';
import { fleetLayout } from '../../src/layout/fleet';
import type { Manifest } from '../../src/model/manifest';
import { ManifestSet } from '../../src/model/manifest-set';
import { build } from './kustomize-model';
import { aManifest } from './manifests';

const LABELS = { 'app.kubernetes.io/managed-by': 'gitops' };

function fleetObject(apiVersion: string, kind: string, name: string, namespace = '', cluster?: string): Manifest {
  const labels = cluster === undefined ? LABELS : { ...LABELS, cluster };
  return aManifest({ apiVersion, kind, name, labels, ...(namespace === '' ? {} : { namespace }) });
}

const argoCd = (kind: string, name: string) => fleetObject('argoproj.io/v1alpha1', kind, name, 'argocd');
const flux = (group: string, kind: string, name: string, cluster?: string) =>
  fleetObject(`${group}.toolkit.fluxcd.io/v1`, kind, name, 'flux-system', cluster);
const layOut = (...manifests: readonly Manifest[]) => fleetLayout(new ManifestSet('fleet', manifests), LABELS);

test.each<[string, Manifest]>([
  ['argocd/installation/namespace.argocd.yaml', fleetObject('v1', 'Namespace', 'argocd')],
  ['argocd/config/config-map.argocd-cm.yaml', fleetObject('v1', 'ConfigMap', 'argocd-cm', 'argocd')],
  ['argocd/projects/app-project.mesh.yaml', argoCd('AppProject', 'mesh')],
  ['argocd/applications/application.staging.yaml', argoCd('Application', 'staging')],
  ['argocd/applicationsets/application-set.production.yaml', argoCd('ApplicationSet', 'production')],
  ['argocd/rollback/analysis-template.health.yaml', argoCd('AnalysisTemplate', 'health')],
  [
    'argocd/rollback/cluster-analysis-template.health.yaml',
    fleetObject('argoproj.io/v1alpha1', 'ClusterAnalysisTemplate', 'health'),
  ],
  ['flux-system/sources/git-repository.mesh.yaml', flux('source', 'GitRepository', 'mesh')],
  ['flux-system/image-automation/image-policy.proxy.yaml', flux('image', 'ImagePolicy', 'proxy')],
  ['flux-system/notifications/alert.mesh.yaml', flux('notification', 'Alert', 'mesh')],
  ['flux-system/config/config-map.mesh.yaml', fleetObject('v1', 'ConfigMap', 'mesh', 'flux-system')],
  ['flux-system/kustomizations/eu/kustomization.prod.yaml', flux('kustomize', 'Kustomization', 'prod', 'eu')],
  ['clusters/eu/config-map.facts.yaml', fleetObject('v1', 'ConfigMap', 'facts', 'flux-system', 'eu')],
  ['argocd/config/other_config-map.a.yaml', fleetObject('v1', 'ConfigMap', 'a', 'other')],
])('%s', (path, manifest) => {
  expect([...layOut(manifest).keys()]).toContain(path);
});

test('an entry of a cluster gives what all clusters with Flux get, and what this one gets', () => {
  const tree = layOut(
    flux('source', 'GitRepository', 'mesh'),
    flux('kustomize', 'Kustomization', 'prod-eu', 'eu'),
    flux('kustomize', 'Kustomization', 'prod-us', 'us'),
    fleetObject('v1', 'ConfigMap', 'facts-eu', 'flux-system', 'eu'),
    fleetObject('v1', 'ConfigMap', 'facts-us', 'flux-system', 'us'),
    argoCd('Application', 'staging'),
  );
  expect(parse(tree.get('clusters/eu/kustomization.yaml') ?? '')).toMatchObject({
    resources: ['../../flux-system', '../../flux-system/kustomizations/eu', 'config-map.facts-eu.yaml'],
  });
  const namesOf = (folder: string) => build(tree, folder).map(({ metadata }) => metadata.name);
  expect(namesOf('clusters/eu').sort()).toEqual(['facts-eu', 'mesh', 'prod-eu']);
  expect(namesOf('clusters/us').sort()).toEqual(['facts-us', 'mesh', 'prod-us']);
  expect(namesOf('argocd')).toEqual(['staging']);
});

test('every object is built with the labels of the set, which its file leaves out', () => {
  const tree = layOut(argoCd('AppProject', 'mesh'));
  expect(tree.get('argocd/projects/app-project.mesh.yaml')).not.toContain('managed-by');
  expect(build(tree, 'argocd')[0]?.metadata.labels).toEqual(LABELS);
});

test('an empty fleet is an empty tree', () => {
  expect(layOut().size).toBe(0);
});
