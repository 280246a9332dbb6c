import fc from 'fast-check';
import { runs } from '../fixtures/runs';
import { fleets, synthesized } from './fleet';

/** What applies to a fleet, in order and byte by byte. */
function textOf(fleet: ReturnType<typeof synthesized>): string {
  return JSON.stringify(fleet.map(({ set }) => set.manifests.map(({ object }) => object)));
}

test('random fleets synthesize without a refusal, and the same each time', () => {
  fc.assert(
    fc.property(fleets({ minServices: 1, maxServices: 40, maxEnvironments: 2 }), (plan) => {
      const fleet = synthesized(plan);
      expect(fleet.flatMap(({ refused }) => refused.map(({ code, message }) => `${code} ${message}`))).toEqual([]);
      expect(textOf(synthesized(plan))).toBe(textOf(fleet));
    }),
    { numRuns: runs(6) },
  );
});
