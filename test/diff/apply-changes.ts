import type { FieldChange } from '../../src/diff/change';
import { isList, isMap, Json } from '../../src/model/json';
import { escapeSegment } from '../../src/model/json-pointer';

/** What becomes of a value by changes of it, where the order of all lists matters. */
export function applyChanges(before: Json, changes: readonly FieldChange[]): Json {
  const removed = new Set(changes.filter(({ change }) => change === 'removed').map(({ from }) => from));
  const added = new Map(changes.filter(({ change }) => change === 'added').map(({ to, after }) => [to, after!]));
  const changed = new Map(changes.filter(({ change }) => change === 'changed').map(({ to, after }) => [to, after!]));
  const moved = new Map(changes.filter(({ change }) => change === 'moved').map(({ from, to }) => [from, to!]));

  const build = (value: Json, from: string, to: string): Json => {
    if (changed.has(to)) return changed.get(to)!;
    if (isList(value)) return buildList(value, from, to);
    if (!isMap(value)) return value;
    const kept = Object.entries(value)
      .filter(([name]) => !removed.has(`${from}/${escapeSegment(name)}`))
      .map(([name, field]) => [name, build(field, `${from}/${escapeSegment(name)}`, `${to}/${escapeSegment(name)}`)]);
    const come = [...added]
      .filter(([pointer]) => pointer!.slice(0, pointer!.lastIndexOf('/')) === to)
      .map(([pointer, field]) => [
        pointer!
          .slice(to.length + 1)
          .replaceAll('~1', '/')
          .replaceAll('~0', '~'),
        field,
      ]);
    return Object.fromEntries([...kept, ...come]) as Json;
  };
  const buildList = (list: readonly Json[], from: string, to: string): Json => {
    const places = list.map((item, index) => ({ item, from: `${from}/${index}` }));
    const left = places.filter((place) => !removed.has(place.from));
    const staying = left.filter((place) => !moved.has(place.from));
    const come = [...added.keys()].filter((pointer) => pointer!.slice(0, pointer!.lastIndexOf('/')) === to);
    return Array.from({ length: left.length + come.length }, (_, index) => {
      const here = `${to}/${index}`;
      if (added.has(here)) return added.get(here)!;
      const place = left.find((each) => moved.get(each.from) === here) ?? staying.shift()!;
      return build(place.item, place.from, here);
    });
  };
  return build(before, '', '');
}
