import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Cost, measure } from './measure';
import { contentDigest, DocumentReader, equalMultisets, Multiset, multiset } from './multiset';
import type { Peer, Place } from './peers/peer';
import { workload } from './workload';

/** What one peer took for one size, round by round. */
export interface Lap {
  readonly peer: string;
  readonly services: number;
  readonly costs: readonly Cost[];
  /** Whether its objects were those of the workload. */
  readonly equalWork: boolean;
}

export interface RaceOptions {
  /** Numbers of services per environment. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Where the peers read and write. */
  readonly folder: string;
  readonly progress: (line: string) => void;
}

/** After a round that long, a peer's median is not worth the wait. */
const LONG_SECONDS = 60;

/** Times all peers at all sizes. Rounds are interleaved, so that what slows the machine down slows down everyone. */
export function race(peers: readonly Peer[], { sizes, rounds, folder, progress }: RaceOptions): Lap[] {
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
    progress(`${services} services: comparing the objects`);
    const expected = multiset(map(workload(services), contentDigest));
    const reader = new DocumentReader();
    return lanes.map((lane) => lane.finish(expected, reader));
  });
}

/** One peer at one size. */
class Lane {
  private readonly costs: Cost[] = [];
  private place: Place;

  constructor(
    readonly peer: Peer,
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
    this.costs.push(measure(this.peer.commands(this.place), this.folder));
  }

  get last(): number {
    return this.costs.at(-1)?.cpuSeconds ?? 0;
  }

  get isLong(): boolean {
    return this.last > LONG_SECONDS;
  }

  finish(expected: Multiset, reader: DocumentReader): Lap {
    const objects = map(this.peer.documents(this.place), (document) => reader.contentDigest(document));
    const equalWork = equalMultisets(multiset(objects), expected);
    return { peer: this.peer.name, services: this.services, costs: this.costs, equalWork };
  }
}

function* map<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
