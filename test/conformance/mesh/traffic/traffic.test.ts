import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stderr } from 'node:process';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { runs, SEED } from '../../../fixtures/runs';
import { CLUSTER_FILE } from '../../../mesh/traffic/differential/cluster';
import { meshOf } from '../../../mesh/traffic/differential/mesh-of';
import type { Pair } from '../../../mesh/traffic/differential/pair';
import { requestOf, trafficOf } from '../../../mesh/traffic/differential/traffic-of';
import { describeWith } from '../../programs';
import { MESH_PROGRAMS } from '../harness/real-mesh';
import { shares } from '../shares';
import { CLUSTER_OBJECTS } from './cluster-objects';
import { Coverage } from './coverage';
import { Differential, isDisagreement, likeness } from './differential';
import { type Round, rounds } from './generator/round';
import { namesOf } from './generator/vocabulary';
import { weightedService } from './generator/weights';
import { RealTraffic } from './real-traffic';

/** To each of the meshes that are served at once. */
const PROBES = 40;

/** 17 rounds of 640 pairs unless `FUZZ_TIMES` says otherwise. */
const ROUNDS = runs(1.7);

/** Disagreements that are made as small as they get, which takes a minute or two each. */
const TOLD = 2;

/** Services with weights, and requests to each. */
const WEIGHTED = 8;
const TIMES = 400;

/** Rounds of which `TRAFFIC_CORPUS=write` makes the corpus that `npm test` repeats. */
const RECORDED = process.env['TRAFFIC_CORPUS'] === 'write' ? 3 : 0;

describeWith(MESH_PROGRAMS, `random meshes and requests (FUZZ_SEED=${SEED})`, () => {
  let real: RealTraffic;

  beforeAll(async () => {
    real = await RealTraffic.start();
  });

  afterAll(() => real.stop());

  test(
    'meet in real istiod and Envoys what Traffic says',
    async () => {
      const differential = new Differential(real);
      const coverage = new Coverage();
      const disagreements = new Map<string, { readonly pair: Pair; readonly round: Round; readonly seed: number }>();
      for (let i = 0; i < ROUNDS; i++) {
        const seed = SEED + i;
        const [round] = fc.sample(rounds(PROBES), { seed, numRuns: 1 }) as [Round];
        const pairs = await differential.compare(round);
        expect({ seed, refusals: await real.refusals() }).toEqual({ seed, refusals: [] });
        if (i < RECORDED) record(`round-${i + 1}`, round, pairs);
        const { config } = meshOf(round.objects);
        for (const pair of pairs) coverage.add(pair, config);
        for (const pair of pairs.filter(isDisagreement)) {
          if (!disagreements.has(likeness(pair))) disagreements.set(likeness(pair), { pair, round, seed });
        }
      }
      stderr.write(`${coverage.describe()}\n${differential.unsteady} pairs agreed at the second look only\n`);
      const told: string[] = [];
      for (const [kind, { seed }] of disagreements) stderr.write(`disagreement, FUZZ_SEED=${seed}: ${kind}\n`);
      for (const [kind, { pair, round, seed }] of disagreements) {
        const isSmall = told.length < TOLD;
        told.push(`FUZZ_SEED=${seed}: ${kind}\n${isSmall ? await differential.explain(pair, round) : ''}`);
      }
      expect(told.join('\n')).toBe('');
      expect(coverage.unexercised).toEqual([]);
    },
    60_000 * (ROUNDS + 3 * TOLD),
  );

  test('are spread over versions as Traffic says', async () => {
    const all = fc.tuple(...[...Array(WEIGHTED).keys()].map(weightedService));
    const services = fc.sample(all, { seed: SEED, numRuns: 1 })[0]!;
    const traffic = trafficOf([...CLUSTER_OBJECTS, ...services.flat()]);
    await real.serve(services.flat());
    for (const slice of services.keys()) {
      const probe = { from: 'shop/buyer', method: 'GET', url: `http://${namesOf(slice).webHost}/`, headers: {} };
      const expected: Record<string, number> = {};
      for (const { labels, weight } of traffic.answer(requestOf(probe)).destinations) {
        const answer = `200 from ${labels['app']}-${labels['version']}`;
        if (weight > 0) expected[answer] = (expected[answer] ?? 0) + weight;
      }
      expect(shares(await real.tally(probe, TIMES), expected)).toEqual(expected);
    }
  });
});

/** Keeps what agreed, so that it goes on to. */
function record(name: string, { objects }: Round, pairs: readonly Pair[]): void {
  const write = (file: string, text: string): void => writeFileSync(join(CLUSTER_FILE, '..', file), text);
  const agreed = pairs.filter((pair) => pair.isDecided && !isDisagreement(pair));
  write('cluster.yaml', CLUSTER_OBJECTS.map((object) => stringify(object)).join('---\n'));
  write(`${name}.yaml`, objects.map((object) => stringify(object)).join('---\n'));
  write(`${name}.jsonl`, agreed.map(({ probe, seen }) => `${JSON.stringify({ probe, seen })}\n`).join(''));
}
