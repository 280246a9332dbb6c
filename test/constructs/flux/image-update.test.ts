import type { Chart } from 'cdk8s';
import {
  GitRepository,
  ImagePolicy,
  ImagePolicyProps,
  ImageRepository,
  ImageUpdateAutomation,
  ImageUpdateAutomationProps,
} from '../../../src/constructs/flux';
import { hours, minutes } from '../../../src/model/duration';
import { expectManifests, expectRefusal } from '../golden';

const tagsOf = (chart: Chart): ImageRepository =>
  new ImageRepository(chart, 'it', { image: 'ghcr.io/your-org/it', secretRef: { name: 'ghcr' } });

const policyOf = (chart: Chart, more: Partial<ImagePolicyProps> = {}): ImagePolicy =>
  new ImagePolicy(chart, 'it-policy', {
    name: 'it',
    repository: tagsOf(chart),
    policy: { semver: { range: '1.x' } },
    ...more,
  });

const automationOf = (chart: Chart, more: Partial<ImageUpdateAutomationProps> = {}): ImageUpdateAutomation =>
  new ImageUpdateAutomation(chart, 'images', {
    repository: new GitRepository(chart, 'writable', { url: 'ssh://git@github.com/your-org/mesh', branch: 'trunk' }),
    path: 'environments',
    pushBranch: 'image-updates',
    author: { name: 'fluxcdbot', email: 'fluxcd@example.com' },
    ...more,
  });

test('a policy chooses a tag of an image and looks its digest up once', () => {
  expectManifests(
    (chart) => policyOf(chart),
    `
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: it, namespace: flux-system }
spec: { image: ghcr.io/your-org/it, interval: 10m, secretRef: { name: ghcr } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: it, namespace: flux-system }
spec:
  imageRepositoryRef: { name: it }
  policy: { semver: { range: 1.x } }
  digestReflectionPolicy: IfNotPresent
`,
  );
});

test('a policy may compare a part of the tags, and look a digest up again and again', () => {
  expectManifests(
    (chart) =>
      policyOf(chart, {
        namespace: 'apps',
        policy: { numerical: { order: 'asc' } },
        filterTags: { pattern: '^main-(?P<n>[0-9]+)$', extract: '$n' },
        digestReflectionPolicy: 'Always',
        interval: hours(1),
      }),
    `
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: { name: it, namespace: flux-system }
spec: { image: ghcr.io/your-org/it, interval: 10m, secretRef: { name: ghcr } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: { name: it, namespace: apps }
spec:
  imageRepositoryRef: { name: it, namespace: flux-system }
  policy: { numerical: { order: asc } }
  filterTags: { pattern: "^main-(?P<n>[0-9]+)$", extract: $n }
  digestReflectionPolicy: Always
  interval: 60m
`,
  );
});

describe('a policy is refused', () => {
  test.each<[string, Partial<ImagePolicyProps>, string]>([
    ['without an order', { policy: {} }, 'policy says nothing: set one of `semver`, `alphabetical` and `numerical`'],
    [
      'with two orders',
      { policy: { alphabetical: {}, numerical: {} } },
      'policy orders tags in several ways: set one of `semver`, `alphabetical` and `numerical`',
    ],
    [
      'when nobody says how often',
      { digestReflectionPolicy: 'Always' },
      "digestReflectionPolicy is 'Always' without an interval: set `interval`",
    ],
    [
      'when an interval is of no use',
      { interval: minutes(5) },
      "interval is set and digestReflectionPolicy is 'IfNotPresent': remove `interval` or pass 'Always'",
    ],
  ])('%s', (_, props, message) => {
    expectRefusal((chart) => policyOf(chart, props), `[test/it-policy] ${message}`);
  });
});

test.each(['oci://ghcr.io/a/it', 'ghcr.io/a/it:v1', 'it', 'ghcr.io/a/it@sha256:ab'])(
  'an image repository %s is refused',
  (image) => {
    expectRefusal(
      (chart) => new ImageRepository(chart, 'it', { image }),
      `[test/it] image is "${image}", which is no image repository: write host/path, without scheme, tag and digest`,
    );
  },
);

test('an automation commits to a branch for review', () => {
  expectManifests(
    (chart) => automationOf(chart, { signingKey: { secretRef: { name: 'key' } }, policyLabels: { team: 'edge' } }),
    `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: writable, namespace: flux-system }
spec: { interval: 1m, url: "ssh://git@github.com/your-org/mesh", ref: { branch: trunk } }
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: { name: images, namespace: flux-system }
spec:
  interval: 30m
  sourceRef: { kind: GitRepository, name: writable }
  git:
    checkout: { ref: { branch: trunk } }
    commit:
      author: { name: fluxcdbot, email: fluxcd@example.com }
      messageTemplate: |
        Update images

        {{ range .Changed.Changes -}}
        - {{ .Setter }}: {{ .OldValue }} -> {{ .NewValue }}
        {{ end -}}
      signingKey: { secretRef: { name: key } }
    push: { branch: image-updates }
  update: { path: ./environments, strategy: Setters }
  policySelector: { matchLabels: { team: edge } }
`,
  );
});

describe('an automation is refused', () => {
  test('when it pushes to the branch that is delivered', () => {
    expectRefusal(
      (chart) => automationOf(chart, { pushBranch: 'trunk' }),
      '[test/images] pushBranch is "trunk", the branch that is delivered, so nobody would review what is committed: name another branch, and open a pull request from it',
    );
  });

  test('when its template is one of older controllers', () => {
    expectRefusal(
      (chart) => automationOf(chart, { messageTemplate: '{{range .Updated.Images}}{{.}}{{end}}' }),
      '[test/images] messageTemplate has .Updated, which Flux no longer knows: use .Changed',
    );
  });
});
