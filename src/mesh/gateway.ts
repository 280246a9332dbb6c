import type { Manifest } from '../model/manifest';
import { hostsOverlap } from './host';
import { GatewaySpec, specOf } from './specs';

/** One host that a gateway serves, as `spec.servers[].hosts` has it: `shop.example.com`, `prod/*.example.com`, `./*`. */
export interface GatewayHostPattern {
  /** Namespace whose virtual services may bind to it; `*` for any. */
  readonly namespace: string;
  readonly host: string;
}

/** @param gatewayNamespace what `./` stands for */
export function parseGatewayHost(text: string, gatewayNamespace: string): GatewayHostPattern {
  const slash = text.indexOf('/');
  if (slash < 0) return { namespace: '*', host: text };
  const namespace = text.slice(0, slash);
  return { namespace: namespace === '.' ? gatewayNamespace : namespace, host: text.slice(slash + 1) };
}

/** Whether a virtual service of `namespace` with this host gets requests through a server with this pattern. */
export function admits(pattern: GatewayHostPattern, host: string, namespace: string): boolean {
  return (pattern.namespace === '*' || pattern.namespace === namespace) && hostsOverlap(pattern.host, host);
}

export type GatewayServer = NonNullable<GatewaySpec['servers']>[number];

export class GatewayView {
  readonly spec: GatewaySpec;
  readonly hosts: readonly GatewayHostPattern[];

  constructor(readonly manifest: Manifest) {
    this.spec = specOf(manifest);
    this.hosts = (this.spec.servers ?? []).flatMap((server) => this.patternsOf(server));
  }

  /** The servers that admit one of the hosts of a virtual service. */
  serversOf(hosts: readonly string[], namespace: string): readonly GatewayServer[] {
    return (this.spec.servers ?? []).filter((server) =>
      this.patternsOf(server).some((pattern) => hosts.some((host) => admits(pattern, host, namespace))),
    );
  }

  serves(host: string, namespace: string): boolean {
    return this.hosts.some((pattern) => admits(pattern, host, namespace));
  }

  private patternsOf({ hosts }: GatewayServer): readonly GatewayHostPattern[] {
    return hosts.map((host) => parseGatewayHost(host, this.manifest.identity.namespace));
  }
}
