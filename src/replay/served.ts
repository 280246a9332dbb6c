import { hostsOverlap } from '../mesh/host';
import type { Mesh } from '../mesh/mesh';

/** What gateways take, as far as their logs leave it open. */
export class Served {
  /** Of their servers; pods may listen on others. */
  readonly ports: ReadonlySet<number>;
  private readonly hosts: readonly string[];

  constructor(mesh: Mesh) {
    const gateways = [...mesh.gateways.values()];
    this.ports = new Set(gateways.flatMap(({ spec }) => spec.servers ?? []).map(({ port }) => port.number));
    this.hosts = [...new Set(gateways.flatMap(({ hosts }) => hosts).map(({ host }) => host))];
  }

  has(host: string): boolean {
    return this.hosts.some((pattern) => hostsOverlap(pattern, host));
  }
}
