import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../src/model/identity';
import { canonicalObject, manifestOf } from '../../src/model/manifest';
import { ManifestSet } from '../../src/model/manifest-set';
import { diffTrees, Diff, DiffOptions } from '../../src/diff/diff';
import type { Sets } from '../../src/diff/pairs';

/** Sets by name, each as YAML documents. */
export function trees(sets: Readonly<Record<string, string | readonly object[]>>): Sets {
  return new Map(Object.entries(sets).map(([name, content]) => [name, setOf(name, content)]));
}

function setOf(name: string, content: string | readonly object[]): ManifestSet {
  const objects = typeof content === 'string' ? documents(content) : content;
  return new ManifestSet(
    name,
    objects.map((object) => manifestOf(canonicalObject(object), {})),
  );
}

function documents(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

export const LIMITS = { allowed: new Set<string>(), most: 20 };

/** The difference of two versions of the production overlay. */
export function diffOf(
  before: string | readonly object[],
  after: string | readonly object[],
  options?: Partial<DiffOptions>,
): Diff {
  const set = 'overlays/production';
  return diffTrees(trees({ [set]: before }), trees({ [set]: after }), { limits: LIMITS, ...options });
}
