import { loadFleet } from '../../src/adapters/fleet-module';
import { composedFleet } from '../../src/cli/composed-sets';

// All that `validate` does before its stages begin, in a process that ends there.
void loadFleet(process.argv[2] ?? '').then((fleet) => {
  const { refused } = composedFleet(fleet, 'rendered');
  if (refused.length > 0) throw new Error(`the workload is refused: ${refused[0]?.message ?? ''}`);
});
