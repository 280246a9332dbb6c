import { isList, isMap, Json, JsonMap } from '../../model/json';
import { groupOf, KubernetesObject } from '../../model/identity';

/** Where a transformation finds fields; a kind, group or version that is left out is any. */
export interface FieldSpec {
  /** `spec/template/spec/containers[]/image`; lists on the way are gone through, with or without `[]`. */
  readonly path: string;
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** Whether maps that are missing are made. */
  readonly create?: boolean;
}

/** In the names of annotations slashes are escaped. */
const UNESCAPED_SLASH = /(?<!\\)\//;

/** A new value for a field; undefined is a field that was missing and is to be made. */
export type SetField = (value: Json | undefined) => Json;

/**
 * An object with the fields set that a spec finds in it; the same object where it finds none.
 *
 * @throws TypeError where there is a scalar on the way
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.21.1/api/filters/fieldspec/fieldspec.go
 */
export function setFields(object: KubernetesObject, spec: FieldSpec, set: SetField): KubernetesObject {
  if (!appliesTo(spec, object)) return object;
  const path = spec.path.split(UNESCAPED_SLASH).map((segment) => segment.replaceAll('\\/', '/'));
  return setBelow(object as unknown as JsonMap, path, spec, set) as unknown as KubernetesObject;
}

export function appliesTo(
  { group, version, kind }: Omit<FieldSpec, 'path'>,
  { apiVersion, kind: ownKind }: KubernetesObject,
): boolean {
  if (kind !== undefined && kind !== ownKind) return false;
  if (group !== undefined && group !== groupOf(apiVersion)) return false;
  return version === undefined || version === apiVersion.slice(apiVersion.indexOf('/') + 1);
}

function setBelow(value: Json, path: readonly string[], spec: FieldSpec, set: SetField): Json {
  const [segment, ...below] = path;
  if (segment === undefined) return set(value);
  if (value === null) return value;
  if (isList(value)) return value.map((item) => setBelow(item, path, spec, set));
  if (!isMap(value)) throw new TypeError(`${spec.path} leads through ${JSON.stringify(value)}, which is no map`);
  const isListField = segment.endsWith('[]');
  const name = isListField ? segment.slice(0, -2) : segment;
  const creates = spec.create === true && !isListField;
  let field = Object.hasOwn(value, name) ? value[name] : undefined;
  if (field === undefined && !creates) return value;
  // A null is what would be made in its place.
  if (field === null && isListField) field = [];
  if (field === null && creates) field = undefined;
  if (field === undefined)
    return { ...value, [name]: below.length === 0 ? set(undefined) : setBelow({}, below, spec, set) };
  const result = setBelow(field, below, spec, set);
  return result === value[name] ? value : { ...value, [name]: result };
}
