import { groupOf } from '../../src/model/identity';
import fc from 'fast-check';
import { applyOrder, ApplyOrder, Edge, Tier, tierOf, TIERS } from '../../src/mesh/apply-order';
import { canonicalObject, Manifest, manifestOf } from '../../src/model/manifest';
import { runs } from '../fixtures/runs';

const KINDS = ['Namespace', 'Service', 'PeerAuthentication', 'Gateway', 'DestinationRule', 'VirtualService', 'Sidecar'];
const GROUPS: Readonly<Record<string, string>> = {
  Namespace: '',
  Service: '',
  PeerAuthentication: 'security.istio.io/',
};

function manifest(kind: string, name: string): Manifest {
  const apiVersion = `${GROUPS[kind] ?? 'networking.istio.io/'}v1`;
  return manifestOf(canonicalObject({ apiVersion, kind, metadata: { name, namespace: 'shop' } }), {});
}

const route = (name: string) => manifest('VirtualService', name);
const edge = (from: Manifest, to: Manifest): Edge => ({ from, to, pointer: '/spec' });
const names = ({ manifests }: Pick<ApplyOrder, 'manifests'>) => manifests.map(({ identity: { name } }) => name);

describe('tiers', () => {
  test.each<[string, Tier]>([
    ['v1 Namespace', 'namespaces'],
    ['apiextensions.k8s.io/v1 CustomResourceDefinition', 'namespaces'],
    ['v1 Service', 'foundations'],
    ['v1 ServiceAccount', 'foundations'],
    ['cert-manager.io/v1 Certificate', 'foundations'],
    ['external-secrets.io/v1 ExternalSecret', 'foundations'],
    ['unheard.of/v1 Thing', 'foundations'],
    ['security.istio.io/v1 PeerAuthentication', 'mesh-defaults'],
    ['telemetry.istio.io/v1 Telemetry', 'mesh-defaults'],
    ['networking.istio.io/v1 Gateway', 'gateways'],
    ['gateway.networking.k8s.io/v1 Gateway', 'gateways'],
    ['networking.istio.io/v1 ServiceEntry', 'gateways'],
    ['networking.istio.io/v1 DestinationRule', 'destinations'],
    ['networking.istio.io/v1 VirtualService', 'routes'],
    ['networking.istio.io/v1beta1 VirtualService', 'routes'],
    ['gateway.networking.k8s.io/v1 HTTPRoute', 'routes'],
    ['security.istio.io/v1 AuthorizationPolicy', 'policies'],
    ['security.istio.io/v1 RequestAuthentication', 'policies'],
    ['networking.istio.io/v1 Sidecar', 'policies'],
  ])('%s is of the %s', (type, tier) => {
    const [apiVersion, kind] = type.split(' ');
    expect(tierOf({ group: groupOf(apiVersion!), kind: kind! })).toBe(tier);
  });

  test('come in the order in which the mesh can be built without a gap', () => {
    const manifests = [...KINDS].reverse().map((kind) => manifest(kind, 'a'));
    expect(applyOrder(manifests, []).manifests.map(({ identity }) => tierOf(identity))).toEqual([...TIERS]);
  });
});

/** Objects of all tiers, with references from some to others of the same or an earlier tier, never in a circle. */
const system = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...KINDS, 'VirtualService', 'VirtualService'),
      name: fc.stringMatching(/^[a-z]{1,3}$/),
    }),
    {
      selector: ({ kind, name }) => `${kind}/${name}`,
      minLength: 1,
      maxLength: 12,
    },
  )
  .chain((objects) => {
    const manifests = objects.map(({ kind, name }) => manifest(kind, name));
    const rank = (of: Manifest) => TIERS.indexOf(tierOf(of.identity));
    const possible = manifests.flatMap((from, i) =>
      manifests
        .filter((to, j) => rank(to) < rank(from) || (rank(to) === rank(from) && j < i))
        .map((to) => edge(from, to)),
    );
    return fc.record({ manifests: fc.constant(manifests), edges: fc.subarray(possible) });
  });

describe('the apply order', () => {
  test('holds every object once', () => {
    fc.assert(
      fc.property(system, ({ manifests, edges }) => {
        const order = applyOrder(manifests, edges);
        expect(new Set(order.manifests)).toEqual(new Set(manifests));
        expect(order.manifests).toHaveLength(manifests.length);
      }),
    );
  });

  test('is the same whatever the order of objects and references', () => {
    const shuffle = system.chain(({ manifests, edges }) =>
      fc.record({
        manifests: fc.constant(manifests),
        edges: fc.constant(edges),
        otherManifests: fc.shuffledSubarray(manifests, { minLength: manifests.length }),
        otherEdges: fc.shuffledSubarray(edges, { minLength: edges.length }),
      }),
    );
    fc.assert(
      fc.property(shuffle, ({ manifests, edges, otherManifests, otherEdges }) => {
        expect(applyOrder(otherManifests, otherEdges).manifests).toEqual(applyOrder(manifests, edges).manifests);
      }),
    );
  });

  test('has everything after what it refers to', () => {
    fc.assert(
      fc.property(system, ({ manifests, edges }) => {
        const order = applyOrder(manifests, edges);
        const place = new Map(order.manifests.map((object, i) => [object, i]));
        for (const { from, to } of edges) expect(place.get(from)).toBeGreaterThan(place.get(to)!);
        expect(order).toMatchObject({ backward: [], cycles: [] });
      }),
    );
  });

  test('of all others stays as it was when an object is added, whatever the new one refers to', () => {
    fc.assert(
      fc.property(system, fc.nat(), ({ manifests, edges }, n) => {
        const referredTo = new Set(edges.map(({ to }) => to));
        const candidates = manifests.filter((candidate) => !referredTo.has(candidate));
        const added = candidates[n % candidates.length]!;
        const without = applyOrder(
          manifests.filter((object) => object !== added),
          edges.filter(({ from }) => from !== added),
        );
        const order = applyOrder(manifests, edges);
        expect(order.manifests.filter((object) => object !== added)).toEqual(without.manifests);
      }),
      { numRuns: runs(150) },
    );
  });

  test('takes no part in the locale of the machine: names are compared by their characters', () => {
    const order = applyOrder([route('a'), route('B'), route('ä'), route('b')], []);
    expect(names(order)).toEqual(['B', 'a', 'b', 'ä']);
  });

  test('follows a chain of references of any length', () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => route(`v${i}`));
    const edges = chain.slice(1).map((to, i) => edge(chain[i]!, to));
    expect(applyOrder(chain, edges).manifests).toEqual([...chain].reverse());
  });
});

describe('an order that cannot be', () => {
  test('is reported for a reference to something that is applied later', () => {
    const [gateway, policy] = [manifest('Gateway', 'main'), manifest('Sidecar', 'all')];
    const forward = edge(policy, gateway);
    const backward = edge(gateway, policy);
    const order = applyOrder([gateway, policy], [forward, backward]);
    expect(order.backward).toEqual([backward]);
    expect(order.cycles).toEqual([]);
    expect(order.manifests).toEqual([gateway, policy]);
  });

  test('is reported for an object that refers to itself', () => {
    const loop = route('loop');
    const order = applyOrder([loop], [edge(loop, loop)]);
    expect(order.cycles).toEqual([[edge(loop, loop)]]);
    expect(order.manifests).toEqual([loop]);
  });

  test('is reported for a circle, by its references alone and in their order', () => {
    const [entry, a, b, c] = ['entry', 'a', 'b', 'c'].map(route) as [Manifest, Manifest, Manifest, Manifest];
    const circle = [edge(a, b), edge(b, c), edge(c, a)];
    const order = applyOrder([entry, c, b, a], [edge(entry, b), ...circle]);
    expect(order.cycles).toEqual([circle]);
    expect(new Set(order.manifests)).toEqual(new Set([entry, a, b, c]));
  });

  test('is reported for each of two circles', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(route) as [Manifest, Manifest, Manifest, Manifest];
    const circles = [
      [edge(a, b), edge(b, a)],
      [edge(c, d), edge(d, c)],
    ];
    expect(applyOrder([a, b, c, d], circles.flat()).cycles).toEqual(circles);
  });

  test('is no order with a diamond: two ways to one object are no circle', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(route) as [Manifest, Manifest, Manifest, Manifest];
    const order = applyOrder([a, b, c, d], [edge(a, b), edge(a, c), edge(b, d), edge(c, d)]);
    expect(order.cycles).toEqual([]);
    expect(names(order)).toEqual(['d', 'b', 'c', 'a']);
  });
});
