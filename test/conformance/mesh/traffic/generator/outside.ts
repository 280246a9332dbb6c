import fc from 'fast-check';
import type { KubernetesObject } from '../../../../../src/model/identity';
import { istioObject } from './objects';
import { rules } from './rules';
import { externalHosts, type Names, rarely } from './vocabulary';

type Objects = readonly KubernetesObject[];

function serviceEntry(names: Names, hosts: readonly string[]): fc.Arbitrary<KubernetesObject> {
  const port = (number: number): object => ({ number, name: `http-${number}`, protocol: 'HTTP' });
  return fc
    .tuple(
      fc.constantFrom('office', 'shop', 'istio-system'),
      fc.constantFrom([port(80)], [port(80), port(8080)]),
      rarely(fc.constantFrom(['.'], ['*'], ['shop', 'istio-system']), 4),
      fc.constantFrom('DNS', 'NONE'),
    )
    .map(([namespace, ports, exportTo, resolution]) =>
      istioObject('ServiceEntry', namespace, `external-${names.slice}`, {
        hosts,
        location: 'MESH_EXTERNAL',
        ports,
        resolution: hosts.some((host) => host.startsWith('*')) ? 'NONE' : resolution,
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
    return fc
      .tuple(serviceEntry(names, list), rarely(routed, 3))
      .map(([entry, virtual]) => (virtual === undefined ? [entry] : [entry, virtual]));
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
