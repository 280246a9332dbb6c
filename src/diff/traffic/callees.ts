import { serviceHost } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import type { Labels } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { ServiceSpec, specOf } from '../../mesh/specs';

/** A service in the mesh, as callers know it. */
export interface Callee {
  readonly host: string;
  /** Of the service, at least one. */
  readonly ports: readonly number[];
  readonly namespace: string;
  readonly labels: Labels;
}

/** By host. */
export type Callees = ReadonlyMap<string, Callee>;

/** The services of a mesh, by host. */
export function calleesOf(mesh: Mesh): Callees {
  const callees = new Map<string, Callee>();
  for (const { namespace, labels, service } of mesh.set.workloads) {
    if (service === undefined) continue;
    const host = serviceHost(service.name, namespace);
    callees.set(host, { host, namespace, labels, ports: service.ports.length === 0 ? [80] : service.ports });
  }
  for (const manifest of mesh.all(kinds.Service)) {
    const { name, namespace } = manifest.identity;
    const { selector, ports = [] } = specOf<ServiceSpec>(manifest);
    const host = serviceHost(name, namespace);
    if (selector === undefined || ports.length === 0) continue;
    callees.set(host, { host, namespace, labels: selector, ports: ports.map(({ port }) => port) });
  }
  // Of a set that was read from YAML nothing but its rules says which services there are.
  for (const { host, manifest } of mesh.destinationRules) {
    const name = host.split('.', 1)[0]!;
    if (callees.has(host) || host !== serviceHost(name, manifest.identity.namespace)) continue;
    callees.set(host, { host, namespace: manifest.identity.namespace, labels: { app: name }, ports: [80] });
  }
  return callees;
}
