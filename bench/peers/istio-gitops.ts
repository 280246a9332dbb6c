import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Build } from '../build';
import { measure } from '../measure';
import { ENVIRONMENTS } from '../workload';
import type { Command, Document, Maker, Place } from './peer';
import { streams } from './streams';

/** The command as a user starts it: compose, synthesize, check, lay out, and write the tree with its records. */
export function synth(build: Build): Maker {
  return {
    name: 'istio-gitops synth',
    commands: (place) => [synthCommand(build, place, place.output)],
    documents: ({ output }) => deployTree(output),
  };
}

/** The same on a tree that needs no change. */
export function synthAgain(build: Build): Maker {
  const treeOf = ({ folder }: Place): string => join(folder, 'deploy');
  return {
    name: '… again, nothing changed',
    prepare: (place) => void measure([synthCommand(build, place, treeOf(place))], place.folder),
    commands: (place) => [synthCommand(build, place, treeOf(place))],
    documents: (place) => deployTree(treeOf(place)),
  };
}

/** Ours with cdk8s's output: one stream per environment. */
export function stream(build: Build): Maker {
  return {
    name: '… to one file each',
    commands: ({ output, services }) => [
      {
        argv: [process.execPath, build.file('bench/apps/stream.js'), output],
        env: { BENCH_SERVICES: String(services) },
      },
    ],
    documents: streams,
  };
}

function synthCommand(build: Build, { services }: Place, tree: string): Command {
  return {
    argv: [
      process.execPath,
      build.file('src/cli/bin.js'),
      ...['synth', '--app', build.file('bench/apps/fleet.mjs'), '--out', tree],
    ],
    env: { BENCH_SERVICES: String(services) },
  };
}

const KUSTOMIZATION = 'kustomization.yaml';

/** The labels of a set stand once, in its kustomization. */
function* deployTree(tree: string): Generator<Document> {
  for (const { name } of ENVIRONMENTS) {
    const overlay = join(tree, 'overlays', name);
    const { labels } = parse(readFileSync(join(overlay, KUSTOMIZATION), 'utf8')) as Kustomization;
    for (const entry of readdirSync(overlay, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === KUSTOMIZATION) continue;
      yield { text: readFileSync(join(entry.parentPath, entry.name), 'utf8'), labels: labels[0].pairs };
    }
  }
}

interface Kustomization {
  readonly labels: readonly [{ readonly pairs: Readonly<Record<string, string>> }];
}
