import fc from 'fast-check';
import { externalHosts, type Names, type Part } from './vocabulary';

/** Where a share of requests, or a copy, is sent: also to what is not there. */
export function destination(names: Names): fc.Arbitrary<Part> {
  const [external] = externalHosts(names, ['one']);
  const host = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(names.webHost, names.itemsHost) },
    { weight: 2, arbitrary: fc.constantFrom('cart.shop.svc.cluster.local', 'depot.stock.svc.cluster.local') },
    { weight: 1, arbitrary: fc.constantFrom(names.web, names.items, 'cart', `${names.web}.shop`, 'cart.shop.svc') },
    { weight: 1, arbitrary: fc.constantFrom(external!, 'nowhere.shop.svc.cluster.local', 'nowhere.example') },
  );
  const subset = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: fc.constantFrom('v1', 'v2') },
    { weight: 1, arbitrary: fc.constantFrom('v3', 'undeclared') },
  );
  const port = fc.oneof(
    { weight: 8, arbitrary: fc.constant(80) },
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constant(81) },
    { weight: 1, arbitrary: fc.constant(999) },
  );
  return fc.record({ host, subset, port }).map(({ host: to, subset: version, port: number }) => ({
    host: to,
    ...(version !== undefined && { subset: version }),
    ...(number !== undefined && { port: { number } }),
  }));
}
