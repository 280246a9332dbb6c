import { Chart, Testing } from 'cdk8s';
import { GitRepository, Kustomization, KustomizationProps } from '../../../src/constructs/flux';
import { minutes, seconds } from '../../../src/model/duration';
import { documents } from '../../fixtures/manifests';
import { expectRefusal } from '../golden';

const sourceOf = (chart: Chart): GitRepository =>
  new GitRepository(chart, 'istio-config', { url: 'https://github.com/your-org/istio-config' });

/** The Kustomizations of a chart. */
function kustomizations(build: (chart: Chart, source: GitRepository) => void): object[] {
  const chart = Testing.chart();
  build(chart, sourceOf(chart));
  const objects = JSON.parse(JSON.stringify(Testing.synth(chart))) as { readonly kind: string }[];
  return objects.filter(({ kind }) => kind === 'Kustomization');
}

test('a Kustomization corrects drift, waits for health and prunes', () => {
  const made = kustomizations(
    (chart, source) => new Kustomization(chart, 'production', { source, path: 'deploy/overlays/production' }),
  );
  expect(made).toEqual(
    documents(`
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: production, namespace: flux-system }
spec:
  interval: 60m
  retryInterval: 2m
  timeout: 3m
  sourceRef: { kind: GitRepository, name: istio-config }
  path: ./deploy/overlays/production
  prune: true
  wait: true
  force: false
`),
  );
});

test('a Kustomization refers to its source and to others as objects, across namespaces', () => {
  const made = kustomizations((chart, source) => {
    const base = new Kustomization(chart, 'base', { source, path: '/base' });
    new Kustomization(chart, 'apps', {
      namespace: 'apps',
      source,
      path: './apps',
      dependsOn: [base],
      commonLabels: { environment: 'production' },
      deletionPolicy: 'Orphan',
      timeout: minutes(10),
      ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }],
      postBuild: { substitute: { A: 'b' } },
      healthCheckExprs: [{ apiVersion: 'networking.istio.io/v1', current: 'true' }],
    });
  });
  expect(made.slice(1)).toEqual(
    documents(`
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: apps }
spec:
  interval: 60m
  retryInterval: 2m
  timeout: 10m
  sourceRef: { kind: GitRepository, name: istio-config, namespace: flux-system }
  path: ./apps
  prune: true
  wait: true
  force: false
  deletionPolicy: Orphan
  dependsOn: [{ name: base, namespace: flux-system }]
  commonMetadata: { labels: { environment: production } }
  healthCheckExprs: [{ apiVersion: networking.istio.io/v1, current: "true" }]
  ignore: [{ paths: [/spec/replicas], target: { kind: Deployment } }]
  postBuild: { substitute: { A: b } }
`),
  );
});

describe('a Kustomization is refused', () => {
  const refused = (props: Partial<KustomizationProps>, message: string): void => {
    expectRefusal((chart) => new Kustomization(chart, 'it', { source: sourceOf(chart), path: 'a', ...props }), message);
  };

  test('when Flux would wait longer than it says', () => {
    refused(
      { timeout: seconds(29) },
      '[test/it] timeout is 29s, and Flux waits for 30 s at least: pass seconds(30) or longer',
    );
  });

  test('when its name does not fit into the label that Flux puts on its objects', () => {
    const name = 'a'.repeat(64);
    refused(
      { name },
      `[test/it] the name "${name}" has 64 characters, and Flux writes it into a label, which holds 63: shorten the names that it is made of`,
    );
  });

  test('when its source is a name', () => {
    refused(
      { source: 'istio-config' as unknown as GitRepository },
      '[test/it] source is "istio-config": pass a GitRepository or an OCIRepository',
    );
  });

  test('when it ignores nothing in particular', () => {
    refused({ ignore: [{ paths: [], target: {} }] }, '[test/it] ignore[0].paths is an empty list: list at least one');
  });

  test.each([
    [30_000, '30s'],
    [63_000, '63s'],
    [120_000, '2m'],
  ])('no timeout of %d ms, which is %s', (milliseconds, text) => {
    const [made] = kustomizations(
      (chart, source) => new Kustomization(chart, 'it', { source, path: 'a', timeout: seconds(milliseconds / 1000) }),
    );
    expect(made).toMatchObject({ spec: { timeout: text } });
  });
});
