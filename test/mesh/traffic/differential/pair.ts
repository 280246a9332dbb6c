import { parseAllDocuments, stringify } from 'yaml';
import type { TrafficAnswer } from '../../../../src/mesh/traffic/answer';
import type { Traffic } from '../../../../src/mesh/traffic/traffic';
import { describeIdentity, type KubernetesObject } from '../../../../src/model/identity';
import { differences, isDecided } from './comparison';
import type { Observation, PodLabels, Probe } from './probe';
import { requestOf } from './traffic-of';

/** A request, what it met in a real mesh, and what `Traffic` says of it. */
export interface Pair {
  readonly probe: Probe;
  readonly seen: Observation;
  readonly answer: TrafficAnswer;
  /** Whether there is anything to agree on. */
  readonly isDecided: boolean;
  /** None when they agree. */
  readonly differences: readonly string[];
}

export function pairOf(traffic: Traffic, probe: Probe, seen: Observation, pods: PodLabels): Pair {
  const answer = traffic.explain(requestOf(probe));
  const decided = isDecided(answer);
  return {
    probe,
    seen,
    answer,
    isDecided: decided,
    differences: decided ? differences(answer, probe, seen, pods) : [],
  };
}

/** A pair in words, and all that it takes to repeat it: a counterexample, as the folder of that name has them. */
export function describePair(
  { probe, seen, answer, differences: found }: Pair,
  objects: readonly KubernetesObject[],
): string {
  const { outcome, status, destinations, rewrite, policies, doubts } = answer;
  const effects = policies.map(({ manifest, effect }) => `${describeIdentity(manifest.identity)} ${effect}`);
  const steps = answer.trace.map(({ at, step, manifest, pointer = '', because }) => {
    const where = manifest === undefined ? '' : `${describeIdentity(manifest.identity)}${pointer}: `;
    return `${at}: ${step}: ${where}${because}`;
  });
  const comments = [
    ...found.map((difference) => `real: ${difference}`),
    `said: ${JSON.stringify({ outcome, status, destinations, rewrite, effects, doubts })}`,
    ...steps,
  ];
  return `${comments.map((comment) => `# ${comment}\n`).join('')}${writeCounterexample({ probe, seen, objects })}`;
}

/** A mesh, a request, and what it met. */
export interface Counterexample {
  readonly probe: Probe;
  readonly seen: Observation;
  readonly objects: readonly KubernetesObject[];
}

function writeCounterexample({ probe, seen, objects }: Counterexample): string {
  return [{ probe, seen }, ...objects].map((document) => stringify(document)).join('---\n');
}

export function readCounterexample(text: string): Counterexample {
  const [pair, ...objects] = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  return { ...(pair as Pick<Counterexample, 'probe' | 'seen'>), objects: objects as readonly KubernetesObject[] };
}
