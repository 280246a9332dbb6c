import fc from 'fast-check';
import { Importable } from '../../../src/mesh/routing/importable';
import { EgressListener } from '../../../src/mesh/routing/sidecar-scope';

const namespace = fc.constantFrom('shop', 'stock', 'istio-system');
const name = fc.constantFrom('a.example', 'b.example', 'a.b.example', 'web.shop.svc.cluster.local', 'other.org');
const host = fc.oneof(name, fc.constantFrom('*', '*.example', '*.b.example', '*.shop.svc.cluster.local'));
const owner = fc.oneof(namespace, fc.constantFrom('*', '.', '~', '~shop'));
const listener = fc.array(fc.tuple(owner, host), { minLength: 1, maxLength: 4 }).map(
  (imports) =>
    new EgressListener(
      undefined,
      imports.map((parts) => parts.join('/')),
      'shop',
    ),
);
const items = fc.array(fc.record({ namespace, host }), { maxLength: 8 });

test('a list of imports finds the services that asking all of them finds, in their order', () => {
  fc.assert(
    fc.property(items, fc.array(listener, { maxLength: 2 }), (services, listeners) => {
      const isImported = (service: (typeof services)[number]): boolean =>
        listeners.some((one) => one.importsService(service.host, service.namespace));
      const importable = new Importable(services, (service) => [service.host]);
      expect(importable.of(listeners, isImported)).toEqual(services.filter(isImported));
    }),
  );
});
