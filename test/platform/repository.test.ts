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

describe('of two repositories', () => {
  const url = 'https://git.example.com/deploy.git';
  const sources = { url: 'https://git.example.com/mesh.git' };

  test('the one of the deploy tree has it at its root, unless it says otherwise', () => {
    expect(repositoryOf({ url, sources })).toEqual({
      url,
      branch: 'main',
      path: '',
      sources: { ...sources, branch: 'main' },
    });
    expect(repositoryOf({ url, sources, path: 'mesh' }).path).toBe('mesh');
  });

  test('each has a branch of its own', () => {
    const { branch, sources: other } = repositoryOf({ url, branch: 'live', sources: { ...sources, branch: 'trunk' } });
    expect([branch, other!.branch]).toEqual(['live', 'trunk']);
  });
});
