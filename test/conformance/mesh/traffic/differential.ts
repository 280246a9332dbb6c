import { istiodRefusal } from '../../../../src/check/rules/istiod-validation';
import type { KubernetesObject } from '../../../../src/model/identity';
import { podLabelsOf } from '../../../mesh/traffic/differential/cluster';
import { meshOf } from '../../../mesh/traffic/differential/mesh-of';
import { describePair, type Pair, pairOf } from '../../../mesh/traffic/differential/pair';
import type { Probe } from '../../../mesh/traffic/differential/probe';
import { requestOf, trafficOf } from '../../../mesh/traffic/differential/traffic-of';
import { CLUSTER_OBJECTS } from './cluster-objects';
import type { Round } from './generator/round';
import type { RealTraffic } from './real-traffic';
import { reduce } from './reduction';

const PODS = podLabelsOf(CLUSTER_OBJECTS);

/** How often a request is sent when it is asked whether something is needed for it: weights may lead it elsewhere. */
const CHANCES = 8;

/** Holds what `Traffic` says against what real proxies do. */
export class Differential {
  /** Pairs that disagreed at the first look, and not at the second. */
  unsteady = 0;

  constructor(private readonly real: RealTraffic) {}

  /** Serves a round, and compares all of its probes. */
  async compare({ objects, probes }: Round): Promise<readonly Pair[]> {
    const traffic = trafficOf([...CLUSTER_OBJECTS, ...objects]);
    await this.real.serve(objects);
    const seen = await this.real.observe(probes);
    const pairs = probes.map((probe, i) => pairOf(traffic, probe, seen[i]!, PODS));
    const suspects = pairs.filter(isDisagreement);
    if (suspects.length === 0) return pairs;
    await this.real.serve(objects); // the same, for another wait until all proxies do what they say
    const again = await this.real.observe(suspects.map(({ probe }) => probe));
    const second = new Map(suspects.map((pair, i) => [pair, pairOf(traffic, pair.probe, again[i]!, PODS)]));
    this.unsteady += [...second.values()].filter((pair) => !isDisagreement(pair)).length;
    return pairs.map((pair) => second.get(pair) ?? pair);
  }

  /** A disagreement with no more objects than it takes, in words. */
  async explain(pair: Pair, round: Round): Promise<string> {
    let smallest = pair;
    const objects = await reduce(round.objects, async (candidate) => {
      if (isRefused(candidate) || !knows(candidate, pair.probe)) return false;
      const again = await this.compare({ objects: candidate, probes: Array<Probe>(CHANCES).fill(pair.probe) });
      // Another disagreement is another story.
      const disagreeing = again.find((one) => isDisagreement(one) && likeness(one) === likeness(pair));
      smallest = disagreeing ?? smallest;
      return disagreeing !== undefined;
    });
    return describePair(smallest, objects);
  }
}

export function isDisagreement({ differences }: Pair): boolean {
  return differences.length > 0;
}

/** Disagreements that look alike have one reason, most likely. */
export function likeness({ differences: [first = ''], probe }: Pair): string {
  return `${probe.from} ${first.replace(/-\d+|\d+\./g, '').replace(/: .*|(path|to|authority) \S+, .*/, '$1')}`;
}

/** Whether there is still a sender such as the probe's. */
function knows(objects: readonly KubernetesObject[], probe: Probe): boolean {
  try {
    return trafficOf([...CLUSTER_OBJECTS, ...objects]).answer(requestOf(probe)).outcome !== 'undefined';
  } catch {
    return false;
  }
}

/** Whether the API server would not take them. */
function isRefused(objects: readonly KubernetesObject[]): boolean {
  try {
    return [...istiodRefusal.check(meshOf(objects))].length > 0;
  } catch {
    return true; // something is missing that the kind's schema asks for
  }
}
