import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cost, measure } from './measure';
import type { Peer, Place } from './peers/peer';

/** What one peer took for one size, round by round. */
export interface Lap {
  readonly peer: string;
  readonly services: number;
  readonly costs: readonly Cost[];
  /** Whether it did the work of the others. */
  readonly equalWork: boolean;
  /** The services of the lap that it was inferred from; absent where it was run. */
  readonly extrapolatedFrom?: number;
}

/** Says of each peer at one size, after its last round, whether it did the work of the others. */
export type Referee<P extends Peer> = (services: number) => (peer: P, place: Place) => boolean;

export interface RaceOptions<P extends Peer> {
  /** Numbers of services per environment. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Where the peers read and write. */
  readonly folder: string;
  readonly referee: Referee<P>;
  readonly progress: (line: string) => void;
}

/** After a round that long, a peer's median is not worth the wait. */
const LONG_SECONDS = 60;

/** Times all peers at all sizes. Rounds are interleaved, so that what slows the machine down slows down everyone. */
export function race<P extends Peer>(
  peers: readonly P[],
  { sizes, rounds, folder, referee, progress }: RaceOptions<P>,
): Lap[] {
  return sizes.flatMap((services) => {
    const able = peers.filter(({ mostServices = Infinity }) => services <= mostServices);
    const lanes = able.map((peer, index) => new Lane(peer, services, join(folder, `${services}-${index}`)));
    for (let round = 1; round <= rounds; round++) {
      for (const lane of lanes) {
        if (lane.isLong) continue;
        lane.run();
        progress(`${services} services, round ${round} of ${rounds}: ${lane.peer.name} ${lane.last.toFixed(2)} s`);
      }
    }
    progress(`${services} services: comparing the work`);
    const isEqualWork = referee(services);
    return lanes.map((lane) => lane.finish(isEqualWork));
  });
}

/** One peer at one size. */
class Lane<P extends Peer> {
  private readonly costs: Cost[] = [];
  private place: Place;

  constructor(
    readonly peer: P,
    private readonly services: number,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.place = { services, folder, output: join(folder, 'out-0') };
    peer.prepare?.(this.place);
  }

  run(): void {
    // Another folder each time: the kernel of some file systems is busy with what was deleted long after.
    this.place = { ...this.place, output: join(this.folder, `out-${this.costs.length + 1}`) };
    mkdirSync(this.place.output);
    const cost = measure(this.peer.commands(this.place), this.folder);
    this.costs.push({ ...cost, cpuSeconds: this.peer.counted?.(this.place) ?? cost.cpuSeconds });
  }

  get last(): number {
    return this.costs.at(-1)?.cpuSeconds ?? 0;
  }

  get isLong(): boolean {
    return this.last > LONG_SECONDS;
  }

  finish(isEqualWork: (peer: P, place: Place) => boolean): Lap {
    const { peer, services, costs, place } = this;
    return { peer: peer.name, services, costs, equalWork: isEqualWork(peer, place) };
  }
}
