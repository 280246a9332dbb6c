import type { KubernetesObject } from '../../../../src/model/identity';

type Objects = readonly KubernetesObject[];

/** How often at most it is tried whether something is needed: each takes about a second. */
const TRIES = 80;

/**
 * Leaves out of objects what does not matter: whole objects, then parts of those that stay.
 *
 * @param matters whether what the objects are about is still so without something
 */
export async function reduce(objects: Objects, isStillSo: (objects: Objects) => Promise<boolean>): Promise<Objects> {
  let tries = 0;
  const holds = async (candidate: Objects): Promise<boolean> => tries++ < TRIES && (await isStillSo(candidate));

  let kept = objects;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (await holds(without)) kept = without;
      else start += size;
    }
  }
  for (let i = 0; i < kept.length; i++) {
    for (let at = 0, paths = pathsOf(kept[i]!); at < paths.length; paths = pathsOf(kept[i]!)) {
      const without = kept.with(i, omit(kept[i]!, ['spec', ...paths[at]!]) as KubernetesObject);
      if (await holds(without)) kept = without;
      else at++;
    }
  }
  return kept;
}

type Path = readonly (string | number)[];

/** All places of an object's spec, what is around others first. */
function pathsOf(object: KubernetesObject): readonly Path[] {
  const paths: Path[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    for (const key of keys) paths.push([...path, key]);
    for (const key of keys) visit((value as Record<string | number, unknown>)[key], [...path, key]);
  };
  visit(object['spec'], []);
  return paths;
}

function omit(value: unknown, [key, ...rest]: Path): unknown {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.toSpliced(Number(key), 1)
      : value.with(Number(key), omit(value[Number(key)], rest));
  }
  const record = value as Readonly<Record<string, unknown>>;
  if (rest.length > 0) return { ...record, [key!]: omit(record[key!], rest) };
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
