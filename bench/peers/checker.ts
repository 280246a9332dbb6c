import type { Flaw } from '../flawed';
import type { Peer, Place } from './peer';

/** A peer that looks for flaws. */
export interface Checker extends Peer {
  /** Those that it looks for. */
  readonly flaws: readonly Flaw[];
  /** What it found, each as `finding` of `flawed.ts` says it. */
  findings(place: Place): Iterable<string>;
}
