/** Whether something holds: 0 for no, 3 for yes, and 1 and 2 for a guess of either, where nobody can know. */
export type Likelihood = 0 | 1 | 2 | 3;

export const NO = 0;
/** What is unknown is taken for something that no condition names. */
export const UNKNOWN = 1;
export const YES = 3;

export function not(likelihood: Likelihood): Likelihood {
  return (3 - likelihood) as Likelihood;
}

/** Whether to take it for a yes. */
export function isLikely(likelihood: Likelihood): boolean {
  return likelihood > 1;
}

export function isSure(likelihood: Likelihood): boolean {
  return likelihood === NO || likelihood === YES;
}

/** As sure as the least of them; yes if there are none. */
export function allOf<Item>(items: readonly Item[], holds: (item: Item) => Likelihood): Likelihood {
  let least: Likelihood = YES;
  for (const item of items) {
    const likelihood = holds(item);
    if (likelihood < least) least = likelihood;
    if (least === NO) break;
  }
  return least;
}

/** As sure as the most of them; no if there are none. */
export function anyOf<Item>(items: readonly Item[], holds: (item: Item) => Likelihood): Likelihood {
  let most: Likelihood = NO;
  for (const item of items) {
    const likelihood = holds(item);
    if (likelihood > most) most = likelihood;
    if (most === YES) break;
  }
  return most;
}
