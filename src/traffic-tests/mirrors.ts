import type { Applied } from '../mesh/traffic/answer';
import { destinationInWords, isNameOf, isShare } from './destinations';
import type { ExpectedMirror } from './traffic-test';

type Copy = NonNullable<Applied['mirrors']>[number];

/** Whether these copies are made, and no others. */
export function mirrorsAll(expected: readonly ExpectedMirror[], copies: readonly Copy[]): boolean {
  return (
    copies.every((copy) => expected.some((mirror) => fits(mirror, copy))) &&
    expected.every((mirror) => copies.some((copy) => fits(mirror, copy)))
  );
}

function fits({ service, subset, percentage }: ExpectedMirror, copy: Copy): boolean {
  return (
    isNameOf(service, copy.host) &&
    (subset === undefined || subset === copy.subset) &&
    (percentage === undefined || isShare(percentage, copy.percentage))
  );
}

export function mirrorsInWords(mirrors: readonly ExpectedMirror[]): string {
  const words = mirrors.map(({ service, subset, percentage }) =>
    destinationInWords(service, { subset, weight: percentage }),
  );
  return words.join(', ') || 'none';
}
