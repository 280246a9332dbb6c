import { hostCovers, ROOT_NAMESPACE } from '../host';
import * as kinds from '../kinds';
import type { Mesh } from '../mesh';
import type { ExtensionProvider } from '../mesh-config';

/** Services outside of policies that CUSTOM ones have asked. */
export class Authorizers {
  /** Whether destination rules ask for TLS with it, by its name. */
  private readonly tls = new Map<string, boolean>();

  constructor(private readonly mesh: Mesh) {}

  /** Whether the mesh has one of that name; a set without the mesh's configuration is trusted. */
  has(name: string): boolean {
    if (this.mesh.set.get({ ...kinds.ConfigMap, namespace: ROOT_NAMESPACE, name: 'istio' }) === undefined) return true;
    const provider = this.find(name);
    return provider?.envoyExtAuthzHttp !== undefined || provider?.envoyExtAuthzGrpc !== undefined;
  }

  isHttp(name: string): boolean {
    return this.find(name)?.envoyExtAuthzHttp !== undefined;
  }

  /**
   * Whether proxies of a namespace get to it for all we know: it may be exported to others alone, and destination rules may
   * ask for TLS that it does not speak.
   */
  isReached(name: string, namespace: string): boolean {
    const host = this.hostOf(name);
    let hasTls = this.tls.get(name);
    if (hasTls === undefined) this.tls.set(name, (hasTls = this.hasTls(host)));
    return !hasTls && this.isVisible(host, namespace);
  }

  private hostOf(name: string): string {
    const { envoyExtAuthzHttp, envoyExtAuthzGrpc } = this.find(name) ?? {};
    const { service = '' } = (envoyExtAuthzHttp ?? envoyExtAuthzGrpc ?? {}) as { readonly service?: string };
    return service.slice(service.indexOf('/') + 1);
  }

  private isVisible(host: string, namespace: string): boolean {
    const { registry } = this.mesh;
    return !registry.isDeclared(host) || registry.find(host, namespace) !== undefined;
  }

  private hasTls(host: string): boolean {
    return this.mesh.destinationRules.some(({ host: covering, spec: { trafficPolicy } }) => {
      const settings = [trafficPolicy, ...(trafficPolicy?.portLevelSettings ?? [])];
      return hostCovers(covering, host) && settings.some((setting) => setting?.tls !== undefined);
    });
  }

  private find(name: string): ExtensionProvider | undefined {
    return this.mesh.config.extensionProviders?.find((provider) => provider.name === name);
  }
}
