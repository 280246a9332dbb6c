import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import fc from 'fast-check';
import { manifestSetsOfFolder, manifestSetsOfRevision } from '../../src/adapters/manifest-sources';
import type { KubernetesObject } from '../../src/model/identity';
import { filesOfTexts } from '../../src/read/files';
import { buildKustomization } from '../../src/read/kustomize/build';
import { BuildFailure, NotBuiltHere } from '../../src/read/kustomize/failure';
import { Sources } from '../../src/read/sources';
import { writeTo } from '../adapters/temporary-folder';
import { runs } from '../fixtures/runs';
import { byKey } from '../layout/kustomize-model';
import { ACCEPTED, REFUSED, TreeCase } from '../read/kustomize/trees';
import { kustomizations } from '../read/kustomize/random-trees';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith, programPath } from './programs';

const FUZZ = runs(15);

type Texts = Readonly<Record<string, string>>;

/** What the kustomize program makes of the folder `overlay` of a tree; undefined where it refuses. */
async function built(texts: Texts, root: string): Promise<Map<string, KubernetesObject> | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-'));
  try {
    for (const [path, text] of Object.entries(texts)) writeTo(folder, path, text);
    return byKey(objectsIn(await kustomizeBuild(join(folder, root))));
  } catch (error) {
    if (String(error).includes('Command failed')) return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What we make of it; undefined where we refuse. */
function ours(texts: Texts, root: string): Map<string, KubernetesObject> | BuildFailure {
  try {
    const objects = buildKustomization(root, new Sources(filesOfTexts(new Map(Object.entries(texts)))));
    return byKey(objects.map(({ object }) => object));
  } catch (error) {
    if (error instanceof BuildFailure) return error;
    throw error;
  }
}

describeWith(['kustomize', 'git'], 'a kustomization that is built without kustomize', () => {
  test.each(ACCEPTED)('%s gives the same objects', async (_, { root = 'overlay', ...texts }: TreeCase) => {
    const expected = await built(texts, root);
    expect(expected?.size).toBeGreaterThan(0);
    expect(ours(texts, root)).toEqual(expected);
  });

  test.each(REFUSED)('%s is refused by both', async (_, { root = 'overlay', ...texts }: TreeCase) => {
    const refusal = ours(texts, root);
    expect(refusal).toBeInstanceOf(BuildFailure);
    expect(refusal).not.toBeInstanceOf(NotBuiltHere);
    expect(await built(texts, root)).toBeUndefined();
  });

  test('is built by the program where it has to be, in a folder and in a revision', () => {
    const texts = {
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { from: x, to: "" }\n',
      'overlay/kustomization.yaml': `resources: [../base]
replacements:
  - source: { kind: ConfigMap, fieldPath: data.from }
    targets: [{ select: { kind: ConfigMap }, fieldPaths: [data.to] }]
`,
    };
    const folder = mkdtempSync(join(tmpdir(), 'istio-gitops-'));
    const path = process.env.PATH;
    try {
      for (const [name, text] of Object.entries(texts)) writeTo(folder, name, text);
      const git = (...words: string[]): unknown =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: folder });
      git('init', '-q');
      git('add', '-A');
      git('commit', '-q', '-m', 'x');
      process.env.PATH = [dirname(programPath('kustomize')), path].join(delimiter);
      for (const read of [manifestSetsOfFolder(folder), manifestSetsOfRevision(folder, 'HEAD', '')]) {
        expect(read.problems).toEqual([]);
        const [manifest] = read.sets.get('overlay')!.manifests;
        expect(manifest?.object.data).toEqual({ from: 'x', to: 'x' });
      }
    } finally {
      process.env.PATH = path;
      rmSync(folder, { recursive: true });
    }
  });

  test('reads scalars as Go does: in resources as kustomize, in JSON patches as kubectl', async () => {
    const number = fc.stringMatching(/^[-+]?(0[xXoObB]?)?[0-9a-f_]{1,4}(\.[0-9_]{0,2})?([eE][-+]?[0-9]{1,2})?$/);
    const word = fc.constantFrom(
      'y',
      'Y',
      'yes',
      'Yes',
      'YES',
      'yEs',
      'on',
      'off',
      'No',
      'n',
      'true',
      'True',
      'tRUE',
      'null',
      'Null',
      '~',
    );
    const odd = fc.stringMatching(/^[-+.:_0-9oxTZ]{1,8}$/).filter((text) => !/^-$|^[-:?]|:$/.test(text));
    const scalars = fc.sample(fc.oneof(number, word, odd), 600).filter((text) => !/^\.(inf|nan)/i.test(text));
    // Such as addresses, of which some end with a colon.
    const words = fc.sample(fc.stringMatching(/^[0-9a-f][0-9a-f:]{0,5}[0-9a-f:]:?$/), 200);
    const flow = words.map((word, i) => word + [',', ', '][i % 2]!).join('');
    const list = (indent: string): string =>
      scalars.map((scalar) => `${indent}- ${scalar}\n`).join('') + `${indent}- [${flow}]\n${indent}- { a: b:, c: d:}\n`;
    const texts = {
      'overlay/kustomization.yaml': `resources: [thing.yaml]
patches:
  - target: { kind: Thing }
    path: patch.yaml
`,
      'overlay/thing.yaml': `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a }\nkustomize:\n${list('  ')}`,
      'overlay/patch.yaml': `- op: add\n  path: /kubectl\n  value:\n${list('    ')}`,
    };
    expect(ours(texts, 'overlay')).toEqual(await built(texts, 'overlay'));
  });

  test('gives the same objects for random trees', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(kustomizations, async (texts) => {
        const own = ours(texts, 'overlay');
        if (own instanceof NotBuiltHere) return;
        const expected = await built(texts, 'overlay');
        if (own instanceof BuildFailure) {
          expect([own.message, expected]).toEqual([own.message, undefined]);
        } else {
          compared++;
          expect(own).toEqual(expected);
        }
      }),
      { numRuns: FUZZ },
    );
    expect(compared).toBeGreaterThan(FUZZ / 4);
  }, 600_000);
});
