import { App } from 'cdk8s';
import { GitRepository } from '../../../src/constructs/flux';
import { ImageAutomation, ImageAutomationProps } from '../../../src/delivery/flux';
import { FleetScope } from '../../../src/platform/fleet-scope';
import { parseImageLock } from '../../../src/platform/image-lock';
import { named, objectsIn } from './fleets';

const DIGEST = `sha256:${'5c1f0f5a'.repeat(8)}`;
const image = 'ghcr.io/your-org/security-headers';

function automate(more: Partial<ImageAutomationProps> = {}): { fleet: FleetScope; automation: ImageAutomation } {
  const fleet = new FleetScope(new App());
  const repository = new GitRepository(fleet, 'writable', { url: 'ssh://git@github.com/your-org/mesh' });
  const automation = new ImageAutomation(fleet, 'image-lock', {
    repository,
    path: 'environments',
    images: { 'security-headers': { image, policy: { semver: { range: '>=1.0.0' } } } },
    author: { email: 'fluxcd@example.com' },
    ...more,
  });
  return { fleet, automation };
}

test('image automation edits the folder of the lock file and pushes to a branch for review', () => {
  const objects = objectsIn(automate().fleet);
  expect(named(objects, 'ImageUpdateAutomation').get('image-lock')).toMatchObject({
    spec: {
      sourceRef: { kind: 'GitRepository', name: 'writable' },
      git: { checkout: { ref: { branch: 'main' } }, push: { branch: 'image-updates' } },
      update: { path: './environments', strategy: 'Setters' },
    },
  });
  expect(named(objects, 'ImageRepository').get('security-headers')).toMatchObject({ spec: { image } });
  expect(named(objects, 'ImagePolicy').get('security-headers')).toMatchObject({
    spec: { imageRepositoryRef: { name: 'security-headers' }, digestReflectionPolicy: 'IfNotPresent' },
  });
});

test('the setters of its policies are what a lock file takes', () => {
  const { 'security-headers': policy } = automate().automation.policies;
  const lock = `images:
  security-headers:
    image: ${image} ${policy!.setter('name')}
    tag: v1.4.2 ${policy!.setter('tag')}
    digest: ${DIGEST} ${policy!.setter('digest')}
`;
  expect(lock).toContain('# {"$imagepolicy": "flux-system:security-headers:digest"}');
  expect(parseImageLock(lock, 'images.lock.yaml').images['security-headers']).toEqual({
    image,
    tag: 'v1.4.2',
    digest: DIGEST,
  });
});

test('one cluster can do it for a fleet of many', () => {
  const objects = objectsIn(automate({ cluster: { name: 'eu' } }).fleet);
  const others = objects.filter(({ kind }) => kind !== 'GitRepository');
  expect(others.map(({ kind, metadata }) => [kind, metadata.labels?.['cluster']])).toEqual([
    ['ImageRepository', 'eu'],
    ['ImagePolicy', 'eu'],
    ['ImageUpdateAutomation', 'eu'],
  ]);
});

test.each(['', '.', './', '/'])('the path "%s" is refused, because generated files are below it', (path) => {
  expect(() => automate({ path })).toThrow(
    `[fleet/image-lock] path is "${path}", so that generated files would be searched for setter comments: name the folder of the lock file, such as 'environments'`,
  );
});

test('no images are refused', () => {
  expect(() => automate({ images: {} })).toThrow('[fleet/image-lock] images is empty: list at least one');
});
