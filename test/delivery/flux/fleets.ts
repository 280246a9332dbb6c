import { App } from 'cdk8s';
import type { KubernetesObject } from '../../../src/model/identity';
import type { DeliveredEnvironment, Delivery } from '../../../src/platform/delivery';
import { FleetScope } from '../../../src/platform/fleet-scope';
import { readTree } from '../../../src/synth/manifests';

export function delivered(more: Partial<DeliveredEnvironment> = {}): DeliveredEnvironment {
  return {
    name: 'production',
    clusters: [{ name: 'eu' }],
    repository: { url: 'https://github.com/your-org/mesh', branch: 'main', path: 'deploy' },
    path: 'overlays/production',
    stages: undefined,
    labels: { environment: 'production' },
    contents: { kinds: [], namespaces: [], ownedFields: [] },
    ...more,
  };
}

/** What a delivery adds to the fleet. */
export function composed(
  delivery: Delivery,
  ...environments: readonly DeliveredEnvironment[]
): readonly KubernetesObject[] {
  const fleet = new FleetScope(new App());
  delivery.compose(fleet, environments);
  return objectsIn(fleet);
}

export function objectsIn(fleet: FleetScope): readonly KubernetesObject[] {
  const { manifests, failures } = readTree(fleet);
  expect(failures).toEqual([]);
  return manifests.map(({ object }) => object);
}

/** The objects of a kind, by name. */
export function named<T = KubernetesObject>(objects: readonly KubernetesObject[], kind: string): Map<string, T> {
  const chosen = objects.filter((object) => object.kind === kind);
  return new Map(chosen.map((object) => [object.metadata.name, object as T]));
}
