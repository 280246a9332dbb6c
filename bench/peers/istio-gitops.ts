import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Build } from '../build';
import { measure } from '../measure';
import { ENVIRONMENTS } from '../workload';
import { emptyOutput, outputFolder, streams } from './output';
import type { Command, Document, Peer } from './peer';

/** The command as a user starts it: compose, synthesize, check, lay out, and write the tree with its records. */
export function synth(build: Build): Peer {
  return {
    name: 'istio-gitops synth',
    prepare: () => undefined,
    reset: emptyOutput,
    commands: (folder, services) => [synthCommand(build, folder, services)],
    output: deployTree,
  };
}

/** The same on the tree that the last run wrote. */
export function synthAgain(build: Build): Peer {
  const first = synth(build);
  return {
    ...first,
    name: '… again, nothing changed',
    // A folder of its own, so that the order of the peers does not matter.
    prepare(folder, services) {
      emptyOutput(folder);
      measure([synthCommand(build, folder, services)]);
    },
    reset: () => undefined,
  };
}

/** Ours with cdk8s's output: one stream per environment. */
export function stream(build: Build): Peer {
  return {
    name: '… to one file each',
    prepare: () => undefined,
    reset: emptyOutput,
    commands: (folder, services) => [
      {
        argv: [process.execPath, build.file('bench/apps/stream.js'), outputFolder(folder)],
        cwd: folder,
        env: { BENCH_SERVICES: String(services) },
      },
    ],
    output: streams,
  };
}

function synthCommand(build: Build, folder: string, services: number): Command {
  return {
    argv: [
      process.execPath,
      build.file('src/cli/bin.js'),
      ...['synth', '--app', build.file('bench/apps/fleet.mjs'), '--out', outputFolder(folder)],
    ],
    cwd: folder,
    env: { BENCH_SERVICES: String(services) },
  };
}

const KUSTOMIZATION = 'kustomization.yaml';

/** The labels of a set stand once, in its kustomization. */
function* deployTree(folder: string): Generator<Document> {
  for (const { name } of ENVIRONMENTS) {
    const overlay = join(outputFolder(folder), 'overlays', name);
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
