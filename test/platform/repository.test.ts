import { pathInRepository, repositoryOf } from '../../src/platform/repository';

test.each([
  [undefined, 'deploy/overlays/production'],
  ['', 'overlays/production'],
  ['.', 'overlays/production'],
  ['./', 'overlays/production'],
  ['/', 'overlays/production'],
  ['./mesh/deploy/', 'mesh/deploy/overlays/production'],
])('with the deploy tree in %j, an environment is in %s', (path, inRepository) => {
  const repository = repositoryOf({ url: 'https://git.example.com/mesh.git', path });
  expect(pathInRepository(repository, 'overlays/production')).toBe(inRepository);
});
