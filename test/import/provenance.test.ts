import { readSourceTable, sourceOfUrl } from '../../tools/import/provenance';

it('reads releases by file and kind from a table', () => {
  const table = readSourceTable(`
# CRDs

| file | kind (scope, versions) | repository | tag | date |
|---|---|---|---|---|
| \`argoproj.io.yaml\` | AnalysisRun (N: v1alpha1*), Rollout (N: v1alpha1*) | argoproj/argo-rollouts | v1.9.1 | 2026-07-06 |
| \`argoproj.io.yaml\` | AppProject (N: v1alpha1*) | argoproj/argo-cd | v3.5.1 | 2026-08-12 |

| file | repository |
`);
  const releases = [...table].map(([file, kinds]) => [file, Object.fromEntries(kinds)]);
  const rollouts = { repository: 'argoproj/argo-rollouts', tag: 'v1.9.1' };
  expect(Object.fromEntries(releases)).toEqual({
    'argoproj.io.yaml': {
      AnalysisRun: rollouts,
      Rollout: rollouts,
      AppProject: { repository: 'argoproj/argo-cd', tag: 'v3.5.1' },
    },
  });
});

it('finds nothing in a text without such a table', () => {
  expect(readSourceTable('# CRDs\n\n| name | size |\n|---|---|\n| a | b |\n').size).toBe(0);
});

it.each([
  [
    'https://raw.githubusercontent.com/istio/istio/1.30.3/manifests/crd.yaml',
    'istio/istio',
    '1.30.3',
    'manifests/crd.yaml',
  ],
  ['https://raw.githubusercontent.com/istio/istio/refs/tags/1.30.3/crd.yaml', 'istio/istio', '1.30.3', 'crd.yaml'],
  [
    'https://github.com/cert-manager/cert-manager/releases/download/v1.21.1/crds.yaml',
    'cert-manager/cert-manager',
    'v1.21.1',
    'crds.yaml',
  ],
])('knows what %s says', (url, repository, tag, file) => {
  expect(sourceOfUrl(url)).toEqual({ repository, tag, file });
});

it.each([
  'https://raw.githubusercontent.com/istio/istio/refs/heads/master/crd.yaml',
  'https://github.com/istio/istio/blob/master/crd.yaml',
  'https://example.com/istio/istio/1.30.3/crd.yaml',
])('does not guess from %s', (url) => {
  expect(sourceOfUrl(url)).toBeUndefined();
});
