import { stringify } from 'yaml';
import type { FieldChange, ObjectChange, ShareChange } from '../diff/change';
import { isMap, Json } from '../model/json';
import { listed } from './listed';
import { printable } from './printable';

/** One line of what changes in an object. `!` draws attention, `~` is what was and what will be. */
export interface Line {
  readonly sign: '!' | '+' | '-' | '~';
  readonly text: string;
}

/** Longer values stand below their field. */
const LONGEST_INLINE = 60;

/** What changes in an object, of which all lines are printable and none is empty. */
export function linesOf({ change, shares, fields }: ObjectChange): readonly Line[] {
  // All of an object has its shares in it.
  const changed = change === 'changed' ? shares : [];
  const others = fields.filter((field) => !changed.some((share) => isToldBy(share, field)));
  return [
    ...sharesAsText(changed).map((text): Line => ({ sign: '!', text })),
    ...others.flatMap((field) => fieldLines(field)),
  ].map(({ sign, text }) => ({ sign, text: printable(text) }));
}

/** Whether the share says all of it: the weight of its destination, or the destination with nothing but a weight. */
function isToldBy(share: ShareChange, { from, to, before, after }: FieldChange): boolean {
  const isOf = (destination: string | undefined, pointer: string | undefined): boolean => {
    if (destination === undefined || pointer?.startsWith(destination) !== true) return false;
    const field = pointer.slice(destination.length);
    if (field === '') return [before, after].every((value) => value === undefined || isBareDestination(value));
    return field === '/weight' || field === '/destination' || field.startsWith('/destination/');
  };
  return isOf(share.from, from) || isOf(share.to, to);
}

function isBareDestination(value: Json): boolean {
  return isMap(value) && Object.keys(value).every((field) => BARE_FIELDS.has(field));
}

/** Of a destination of Istio's, and of a backend of the Gateway API. */
const BARE_FIELDS = new Set(['destination', 'weight', 'group', 'kind', 'name', 'namespace', 'port']);

/** `api-service canary: 10 % → 50 % (spec.http[default])`; rules in which the same happens share a line. */
export function sharesAsText(shares: readonly ShareChange[]): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const { destination, before, after, path } of shares) {
    const { host, port, subset } = destination;
    const where = `${host}${port === undefined ? '' : `:${port}`}${subset === undefined ? '' : ` ${subset}`}`;
    const line = `${where}: ${before} % → ${after} %`;
    const paths = lines.get(line);
    if (paths === undefined) lines.set(line, [path]);
    else paths.push(path);
  }
  return [...lines].map(([line, paths]) => `${line} (${listed(paths)})`);
}

function fieldLines({ change, path, from, to, before, after }: FieldChange): readonly Line[] {
  switch (change) {
    case 'moved':
      return [{ sign: '~', text: `${path}: moved from place ${placeOf(from!)} to ${placeOf(to!)}` }];
    case 'added':
      return valueLines('+', path, after!);
    case 'removed':
      return valueLines('-', path, before!);
    case 'changed':
      return changedLines(path, before!, after!);
  }
}

/** Places of a list are counted from 1. */
function placeOf(pointer: string): number {
  return Number(pointer.slice(pointer.lastIndexOf('/') + 1)) + 1;
}

function valueLines(sign: '+' | '-', path: string, value: Json): readonly Line[] {
  if (path === '') return yamlLines(value).map((text) => ({ sign, text }));
  const inline = JSON.stringify(value);
  if (inline.length <= LONGEST_INLINE) return [{ sign, text: `${path}: ${inline}` }];
  return [{ sign, text: `${path}:` }, ...yamlLines(value).map((text) => ({ sign, text: `  ${text}` }))];
}

function changedLines(path: string, before: Json, after: Json): readonly Line[] {
  const [was, will] = [JSON.stringify(before), JSON.stringify(after)];
  if (was.length <= LONGEST_INLINE && will.length <= LONGEST_INLINE) {
    return [{ sign: '~', text: `${path}: ${was} → ${will}` }];
  }
  const { removed, added } = withoutCommon(yamlLines(before), yamlLines(after));
  return [
    { sign: '~', text: `${path}:` },
    ...removed.map((text): Line => ({ sign: '-', text: `  ${text}` })),
    ...added.map((text): Line => ({ sign: '+', text: `  ${text}` })),
  ];
}

/** The lines between the first and the last that differ: long texts are mostly the same. */
function withoutCommon(before: readonly string[], after: readonly string[]) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { removed: before.slice(head, before.length - tail), added: after.slice(head, after.length - tail) };
}

function yamlLines(value: Json): readonly string[] {
  if (typeof value === 'string' && value.includes('\n')) return value.split('\n');
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split('\n');
}
