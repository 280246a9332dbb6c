import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../build';
import { Multiset, multiset } from '../multiset';
import { questions } from '../questions';
import { ENVIRONMENTS } from '../workload';
import type { Peer, Place } from './peer';

/** A peer that tells what requests meet. */
export interface Teller extends Peer {
  /** What it said, and how often. */
  said(place: Place): Multiset;
  expected(services: number): Multiset;
}

/** How often each request is asked again, which makes seconds of microseconds. */
const TIMES = 5;

/** Making the index, all parts of which are made by the first request that needs them. */
export function indexing(build: Build): Teller {
  return { ...asking(build, 0), name: 'the index, by its first answers', counted: (at) => figuresAt(at).indexSeconds };
}

/** The same requests again. */
export function answering(build: Build): Teller {
  return { ...asking(build, TIMES), name: 'answers after it', counted: (at) => figuresAt(at).answerSeconds };
}

/** How many answers are timed. */
export function answersTimed(services: number): number {
  return ENVIRONMENTS.length * TIMES * [...questions(services, ENVIRONMENTS[0]!)].length;
}

function asking(build: Build, times: number): Omit<Teller, 'name'> {
  return {
    commands: (place) => [
      {
        argv: [
          process.execPath,
          build.file('bench/apps/traffic.js'),
          fileOf(place),
          String(place.services),
          String(times),
        ],
      },
    ],
    said: (place) => new Map(Object.entries(figuresAt(place).answers)),
    expected: (services) =>
      multiset(ENVIRONMENTS.flatMap((settings) => [...questions(services, settings)].map(({ expected }) => expected))),
  };
}

/** What the requests of one mesh meet after a change of some services, as `diff` says it. */
export function comparing(build: Build, name: string, changed: (services: number) => number): Teller {
  return {
    name,
    commands: (place) => {
      const { services } = place;
      const app = build.file('bench/apps/traffic-diff.js');
      return [{ argv: [process.execPath, app, fileOf(place), String(services), String(changed(services))] }];
    },
    counted: (place) => figuresAt(place).indexSeconds,
    said: (place) => new Map(Object.entries(figuresAt(place).answers)),
    expected: (services) => new Map([['weight', changed(services)]]),
  };
}

/** What the programs write of themselves. */
export interface TrafficFigures {
  readonly indexSeconds: number;
  readonly answerSeconds: number;
  /** How often each was given while the index was made. */
  readonly answers: Readonly<Record<string, number>>;
}

function figuresAt(place: Place): TrafficFigures {
  return JSON.parse(readFileSync(fileOf(place), 'utf8')) as TrafficFigures;
}

function fileOf({ output }: Place): string {
  return join(output, 'figures.json');
}
