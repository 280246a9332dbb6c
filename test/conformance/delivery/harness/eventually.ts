import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient, Reference } from '../../kube-client';

const PATIENCE_MILLISECONDS = 90_000;
const INTERVAL_MILLISECONDS = 100;

/**
 * Looks again and again until what is seen is as it has to be.
 *
 * @param show what an error says of what was seen
 * @throws Error with what was seen last when it does not come to be so
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T>,
  isIt: (seen: T) => boolean,
  show: (seen: T) => unknown = (seen) => seen,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const seen = await look();
    if (isIt(seen)) return seen;
    if (Date.now() > deadline) {
      const shown = JSON.stringify(show(seen), null, 2);
      throw new Error(`${what}: not within ${PATIENCE_MILLISECONDS / 1000} s; last seen ${shown}`);
    }
    await sleep(INTERVAL_MILLISECONDS);
  }
}

/** Waits until an object is gone: Kubernetes' garbage collector takes its time after whoever deletes it is done. */
export async function eventuallyGone(api: KubeClient, reference: Reference): Promise<void> {
  await eventually(
    `end of ${reference.kind} ${reference.metadata.name}`,
    () => api.get(reference),
    (seen) => seen === undefined,
  );
}
