import type { Chart } from 'cdk8s';
import {
  GitRepository,
  GitRepositoryProps,
  OCIRepository,
  OCIRepositoryProps,
  Receiver,
} from '../../../src/constructs/flux';
import { minutes, seconds } from '../../../src/model/duration';
import { expectManifests, expectRefusal } from '../golden';

const URL = 'https://github.com/your-org/istio-config';

describe('a Git repository', () => {
  test('is looked at every minute', () => {
    expectManifests(
      (chart) => new GitRepository(chart, 'istio-config', { url: URL }),
      `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: istio-config, namespace: flux-system }
spec:
  interval: 1m
  url: https://github.com/your-org/istio-config
  ref: { branch: main }
`,
    );
  });

  test('may be private, cut to a folder, and signed', () => {
    expectManifests(
      (chart) =>
        new GitRepository(chart, 'source', {
          name: 'istio-config',
          namespace: 'gitops',
          url: URL,
          branch: 'release',
          interval: seconds(90),
          secretRef: { name: 'github-credentials' },
          ignore: '/*\n!/deploy\n',
          verify: { secretRef: { name: 'signers' } },
        }),
      `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: istio-config, namespace: gitops }
spec:
  interval: 90s
  url: https://github.com/your-org/istio-config
  ref: { branch: release }
  secretRef: { name: github-credentials }
  ignore: |
    /*
    !/deploy
  verify: { mode: HEAD, secretRef: { name: signers } }
`,
    );
  });

  test.each([
    ['git@github.com:your-org/mesh.git', 'ssh://git@github.com/your-org/mesh.git'],
    ['ssh://git@github.com/your-org/mesh.git', 'ssh://git@github.com/your-org/mesh.git'],
    ['http://git.internal/mesh', 'http://git.internal/mesh'],
  ])('at %s is cloned from %s', (url, cloned) => {
    expectManifests(
      (chart) => new GitRepository(chart, 'it', { url }),
      `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: it, namespace: flux-system }
spec: { interval: 1m, url: "${cloned}", ref: { branch: main } }
`,
    );
  });

  test.each(['file:///srv/mesh.git', 'git://github.com/mesh', 'your-org/mesh', '/srv/mesh', 'https://'])(
    'at %s is refused, because Flux cannot clone it',
    (url) => {
      expectRefusal(
        (chart) => new GitRepository(chart, 'it', { url }),
        `[test/it] url is "${url}", which Flux cannot clone: write https://… or ssh://…`,
      );
    },
  );

  test('is checked at run time', () => {
    expectRefusal(
      (chart) => new GitRepository(chart, 'it', { url: URL, secretref: { name: 'a' } } as GitRepositoryProps),
      '[test/it] there is no prop secretref; did you mean "secretRef"?: rename or remove it',
    );
  });
});

describe('an OCI repository', () => {
  const build =
    (more: Partial<OCIRepositoryProps>) =>
    (chart: Chart): OCIRepository =>
      new OCIRepository(chart, 'mesh', { url: 'oci://ghcr.io/your-org/mesh', ref: { tag: 'production' }, ...more });

  test('may be signed without keys', () => {
    expectManifests(
      build({
        interval: minutes(5),
        verify: { matchOIDCIdentity: [{ issuer: '^https://token', subject: '^https://github.com/your-org/' }] },
      }),
      `
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: mesh, namespace: flux-system }
spec:
  interval: 5m
  url: oci://ghcr.io/your-org/mesh
  ref: { tag: production }
  verify:
    provider: cosign
    matchOIDCIdentity: [{ issuer: "^https://token", subject: "^https://github.com/your-org/" }]
`,
    );
  });

  test.each<[string, Partial<OCIRepositoryProps>, string]>([
    [
      'a URL without scheme',
      { url: 'ghcr.io/your-org/mesh' },
      'url is "ghcr.io/your-org/mesh", which is no repository of a registry: write oci://host/path',
    ],
    ['no artifact', { ref: {} }, 'ref chooses no artifact: set one of `digest`, `semver` and `tag`'],
    [
      'two artifacts',
      { ref: { tag: 'a', semver: '1.x' } },
      'ref chooses an artifact in several ways: set one of `digest`, `semver` and `tag`',
    ],
    [
      'a verification that anybody passes',
      { verify: { provider: 'cosign' } },
      'verify accepts the signature of anybody: set `secretRef`, or say who may sign in `matchOIDCIdentity`',
    ],
  ])('with %s is refused', (_, props, message) => {
    expectRefusal(build(props), `[test/mesh] ${message}`);
  });
});

test('a receiver has its sources fetched when a forge announces commits', () => {
  expectManifests(
    (chart) => {
      const secretRef = { name: 'webhook-token' };
      const source = new GitRepository(chart, 'istio-config', { url: URL, namespace: 'gitops' });
      new Receiver(chart, 'github', { type: 'github', secretRef, sources: [source] });
      new Receiver(chart, 'harbor', { type: 'harbor', secretRef, sources: [source], namespace: 'gitops' });
    },
    `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: istio-config, namespace: gitops }
spec: { interval: 1m, url: "${URL}", ref: { branch: main } }
---
apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata: { name: github, namespace: flux-system }
spec:
  type: github
  events: [ping, push]
  secretRef: { name: webhook-token }
  resources: [{ kind: GitRepository, name: istio-config, namespace: gitops }]
---
apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata: { name: harbor, namespace: gitops }
spec:
  type: harbor
  secretRef: { name: webhook-token }
  resources: [{ kind: GitRepository, name: istio-config }]
`,
  );
});
