import { Unreadable, filesOfTexts } from '../../src/read/files';
import { KustomizeProgram, readManifestFiles, readManifestSets } from '../../src/read/manifest-sets';
import { TextFile } from '../../src/read/text-file';

const NONE: KustomizeProgram = () => undefined;

function object(name: string, kind = 'ConfigMap', rest = ''): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
}

function read(
  texts: Readonly<Record<string, string>>,
  { folder = '', kustomize = NONE }: { folder?: string; kustomize?: KustomizeProgram } = {},
): { sets: Record<string, string[]>; problems: string[]; skipped: Record<string, string> } {
  const { sets, problems, skipped } = readManifestSets(filesOfTexts(new Map(Object.entries(texts))), folder, kustomize);
  return {
    sets: Object.fromEntries(
      [...sets].map(([name, set]) => [name, set.manifests.map(({ identity }) => identity.name)]),
    ),
    problems: problems.map(({ code, location: { file, line } }) => `${file}:${line} ${code}`),
    skipped: Object.fromEntries(skipped.map(({ file, reason }) => [file, reason])),
  };
}

const BASE = { 'base/kustomization.yaml': 'resources: [a.yaml]\n', 'base/a.yaml': object('a') };

describe('sets', () => {
  test('are the kustomizations that no other one includes, and the files of none', () => {
    expect(
      read({
        ...BASE,
        'component/kustomization.yaml': 'kind: Component\nresources: [c.yaml]\n',
        'component/c.yaml': object('c'),
        'overlays/one/kustomization.yaml': 'resources: [../../base]\ncomponents: [../../component]\n',
        'overlays/two/kustomization.yaml': 'resources: [../../base, b.yaml]\n',
        'overlays/two/b.yaml': object('b'),
        'overlays/two/left-over.yaml': object('left-over'),
        'plain/d.yml': `${object('d')}---\n${object('e')}`,
      }),
    ).toEqual({
      sets: { '': ['d', 'e', 'left-over'], 'overlays/one': ['a', 'c'], 'overlays/two': ['a', 'b'] },
      problems: [],
      skipped: {},
    });
  });

  test('are named by the folder that is read, which may include what is beside it', () => {
    const texts = { ...BASE, 'overlays/one/kustomization.yaml': 'resources: [../../base]\n' };
    expect(read(texts, { folder: 'overlays' }).sets).toEqual({ one: ['a'] });
    expect(read(texts, { folder: 'overlays/one' }).sets).toEqual({ '': ['a'] });
  });

  test('have nothing of the files that the kustomization of the whole folder leaves out', () => {
    expect(
      read({ 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': object('a'), 'b.yaml': object('b') }),
    ).toEqual({
      sets: { '': ['a'] },
      problems: [],
      skipped: { 'b.yaml': 'in no kustomization' },
    });
  });

  test('have nothing of a component that nobody includes', () => {
    expect(
      read({ 'c/kustomization.yaml': 'kind: Component\nresources: [c.yaml]\n', 'c/c.yaml': object('c') }).sets,
    ).toEqual({});
  });

  test('are in apply order', () => {
    const set = read({ 'all.yaml': [object('b'), object('ns', 'Namespace'), object('a')].join('---\n') }).sets[''];
    expect(set).toEqual(['ns', 'a', 'b']);
  });
});

test('what is no manifest is told apart', () => {
  const { sets, problems, skipped } = read({
    'values.yaml': 'replicas: 1\n',
    'package.json': '{"name":"x"}',
    'tsconfig.json': '{ // comment\n}',
    'templates.yaml': '{{ if .Values.x }}\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: x\n',
    'chart/templates/a.yaml': '{{ .Values }}\n',
    'a.yaml': object('a'),
  });
  expect({ sets, problems }).toEqual({ sets: { '': ['a'] }, problems: [] });
  expect(skipped).toEqual({
    'values.yaml': 'no manifest',
    'package.json': 'no manifest',
    'tsconfig.json': 'no manifest',
    'templates.yaml': 'no manifest',
    'chart/Chart.yaml': 'Helm chart',
    'chart/templates/a.yaml': 'Helm chart',
  });
});

describe('problems', () => {
  test.each<[string, Readonly<Record<string, string>>, string[]]>([
    [
      'an object twice, in two files',
      { 'a.yaml': object('a'), 'b.yaml': `# c\n${object('a')}` },
      ['b.yaml:2 DUPLICATE_OBJECT'],
    ],
    ['something beside objects', { 'a.yaml': `${object('a')}---\nb: c\n` }, ['a.yaml:6 NOT_AN_OBJECT']],
    [
      'something among resources',
      { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'b: c\n' },
      ['a.yaml:1 NOT_AN_OBJECT'],
    ],
    ['syntax', { 'a.yaml': `${object('a')}b: [\n` }, ['a.yaml:6 BAD_INDENT']],
    [
      'a kustomization that is wrong',
      { 'o/kustomization.yaml': 'resource: []\n', 'o/a.yaml': object('a') },
      ['o/kustomization.yaml:1 BAD_KUSTOMIZATION'],
    ],
    [
      'a base that is wrong, once',
      {
        'base/kustomization.yaml': 'resources:\n  - absent.yaml\n',
        'a/kustomization.yaml': 'resources: [../base]\n',
        'b/kustomization.yaml': 'resources: [../base]\n',
      },
      ['base/kustomization.yaml:2 MISSING_FILE'],
    ],
    [
      'kustomizations that include each other',
      { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' },
      ['b/kustomization.yaml:1 KUSTOMIZATION_CYCLE'],
    ],
    [
      'a patch for nothing',
      {
        ...BASE,
        'base/kustomization.yaml': 'resources: [a.yaml]\npatches:\n  - target: { name: b }\n    path: p.yaml\n',
        'base/p.yaml': '- { op: remove, path: /data }\n',
      },
      ['base/kustomization.yaml:3 PATCH_WITHOUT_TARGET'],
    ],
    [
      'a patch that changes nothing',
      {
        ...BASE,
        'base/kustomization.yaml': 'resources: [a.yaml]\npatches:\n  - path: p.yaml\n',
        'base/p.yaml': object('a'),
      },
      ['base/kustomization.yaml:3 IDLE_PATCH'],
    ],
    [
      'something on the network',
      { 'kustomization.yaml': 'resources:\n  - https://example.com/a.yaml\n' },
      ['kustomization.yaml:2 REMOTE_RESOURCE'],
    ],
    [
      'a repository on the network',
      { 'kustomization.yaml': 'resources:\n  - github.com/org/repo//base?ref=v1\n' },
      ['kustomization.yaml:2 REMOTE_RESOURCE'],
    ],
    ['a chart', { 'kustomization.yaml': 'helmCharts: [{ name: x }]\n' }, ['kustomization.yaml:1 HELM_CHART']],
    [
      'what only the program builds',
      { ...BASE, 'base/kustomization.yaml': 'resources: [a.yaml]\nreplacements: []\n' },
      ['base/kustomization.yaml:2 NEEDS_KUSTOMIZE'],
    ],
  ])('%s is one, with a place', (_, texts, problems) => {
    expect(read(texts).problems).toEqual(problems);
  });

  test('of an object that is there twice names both places', () => {
    const files = filesOfTexts(
      new Map([
        ['a.yaml', object('a')],
        ['b.yaml', object('a')],
      ]),
    );
    const [problem] = readManifestSets(files, '', NONE).problems;
    expect(problem).toMatchObject({
      location: { file: 'b.yaml', line: 1 },
      related: [{ file: 'a.yaml', line: 1 }],
      message: expect.stringContaining('ConfigMap a is there twice') as string,
    });
  });
});

describe('the kustomize program', () => {
  const texts = { ...BASE, 'base/kustomization.yaml': 'resources: [a.yaml]\nreplacements: []\n' };

  test('builds what is not built here', () => {
    const asked: string[] = [];
    const kustomize: KustomizeProgram = (folder) => {
      asked.push(folder);
      return object('built');
    };
    expect(read(texts, { kustomize })).toMatchObject({ sets: { base: ['built'] }, problems: [] });
    expect(asked).toEqual(['base']);
  });

  test('is not asked where something would come from the network', () => {
    const kustomize: KustomizeProgram = () => {
      throw new Error('asked');
    };
    const remote = { ...texts, 'base/kustomization.yaml': 'resources:\n  - https://example.com/a\nreplacements: []\n' };
    expect(read(remote, { kustomize }).problems).toEqual(['base/kustomization.yaml:2 REMOTE_RESOURCE']);
  });

  test('says why it fails', () => {
    const kustomize: KustomizeProgram = () => new Unreadable('KUSTOMIZE_FAILED', 'why');
    expect(read(texts, { kustomize })).toMatchObject({
      sets: {},
      problems: ['base/kustomization.yaml:2 KUSTOMIZE_FAILED'],
    });
  });
});

test('the place of a value is in the patch that has set it, of all others in the file of the object', () => {
  const texts = {
    'base/kustomization.yaml': 'resources: [vs.yaml]\n',
    'base/vs.yaml': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  hosts: [shop]
  http:
    - timeout: 1s
      route: [{ destination: { host: shop } }]
`,
    'overlay/kustomization.yaml': `resources: [../base]
patches:
  - path: merge.yaml
  - path: operations.yaml
    target: { kind: VirtualService }
`,
    'overlay/merge.yaml': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  exportTo:
    - "."
`,
    'overlay/operations.yaml':
      '- op: replace\n  path: /spec/http/0/route\n  value:\n    - destination: { host: other }\n',
  };
  const files = filesOfTexts(new Map(Object.entries(texts)));
  const [manifest] = readManifestSets(files, '', NONE).sets.get('overlay')!.manifests;
  const placeOf = (pointer: string): string => {
    const { file, line } = manifest!.origin.locate!(pointer)!;
    return `${file}:${line}`;
  };
  expect(placeOf('')).toBe('base/vs.yaml:1');
  expect(placeOf('/spec/hosts/0')).toBe('base/vs.yaml:6');
  expect(placeOf('/spec/http/0/timeout')).toBe('base/vs.yaml:8');
  expect(placeOf('/spec/exportTo/0')).toBe('overlay/merge.yaml:7');
  expect(placeOf('/spec/http/0/route/0/destination/host')).toBe('overlay/operations.yaml:4');
});

test('a file that is asked for has to be of objects', () => {
  const { sets, problems } = readManifestFiles([new TextFile('-', `${object('a')}---\nvalues: 1\n`)]);
  expect(sets.get('')?.size).toBe(1);
  expect(problems.map(({ code }) => code)).toEqual(['NOT_AN_OBJECT']);
});

test('thousands of objects and patches take time that is linear in them', () => {
  const build = (services: number): number => {
    const names = Array.from({ length: services }, (_, index) => `s${index}`);
    const texts = new Map([
      ['base/kustomization.yaml', `resources:\n${names.map((name) => `  - ${name}.yaml\n`).join('')}`],
      ...names.map((name) => [`base/${name}.yaml`, object(name, 'ConfigMap', 'data:\n  a: b\n')] as const),
      [
        'overlay/kustomization.yaml',
        `resources: [../base]\npatches:\n${names.map((name) => `  - path: ${name}.yaml\n    target: { kind: ConfigMap, name: ${name} }\n`).join('')}`,
      ],
      ...names.map((name) => [`overlay/${name}.yaml`, '- { op: replace, path: /data/a, value: c }\n'] as const),
    ]);
    const start = process.cpuUsage();
    expect(readManifestSets(filesOfTexts(texts), '', NONE).problems).toEqual([]);
    return process.cpuUsage(start).user;
  };
  build(200);
  // Eight times as many take some eight times as long; the square would be 64 times.
  expect(build(4000) / build(500)).toBeLessThan(30);
});
