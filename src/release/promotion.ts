import type { BlueGreenRelease, CanaryRelease, Release } from '../model/release';
import { preview, switchOver } from './blue-green';
import { change, Decision, refusal } from './decision';

/**
 * What becomes of a service when the version that serves everybody in one environment is to serve everybody in the
 * next. How it is rolled out is the next one's own: its colours, and the steps of its canaries.
 *
 * A service that runs the version already is a change to what it is.
 */
export function promote(source: Release, target: Release): Decision<Release> {
  if (source.strategy === 'canary') {
    return target.strategy === 'canary' ? promoteCanary(source, target) : otherStrategy(source, target);
  }
  return target.strategy === 'blue-green' ? promoteBlueGreen(source, target) : otherStrategy(source, target);
}

function promoteCanary(source: CanaryRelease, target: CanaryRelease): Decision<Release> {
  if (source.canary !== undefined) {
    return refusal(
      `is in the middle of a rollout there: ${source.canary.version} gets ${source.canary.weight} %`,
      'complete',
    );
  }
  if (target.canary !== undefined) {
    return refusal(
      `is in the middle of a rollout here: ${target.canary.version} gets ${target.canary.weight} %`,
      'abort',
    );
  }
  if (source.stable === target.stable) return change(target, `${target.stable} stays the stable version`);
  return change(
    { strategy: 'canary', stable: source.stable },
    `${source.stable} takes over from ${target.stable} for all requests at once`,
  );
}

function promoteBlueGreen(source: BlueGreenRelease, target: BlueGreenRelease): Decision<Release> {
  const version = source[source.active];
  if (version === undefined) return refusal(`has no version in ${source.active} there`, 'status');
  if (source.idle === 'preview') return refusal('has a preview there that is not switched', 'switch');
  if (target.idle === 'preview') return refusal('has a preview here that is not switched', 'switch');
  if (target[target.active] === version) return change(target, `${version} stays in ${target.active}`);
  const previewed = preview(version)(target);
  return previewed.kind === 'refusal' ? previewed : switchOver(previewed.release);
}

function otherStrategy(source: Release, target: Release): Decision<Release> {
  return refusal(`is ${source.strategy} there and ${target.strategy} here`, 'status');
}
