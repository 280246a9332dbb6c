import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { KubernetesObject } from '../../src/model/identity';
import { filesOfTexts } from '../../src/read/files';
import { buildKustomization } from '../../src/read/kustomize/build';
import { BuildFailure, NotBuiltHere } from '../../src/read/kustomize/failure';
import { Sources } from '../../src/read/sources';
import { writeTo } from '../adapters/temporary-folder';
import { byKey } from '../layout/kustomize-model';
import { ACCEPTED, REFUSED, TreeCase } from '../read/kustomize/trees';
import { kustomizations } from '../read/kustomize/random-trees';
import { kustomizeBuild, objectsIn } from './kustomize';
import { describeWith } from './programs';

const FUZZ = Number(process.env.FUZZ_RUNS ?? 150);

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

describeWith(['kustomize'], 'a kustomization that is built without kustomize', () => {
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
