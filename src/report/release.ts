import type { Release } from '../model/release';

/** What is rolled out of a service, in words. */
export function describeRelease(release: Release): string {
  if (release.strategy === 'canary') {
    const { stable, canary, retiring } = release;
    if (canary !== undefined) {
      const steps = canary.steps === undefined ? '' : `, steps ${canary.steps.join(', ')}`;
      return `canary, ${stable} gets ${100 - canary.weight} % and ${canary.version} ${canary.weight} %${steps}`;
    }
    return `canary, ${stable} gets everything${retiring === undefined ? '' : `; the subset of ${retiring} is left to clean up`}`;
  }
  const { active, idle } = release;
  const other = active === 'blue' ? 'green' : 'blue';
  const version = (colour: 'blue' | 'green'): string => release[colour] ?? 'an unknown version';
  const what = { preview: 'preview', previous: 'previous version' }[idle ?? 'previous'];
  return `blue-green, ${version(active)} in ${active} gets everything; ${
    idle === undefined ? `${other} is idle` : `${version(other)} in ${other} is the ${what}`
  }`;
}
