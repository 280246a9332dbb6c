import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { FileTree } from '../../src/layout/file-tree';
import { isList, isMap, Json, JsonMap, setField, typeOf } from '../../src/model/json';
import type { Operation } from '../../src/layout/json-patch';
import type { Kustomization, Labels, PatchReference, PatchTarget } from '../../src/layout/kustomization';
import { identityOf, type KubernetesObject } from '../../src/model/identity';

/** A kustomization file of ours, as kustomize reads it. */
type KustomizationFile = Partial<Omit<Kustomization, 'labels'>> & {
  readonly labels?: readonly { readonly pairs: Labels; readonly includeSelectors: false }[];
};

/**
 * What `kustomize build` makes of a folder: resources, then patches, then labels. It knows what our layouts use and
 * fails on everything else, and where kustomize does something that a layout must not rely on.
 */
export function build(tree: FileTree, folder: string): KubernetesObject[] {
  const { resources = [], patches = [], labels = [] } = read(tree, `${folder}/kustomization.yaml`) as KustomizationFile;
  let objects = resources.flatMap((resource) => {
    const path = posix.join(folder, resource);
    if (!tree.has(path)) return build(tree, path);
    if (!path.startsWith(`${folder}/`)) throw new Error(`${resource} is a file outside of ${folder}`);
    return read(tree, path) as KubernetesObject;
  });
  refuseTwins(objects);
  for (const patch of patches) objects = patched(objects, patch, read(tree, posix.join(folder, patch.path)));
  return labels.reduce((all, { pairs }) => all.map((object) => withLabels(object, pairs)), objects);
}

/** Objects by what kustomize tells them apart by. */
export function byKey(objects: Iterable<KubernetesObject>): Map<string, KubernetesObject> {
  return new Map([...objects].map((object) => [idOf(object), object]));
}

function read(tree: FileTree, path: string): unknown {
  const text = tree.get(path);
  if (text === undefined) throw new Error(`no ${path} in the tree`);
  return parse(text) as unknown;
}

/** The namespace `default` is also that of objects that have none. */
function idOf({ apiVersion, kind, metadata: { namespace = 'default', name } }: KubernetesObject): string {
  return `${apiVersion} ${kind} ${namespace} ${name}`;
}

function refuseTwins(objects: readonly KubernetesObject[]): void {
  const ids = objects.map(idOf);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined) throw new Error(`${twin} is there twice`);
}

function withLabels(object: KubernetesObject, pairs: Labels): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...pairs } } };
}

function patched(
  objects: readonly KubernetesObject[],
  { path, target }: PatchReference,
  patch: unknown,
): KubernetesObject[] {
  const isMeant = (object: KubernetesObject): boolean =>
    target === undefined ? idOf(object) === idOf(patch as KubernetesObject) : matches(object, target);
  const meant = objects.filter(isMeant);
  if (meant.length !== 1) throw new Error(`${path} is for ${meant.map(idOf).join(' and ') || 'no object'}`);
  return objects.map((object) => {
    if (!isMeant(object)) return object;
    const result = Array.isArray(patch)
      ? (patch as Operation[]).reduce<Json>(operated, object as JsonMap)
      : merged(walked(object as JsonMap), walked(patch as JsonMap), isBuiltIn(object));
    if (isDeepStrictEqual(result, object)) throw new Error(`${path} changes nothing`);
    return result as unknown as KubernetesObject;
  });
}

function matches(object: KubernetesObject, target: PatchTarget): boolean {
  const { group, kind, namespace, name } = identityOf(object);
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  const fields: [string | undefined, string][] = [
    [target.group, group],
    [target.version, version],
    [target.kind, kind],
    [target.name, name],
    [target.namespace, namespace || 'default'],
  ];
  return fields.every(([pattern, value]) => !pattern || new RegExp(`^(?:${pattern})$`).test(value));
}

/** kustomize has the schemas of these groups. */
function isBuiltIn({ apiVersion }: KubernetesObject): boolean {
  return /^(v1|apps\/.*|networking\.k8s\.io\/.*)$/.test(apiVersion);
}

/** A strategic merge without schema: `null` removes, lists are replaced. */
export function merged(into: JsonMap, patch: JsonMap, builtIn: boolean): JsonMap {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(into)) if (patch[name] === undefined) setField(result, name, value);
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$')) throw new Error(`${name} is an order`);
    if (isList(value) && builtIn) throw new Error(`${name} may be merged by a key`);
    if (value === null) continue;
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    if (before === undefined) {
      setField(result, name, isMap(value) ? merged({}, value, builtIn) : value);
      continue;
    }
    if (typeOf(before) !== typeOf(value)) throw new Error(`wrong node kind of ${name}, or quotes that stay`);
    setField(result, name, isMap(before) && isMap(value) ? merged(before, value, builtIn) : value);
  }
  return result;
}

/** kustomize goes through all maps of both, whatever the patch is about. */
function walked(map: JsonMap): JsonMap {
  for (const [name, value] of Object.entries(map)) {
    if (name === '') throw new Error('wrong node kind: a field is called ""');
    if (isMap(value)) walked(value);
  }
  return map;
}

/** One operation of RFC 6902. */
export function operated(document: Json, operation: Operation): Json {
  const [, ...names] = operation.path.split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return at(document, names, operation);
}

function at(value: Json, [name, ...below]: readonly string[], operation: Operation): Json {
  if (name === undefined) throw new Error('the whole document is not ours to change');
  if (isList(value)) {
    const index = /^(0|[1-9][0-9]*)$/.test(name) ? Number(name) : NaN;
    const isThere = index < value.length;
    if (!isThere && !(below.length === 0 && operation.op === 'add' && index === value.length)) throw missing(operation);
    const rest = value.slice(index + 1);
    if (below.length > 0) return [...value.slice(0, index), at(value[index]!, below, operation), ...rest];
    if (operation.op === 'remove') return [...value.slice(0, index), ...rest];
    return [...value.slice(0, index), operation.value, ...(operation.op === 'add' ? value.slice(index) : rest)];
  }
  if (!isMap(value)) throw missing(operation);
  if (!Object.hasOwn(value, name) && (below.length > 0 || operation.op !== 'add')) throw missing(operation);
  const entries = Object.entries(value).filter(([other]) => other !== name);
  const result: Record<string, Json> = {};
  for (const [other, kept] of entries) setField(result, other, kept);
  if (below.length > 0) setField(result, name, at(value[name]!, below, operation));
  else if (operation.op !== 'remove') setField(result, name, operation.value);
  return result;
}

function missing({ op, path }: Operation): Error {
  return new Error(`cannot ${op} ${path}: there is no such value`);
}
