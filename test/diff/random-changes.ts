import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, withoutMisshapen } from '../../src/check/check';
import { SHAPE_RULES } from '../../src/check/rules';
import { Mesh } from '../../src/mesh/mesh';
import type { KubernetesObject } from '../../src/model/identity';
import { isList, isMap, Json } from '../../src/model/json';
import { documents } from '../fixtures/manifests';
import { trees } from './trees';

/** Meshes in which all that requests can meet is used: those that the answers are compared with a real one by. */
export const CORPUS = join(__dirname, '..', 'mesh', 'traffic', 'corpus');
const meshes = ['cluster', 'round-1', 'round-2', 'round-3'].map(
  (name) => documents(readFileSync(join(CORPUS, `${name}.yaml`), 'utf8')) as KubernetesObject[],
);
export const [cluster = [], ...rounds] = meshes;

const MESH_OF_NAME = /-(\d+)(?:-[a-z]+)?$/;

/** Of the meshes of a round, which have little to do with each other, a few; with what is there for all of them. */
export function fewOf(objects: readonly KubernetesObject[], rest: number): readonly KubernetesObject[] {
  return objects.filter(({ metadata }) => {
    const [, mesh] = MESH_OF_NAME.exec(metadata.name) ?? [];
    return mesh === undefined || Number(mesh) % FEW === rest;
  });
}

/** One in so many. */
export const FEW = 5;

/** The values of each field anywhere, so that a change is likely to mean something. */
const values = new Map<string, Json[]>();
for (const object of meshes.flat()) collect('spec', (object['spec'] ?? null) as Json);

function collect(field: string, value: Json): void {
  if (isList(value)) for (const item of value) collect(field, item);
  else if (isMap(value)) for (const [name, one] of Object.entries(value)) collect(name, one);
  const others = values.get(field);
  if (others === undefined) values.set(field, [value]);
  else others.push(value);
}

/** Numbers of a run, one after the other. */
export type Draw = (below: number) => number;

/** The value with one of its fields as it is elsewhere. */
function altered(value: Json, draw: Draw, field = 'spec'): Json {
  const isDeep = draw(6) > 0;
  if (isDeep && isList(value) && value.length > 0) {
    const at = draw(value.length);
    return value.map((item, i) => (i === at ? altered(item, draw, field) : item));
  }
  if (isDeep && isMap(value) && Object.keys(value).length > 0) {
    const names = Object.keys(value);
    const name = names[draw(names.length)]!;
    return { ...value, [name]: altered(value[name]!, draw, name) };
  }
  const others = (values.get(field) ?? []).filter((other) => isList(other) === isList(value));
  return others.length === 0 ? value : others[draw(others.length)]!;
}

export function changed(objects: readonly KubernetesObject[], draw: Draw): readonly KubernetesObject[] {
  const at = draw(objects.length);
  if (draw(4) === 0) return objects.filter((_, i) => i !== at);
  return objects.map((object, i) =>
    i === at ? { ...object, spec: altered((object['spec'] ?? null) as Json, draw) } : object,
  );
}

export function meshOf(objects: readonly KubernetesObject[]): Mesh {
  const set = trees({ mesh: objects }).get('mesh')!;
  return new Mesh(withoutMisshapen(set, check(new Mesh(set), SHAPE_RULES)));
}
