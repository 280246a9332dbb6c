import { ApplicationSetGenerator as Generator } from '../../../src/constructs/argocd';
import { expectRefusal } from '../golden';

const git = { repoURL: 'https://git.example.com/mesh.git', revision: 'main' };
const list = (...names: string[]) => Generator.list([Object.fromEntries(names.map((name) => [name, 'x']))]);

test.each<[string, Generator, object, object]>([
  [
    'a list',
    Generator.list([{ cluster: 'eu' }, { cluster: 'us' }]),
    { list: { elements: [{ cluster: 'eu' }, { cluster: 'us' }] } },
    { cluster: '{{.cluster}}' },
  ],
  [
    'all clusters',
    Generator.clusters(),
    { clusters: {} },
    { name: '{{.name}}', nameNormalized: '{{.nameNormalized}}', server: '{{.server}}' },
  ],
  [
    'clusters with labels, of which those that lack one are left out',
    Generator.clusters({
      matchLabels: { environment: 'production' },
      labels: { region: 'topology.kubernetes.io/region' },
    }),
    {
      clusters: {
        selector: {
          matchLabels: { environment: 'production' },
          matchExpressions: [{ key: 'topology.kubernetes.io/region', operator: 'Exists' }],
        },
      },
    },
    {
      name: '{{.name}}',
      nameNormalized: '{{.nameNormalized}}',
      server: '{{.server}}',
      region: '{{index .metadata.labels "topology.kubernetes.io/region"}}',
    },
  ],
  [
    'folders of a repository',
    Generator.gitDirectories({ ...git, directories: ['overlays/*'], exclude: ['overlays/old'] }),
    { git: { ...git, directories: [{ path: 'overlays/*' }, { path: 'overlays/old', exclude: true }] } },
    { path: '{{.path.path}}', basename: '{{.path.basename}}', basenameNormalized: '{{.path.basenameNormalized}}' },
  ],
  [
    'files of a repository',
    Generator.gitFiles({ ...git, files: ['clusters/*.yaml'], fields: { server: 'cluster.address' } }),
    { git: { ...git, files: [{ path: 'clusters/*.yaml' }] } },
    {
      path: '{{.path.path}}',
      basename: '{{.path.basename}}',
      basenameNormalized: '{{.path.basenameNormalized}}',
      server: '{{.cluster.address}}',
    },
  ],
  [
    'a matrix',
    Generator.matrix(list('a'), Generator.matrix(list('b'), list('c'))),
    {
      matrix: {
        generators: [
          { list: { elements: [{ a: 'x' }] } },
          { matrix: { generators: [{ list: { elements: [{ b: 'x' }] } }, { list: { elements: [{ c: 'x' }] } }] } },
        ],
      },
    },
    { a: '{{.a}}', b: '{{.b}}', c: '{{.c}}' },
  ],
  [
    'a merge',
    Generator.merge({ generators: [list('name', 'size'), list('name', 'size')], mergeKeys: ['name'] }),
    {
      merge: {
        mergeKeys: ['name'],
        generators: [
          { list: { elements: [{ name: 'x', size: 'x' }] } },
          { list: { elements: [{ name: 'x', size: 'x' }] } },
        ],
      },
    },
    { name: '{{.name}}', size: '{{.size}}' },
  ],
  [
    'any other',
    Generator.of({ pullRequest: { github: { owner: 'acme', repo: 'mesh' } } }, { branch: '{{.branch}}' }),
    { pullRequest: { github: { owner: 'acme', repo: 'mesh' } } },
    { branch: '{{.branch}}' },
  ],
])('%s has its parameters by name', (_, generator, resource, parameters) => {
  expect(generator.resource).toEqual(resource);
  expect(generator.parameters).toEqual(parameters);
});

const three = [list('a'), list('b'), list('c')] as never as [Generator, Generator];
const byLabel = Generator.clusters({ labels: { zone: 'zone' } });

test.each<[string, () => unknown, string]>([
  [
    'an empty list',
    () => Generator.list([]),
    '[ApplicationSetGenerator.list] elements is an empty list: list at least one',
  ],
  [
    'elements with different parameters',
    () => Generator.list<string>([{ a: 'x' }, { a: 'x', b: 'x' }]),
    '[ApplicationSetGenerator.list] not all elements have "b": add or remove it',
  ],
  [
    'a parameter that a template cannot name',
    () => list('my-name'),
    '[ApplicationSetGenerator.list] "my-name" is no name for a template: use letters, digits and underscores',
  ],
  [
    'a label by the name of another parameter',
    () => Generator.clusters({ labels: { server: 'server' } }),
    '[ApplicationSetGenerator.clusters] two parameters are called "server", and one would hide the other: rename one of them',
  ],
  [
    'a matrix of three',
    () => Generator.matrix(...three),
    '[ApplicationSetGenerator.matrix] a matrix has two generators, and not 3: nest another matrix',
  ],
  [
    'a matrix of two that hide parameters of each other',
    () => Generator.matrix(list('a'), list('a')),
    '[ApplicationSetGenerator.matrix] two parameters are called "a", and one would hide the other: rename one of them',
  ],
  [
    'combinations three deep',
    () => Generator.matrix(list('a'), Generator.matrix(list('b'), Generator.matrix(list('c'), list('d')))),
    '[ApplicationSetGenerator.matrix] Argo CD takes combinations of combinations, and no deeper ones: combine fewer',
  ],
  [
    'a merge of one',
    () => Generator.merge({ generators: [list('a')], mergeKeys: ['a'] }),
    '[ApplicationSetGenerator.merge] there is nothing to merge: pass two generators or more',
  ],
  [
    'a merge by what one of them lacks',
    () => Generator.merge({ generators: [list('a', 'b'), list('a')], mergeKeys: ['b'] }),
    '[ApplicationSetGenerator.merge] mergeKeys has "b", which not all generators have as a parameter of their own: take another key',
  ],
  [
    'a merge by a nested value',
    () => Generator.merge({ generators: [byLabel, byLabel], mergeKeys: ['zone'] }),
    '[ApplicationSetGenerator.merge] mergeKeys has "zone", which not all generators have as a parameter of their own: take another key',
  ],
  [
    'two generators in one',
    () => Generator.of({ list: {}, clusters: {} }, {}),
    '[ApplicationSetGenerator.of] resource is several generators: list, clusters: set one of its fields, such as `clusters`',
  ],
])('%s is refused', (_, make, message) => {
  expectRefusal(() => make(), message);
});
