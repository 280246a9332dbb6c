import type { ObjectChange } from '../diff/change';
import { groupBy } from '../mesh/group';
import { identityKey } from '../model/identity';
import { isMap, Json } from '../model/json';
import { setName } from './diff-report';
import { listed } from './listed';
import { essenceOf } from './object-essence';

/** What happens alike in several sets, told once. */
export interface InSets<Told> {
  readonly told: Told;
  /** What people call them, in their order. */
  readonly sets: readonly string[];
}

/** An object that comes, goes or differs in the same way in all of the sets. */
export interface ObjectGroup {
  readonly object: ObjectChange;
  /** What a reviewer must see of an object that comes or goes; empty where that is its name. */
  readonly essence: string;
  /** Whether nothing less than all of it will do. */
  readonly isWhole: boolean;
}

/** Things that are told alike, in the order of the first of each. */
export function grouped<Told extends { readonly set: string }>(
  all: readonly Told[],
  keyOf: (one: Told) => string,
): readonly InSets<Told>[] {
  return [...groupBy(all, keyOf).values()].map((group) => ({
    told: group[0]!,
    sets: group.map(({ set }) => setName(set)),
  }));
}

/** @param details whether all is told of what comes or goes */
export function objectGroups(
  objects: readonly ObjectChange[],
  { details }: { readonly details: boolean },
): readonly InSets<ObjectGroup>[] {
  const told = objects.map((object) => {
    const essence = object.change === 'changed' ? '' : essenceOf(object);
    // A policy that nobody has words for is not to be overlooked.
    const isPolicy = object.change === 'added' && object.category === 'policies' && essence === '';
    const isWhole = details || object.change === 'changed' || isPolicy;
    return { set: object.set, object, essence, isWhole };
  });
  return grouped(told, ({ object, essence, isWhole }) => {
    const { change, category, identity } = object;
    return JSON.stringify([change, category, identityKey(identity), isWhole ? contentOf(object) : essence]);
  }).map(({ told, sets }) => ({ told: sets.length > 1 ? namelessly(told) : told, sets }));
}

/** All that is told of an object, without the places of what has a name. */
function contentOf(object: ObjectChange): unknown {
  const { shares, fields } = withoutEnvironment(object);
  return [
    shares.map(({ path, destination, before, after }) => [path, destination, before, after]),
    fields.map(({ change, path, from, to, before, after }) => {
      return change === 'moved' ? [change, path, from, to] : [change, path, before, after];
    }),
  ];
}

const ENVIRONMENT_LABEL = 'environment';
/** In place of the name of each of several environments. */
const ITS_NAME = '(its name)';

function namelessly<Told extends { readonly object: ObjectChange }>(told: Told): Told {
  return { ...told, object: withoutEnvironment(told.object) };
}

/** Every object of an environment has its name for a label, by which no two would be told alike. */
function withoutEnvironment(object: ObjectChange): ObjectChange {
  if (object.change === 'changed') return object;
  const name = setName(object.set);
  const fields = object.fields.map(({ before, after, ...field }) => ({
    ...field,
    ...(before !== undefined && { before: nameless(before, name) }),
    ...(after !== undefined && { after: nameless(after, name) }),
  }));
  return { ...object, fields };
}

function nameless(object: Json, name: string): Json {
  const metadata = isMap(object) ? (object['metadata'] ?? null) : null;
  const labels = isMap(metadata) ? (metadata['labels'] ?? null) : null;
  if (!isMap(object) || !isMap(metadata) || !isMap(labels) || labels[ENVIRONMENT_LABEL] !== name) return object;
  return { ...object, metadata: { ...metadata, labels: { ...labels, [ENVIRONMENT_LABEL]: ITS_NAME } } };
}

/** Environments are few, folders may be many. */
const MOST_SETS = 8;

/** The names of the sets, of which there may be many. */
export function setsText(sets: readonly string[]): string {
  return listed(sets, MOST_SETS);
}
