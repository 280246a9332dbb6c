import { describeIdentity, identityOf, type KubernetesObject } from '../../../src/model/identity';
import type { RealMesh } from './harness/real-mesh';

/**
 * What is observed of a mesh, and what is observed instead when an object that it is about is not there or another: an
 * expectation that no object can disappoint would prove nothing of the tree.
 */
export interface Expectation {
  readonly sentence: string;
  readonly observe: (mesh: RealMesh) => Promise<unknown>;
  readonly expected: unknown;
  readonly otherwise: readonly [Variation, ...Variation[]];
}

/** Another tree. */
export interface Variation {
  /** What is different, for people. */
  readonly change: string;
  /** The objects that are different, as `VirtualService default/frontend`. */
  readonly objects: readonly string[];
  /** What is served for each of them; undefined for nothing. */
  readonly vary: (object: KubernetesObject) => KubernetesObject | undefined;
  readonly observed: unknown;
}

export function without(objects: readonly string[], observed: unknown): Variation {
  return { change: `without ${objects.join(' and ')}`, objects, vary: () => undefined, observed };
}

/** @param edit changes a copy of the object's spec, of whose shape it knows as much as it needs */
export function edited(object: string, change: string, edit: (spec: never) => void, observed: unknown): Variation {
  const vary = (original: KubernetesObject): KubernetesObject => {
    const copy = structuredClone(original);
    edit(copy.spec as never);
    return copy;
  };
  return { change: `with ${change} in ${object}`, objects: [object], vary, observed };
}

/** A mesh and the objects that it serves. */
export interface Served {
  readonly mesh: RealMesh;
  readonly objects: readonly KubernetesObject[];
}

/** Makes a test of each expectation and of each of its variations. */
export function testExpectations(served: () => Served, expectations: readonly Expectation[]): void {
  describe.each(expectations)('$sentence', ({ observe, expected, otherwise }) => {
    test('as delivered', async () => {
      expect(await observe(served().mesh)).toEqual(expected);
    });

    test.each(otherwise)('not so $change', async ({ objects, vary, observed }) => {
      const { mesh, objects: all } = served();
      const originals = objects.map((name) => find(all, name));
      const varied = originals.map(vary).filter((object) => object !== undefined);
      try {
        await (varied.length > 0 ? mesh.call('apply', varied) : mesh.call('remove', originals));
        expect(await observe(mesh)).toEqual(observed);
      } finally {
        await mesh.call('apply', originals);
      }
    });
  });
}

function find(objects: readonly KubernetesObject[], name: string): KubernetesObject {
  const found = objects.find((object) => describeIdentity(identityOf(object)) === name);
  if (found === undefined) throw new Error(`the tree has no ${name}`);
  return found;
}
