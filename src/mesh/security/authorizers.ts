import { hostCovers, ROOT_NAMESPACE } from '../host';
import * as kinds from '../kinds';
import type { Mesh } from '../mesh';
import type { ExtensionProvider } from '../mesh-config';

/** Services outside of policies that CUSTOM ones have asked. */
export class Authorizers {
  private readonly sure = new Map<string, boolean>();

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

  /** Whether proxies get to it for all we know: destination rules may ask for TLS that it does not speak. */
  isReached(name: string): boolean {
    let isReached = this.sure.get(name);
    if (isReached === undefined) this.sure.set(name, (isReached = !this.hasTls(name)));
    return isReached;
  }

  private hasTls(name: string): boolean {
    const { envoyExtAuthzHttp, envoyExtAuthzGrpc } = this.find(name) ?? {};
    const { service = '' } = (envoyExtAuthzHttp ?? envoyExtAuthzGrpc ?? {}) as { readonly service?: string };
    const host = service.slice(service.indexOf('/') + 1);
    return this.mesh.destinationRules.some(({ host: covering, spec: { trafficPolicy } }) => {
      const settings = [trafficPolicy, ...(trafficPolicy?.portLevelSettings ?? [])];
      return hostCovers(covering, host) && settings.some((setting) => setting?.tls !== undefined);
    });
  }

  private find(name: string): ExtensionProvider | undefined {
    return this.mesh.config.extensionProviders?.find((provider) => provider.name === name);
  }
}
