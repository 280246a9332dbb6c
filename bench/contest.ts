import type { Build } from './build';
import type { Options } from './options';
import type { Peer } from './peers/peer';
import { findProgram } from './programs';
import type { Report } from './report';

/** What our programs and their peers are timed at. */
export interface Contest {
  readonly name: string;
  hold(build: Build, options: Options, run: Run): Report;
}

export interface Run {
  /** Where the peers read and write. */
  readonly folder: string;
  readonly progress: (line: string) => void;
}

/** Peers that are programs of their own, as far as they are there. */
export function withPrograms<P extends Peer>(
  peers: Readonly<Record<string, (program: string) => P>>,
): {
  readonly found: readonly P[];
  readonly missing: readonly string[];
} {
  const found: P[] = [];
  const missing: string[] = [];
  for (const [name, peer] of Object.entries(peers)) {
    const program = findProgram(name);
    if (program === undefined) missing.push(name);
    else found.push(peer(program));
  }
  return { found, missing };
}
