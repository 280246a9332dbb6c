import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { istioObject } from './objects';
import { rules } from './rules';
import { externalHosts, type Names, rarely } from './vocabulary';

type Objects = readonly KubernetesObject[];

const port = (number: number, targetPort?: number): object => ({
  number,
  name: `http-${number}`,
  protocol: 'HTTP',
  ...(targetPort !== undefined && { targetPort }),
});

function serviceEntry(names: Names, hosts: readonly string[]): fc.Arbitrary<KubernetesObject> {
  return fc
    .tuple(
      fc.constantFrom('office', 'shop', 'istio-system'),
      fc.constantFrom([port(80)], [port(80), port(8080)], [port(80, 8080)]),
      rarely(fc.constantFrom(['.'], ['*'], ['shop', 'istio-system']), 4),
      fc.oneof(resolved(names), fc.constant({ resolution: 'NONE' })),
    )
    .map(([namespace, ports, exportTo, found]) =>
      istioObject('ServiceEntry', namespace, `external-${names.slice}`, {
        hosts,
        location: 'MESH_EXTERNAL',
        ports,
        ...(hosts.some((host) => host.startsWith('*')) ? { resolution: 'NONE' } : found),
        ...(exportTo !== undefined && { exportTo }),
      }),
    );
}

/** At the host itself, or at hosts that labels tell apart; perhaps by an address besides, which is nobody's. */
function resolved(names: Names): fc.Arbitrary<object> {
  const endpoint = fc
    .tuple(
      fc.constantFrom(...externalHosts(names, ['one', 'two'])),
      fc.constantFrom('v1', 'v2'),
      rarely(fc.boolean(), 3),
    )
    .map(([address, version, isElsewhere]) => ({
      address,
      labels: { version },
      ...(isElsewhere === true && { ports: { 'http-80': 8080 } }),
    }));
  return fc
    .tuple(
      rarely(fc.uniqueArray(endpoint, { minLength: 1, maxLength: 2, selector: ({ address }) => address }), 3),
      rarely(fc.constant([`240.240.${names.slice}.1`]), 3),
    )
    .map(([endpoints, addresses]) => ({
      resolution: 'DNS',
      ...(endpoints !== undefined && { endpoints }),
      ...(addresses !== undefined && { addresses }),
    }));
}

/** A host of its own for pods of the mesh. */
function selecting(names: Names): fc.Arbitrary<KubernetesObject> {
  return fc
    .tuple(
      fc.constantFrom('MESH_INTERNAL', 'MESH_EXTERNAL'),
      fc.constantFrom([port(80, 8080)], [port(80, 8080), port(8080)]),
    )
    .map(([location, ports]) =>
      istioObject('ServiceEntry', 'stock', `external-${names.slice}`, {
        hosts: externalHosts(names, ['one']),
        location,
        ports,
        resolution: 'STATIC',
        workloadSelector: { labels: { app: 'items' } },
      }),
    );
}

function externalRule(names: Names, host: string): fc.Arbitrary<KubernetesObject> {
  return fc
    .tuple(
      fc.constantFrom('office', 'shop', 'istio-system'),
      fc.constantFrom(host, `*.s${names.slice}.example`),
      rarely(fc.constantFrom(['.'], ['shop']), 4),
    )
    .map(([namespace, covered, exportTo]) =>
      istioObject('DestinationRule', namespace, `external-${names.slice}`, {
        host: covered,
        subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
        ...(exportTo !== undefined && { exportTo }),
      }),
    );
}

/** Hosts outside of the mesh, with rules of their own or without. */
export function external(names: Names): fc.Arbitrary<Objects> {
  const hosts = fc.constantFrom(
    externalHosts(names, ['one']),
    externalHosts(names, ['one', 'two']),
    externalHosts(names, ['*']),
  );
  return hosts.chain((list) => {
    const routed = rules(names, { isForMesh: true, gateways: [], delegates: [] }).map((http) =>
      istioObject('VirtualService', 'office', `external-${names.slice}`, { hosts: list.slice(0, 1), http }),
    );
    const entry = fc.oneof(
      { weight: 5, arbitrary: serviceEntry(names, list) },
      { weight: 1, arbitrary: selecting(names) },
    );
    return fc
      .tuple(entry, rarely(routed, 3), rarely(externalRule(names, list[0]!), 3))
      .map((parts) => parts.filter((part) => part !== undefined));
  });
}

/** A host outside of the mesh by way of the egress gateway, as Istio's documentation has it. */
export function egress(names: Names): fc.Arbitrary<Objects> {
  const [host] = externalHosts(names, ['one']) as readonly [string];
  const gateways = [`istio-system/exit-${names.slice}`];
  const port = { number: 80, name: 'http', protocol: 'HTTP' };
  const exit = istioObject('Gateway', 'istio-system', `exit-${names.slice}`, {
    selector: { istio: 'egressgateway' },
    servers: [{ port, hosts: [host] }],
  });
  const there = [{ destination: { host: 'istio-egressgateway.istio-system.svc.cluster.local', port: { number: 80 } } }];
  const onwards = [{ destination: { host, port: { number: 80 } } }];
  return fc
    .tuple(
      serviceEntry(names, [host]),
      rules(names, { isForMesh: true, gateways, delegates: [] }),
      fc.boolean(),
      fc.constantFrom('istio-system', 'office', 'shop'),
    )
    .map(([entry, random, isPlain, namespace]) => {
      const atExit = { match: [{ gateways, port: 80 }], route: onwards };
      const http = [
        { match: [{ gateways: ['mesh'], port: 80 }], route: there },
        ...(isPlain
          ? []
          : random.slice(0, 2).map((rule) => ({ ...rule, match: [{ gateways, uri: { prefix: '/v1' } }] }))),
        atExit,
      ];
      const virtual = { hosts: [host], gateways: ['mesh', ...gateways], http };
      return [entry, exit, istioObject('VirtualService', namespace, `exit-${names.slice}`, virtual)];
    });
}
