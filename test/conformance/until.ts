import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MILLISECONDS = 90_000;
const INTERVAL_MILLISECONDS = 50;

/** Waits until something is so; false when it has not come to be for long. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await isSo())) {
    if (Date.now() > deadline) return false;
    await sleep(INTERVAL_MILLISECONDS);
  }
  return true;
}
