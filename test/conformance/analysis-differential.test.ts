import fc from 'fast-check';
import { meshOf } from '../fixtures/manifests';
import {
  codeOf,
  GIVEN_FROM_FILES,
  isAboutMissingGateway,
  ourVerdicts,
  theirVerdicts,
  unshared,
  Verdict,
  Verdicts,
} from './analysis-cases';
import { istioctlAnalyze } from './istioctl';
import { describeWith } from './programs';
import { smallMesh } from './analysis-meshes';

/** Meshes of one run. Each is in namespaces and hosts of its own, so that istioctl, which is slow to start, sees all at once. */
const MESHES = 50;

/** Where istioctl compares matches in another way than by what they admit: see docs/analysis.md. */
const NOT_COMPARED = ['IST0131'];

/** The false alarms that analysis.test.ts has examples of. */
function isFalseAlarm(verdict: Verdict, theirs: Verdicts): boolean {
  return isAboutMissingGateway(verdict, theirs) || theirs.get(verdict)!.every((message) => isNoise(message));
}

/** A conflict of one virtual service, or of one that is for some namespaces; a delegate, which is refused anyway. */
function isNoise(message: string): boolean {
  const [, names = '', scope] = /The VirtualServices (\S+) .* same host ([^/]+)\//.exec(message) ?? [];
  const isNoConflict = names !== '' && (new Set(names.split(',')).size === 1 || scope !== '*');
  return isNoConflict || message.startsWith('one or more host [] ');
}

/** What analysis.test.ts has examples of: single hosts outside of the gateway, delegates, ports, and who sees what. */
function isMissed(verdict: Verdict, ours: Verdicts): boolean {
  const isBeyond = (message: string): boolean => /delegated to|has no port|do not see/.test(message);
  return codeOf(verdict) === 'IST0132' || (codeOf(verdict) === 'IST0101' && ours.get(verdict)!.every(isBeyond));
}

describeWith(['istioctl'], 'random meshes', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('are judged alike, seed %i', async (seed) => {
    const meshes = fc.sample(smallMesh, { numRuns: MESHES, seed });
    const objects = meshes.flatMap((make, i) => make(`m${seed}x${i}`));
    const yaml = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    const ours = ourVerdicts(meshOf(yaml));
    const theirs = theirVerdicts(await istioctlAnalyze(yaml));
    const isCompared = (verdict: Verdict): boolean =>
      GIVEN_FROM_FILES.has(codeOf(verdict)) && !NOT_COMPARED.includes(codeOf(verdict));
    expect({
      'they alone': unshared(theirs, ours, (verdict) => isCompared(verdict) && !isFalseAlarm(verdict, theirs)),
      'we alone': unshared(ours, theirs, (verdict) => isCompared(verdict) && !isMissed(verdict, ours)),
    }).toEqual({ 'they alone': [], 'we alone': [] });
    // Enough is said that agreeing means something.
    expect(new Set([...theirs.keys()].map(codeOf)).size).toBeGreaterThan(10);
    expect(theirs.size).toBeGreaterThan(MESHES);
  });
});
