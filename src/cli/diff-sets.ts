import { relative } from 'node:path';
import { manifestSetsOfFolder, manifestSetsOfRevision } from '../adapters/manifest-sources';
import type { Layout } from '../adapters/synthesize-fleet';
import { environmentOf, Sets } from '../diff/pairs';
import { environmentPath } from '../layout/rendered';
import type { Fleet } from '../platform/fleet';
import { composedEnvironments, composedFleet } from './composed-sets';
import type { Side } from './diff-side';
import type { Io } from './io';
import { NotReadable, readable, synthesizable } from './readable-sets';

export interface Reading {
  readonly io: Io;
  readonly fleet: () => Promise<Fleet>;
  /** Of the deploy tree that synth would write. */
  readonly layout: Layout;
}

/** @throws WorldError when a folder or a revision cannot be read at all */
export async function readSide(side: Side, { io, fleet, layout }: Reading): Promise<Sets | NotReadable> {
  switch (side.kind) {
    case 'folder':
      return readable(manifestSetsOfFolder(side.path), (file) => relative(io.cwd, file), io);
    case 'revision': {
      const read = manifestSetsOfRevision(side.repository, side.commit, side.path);
      return readable(read, (file) => file.replace(`${side.commit}:`, ''), io);
    }
    case 'environment':
      return synthesizable(composedEnvironments(await fleet(), [side.definition]), io);
    case 'fleet':
      return synthesizable(composedFleet(await fleet(), layout), io);
  }
}

interface ReadSide {
  readonly side: Side;
  readonly sets: Sets;
}

/** What of two sides is the same by the names of the sets. */
export interface ComparedSets {
  readonly before: Sets;
  readonly after: Sets;
  /** Where two of them are compared. */
  readonly environments?: { readonly before: string; readonly after: string };
}

/**
 * An environment is compared with what the other side has of it, or with another environment by another name. Manifests
 * that were read are judged by what is known of those that were composed: what only one side can know is no difference.
 */
export function comparedSets(before: ReadSide, after: ReadSide): ComparedSets {
  const compared = setsByName(before, after);
  if (isRead(before.side) === isRead(after.side)) return compared;
  return isRead(before.side)
    ? { ...compared, before: withKnowledgeOf(compared.after, compared.before) }
    : { ...compared, after: withKnowledgeOf(compared.before, compared.after) };
}

function isRead({ kind }: Side): boolean {
  return kind === 'folder' || kind === 'revision';
}

function withKnowledgeOf(composed: Sets, read: Sets): Sets {
  return new Map(
    [...read].map(([name, set]) => {
      const same = composed.get(name);
      return [name, same === undefined ? set : set.withKnowledgeOf(same)];
    }),
  );
}

function setsByName(before: ReadSide, after: ReadSide): ComparedSets {
  const [was, will] = [before.side, after.side];
  if (was.kind === 'environment' && will.kind === 'environment') {
    const names = { before: was.definition.name, after: will.definition.name };
    if (names.before === names.after) return { before: before.sets, after: after.sets };
    const set = before.sets.get(environmentPath(names.before))!;
    return { before: new Map([[environmentPath(names.after), set]]), after: after.sets, environments: names };
  }
  if (was.kind === 'environment') return { before: before.sets, after: ofEnvironment(was.definition.name, after.sets) };
  if (will.kind === 'environment')
    return { before: ofEnvironment(will.definition.name, before.sets), after: after.sets };
  return { before: before.sets, after: after.sets };
}

/** The sets of an environment in a tree; a folder that is a set itself is the environment's, whatever it is called. */
function ofEnvironment(name: string, sets: Sets): Sets {
  const [only] = sets.values();
  const path = environmentPath(name);
  if (only !== undefined && sets.size === 1 && sets.has('')) return new Map([[path, only]]);
  const own = [...sets].filter(([set]) => environmentOf(set) === name);
  // The tree may be in a folder of what was read.
  const prefixes = new Set(own.map(([set]) => set.slice(0, set.lastIndexOf(path))));
  return new Map(prefixes.size === 1 ? own.map(([set, of]) => [set.slice([...prefixes][0]!.length), of]) : own);
}
