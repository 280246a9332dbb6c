import { parse } from 'yaml';
import type { VirtualServiceRetries } from '../../imports/networking.istio.io';
import type { ManifestSet } from '../model/manifest-set';
import { ROOT_NAMESPACE } from './host';
import * as kinds from './kinds';

/** The fields of the mesh configuration that checks and answers about traffic rest on. */
export interface MeshConfig {
  readonly defaultProviders?: { readonly accessLogging?: readonly string[] };
  readonly extensionProviders?: readonly ExtensionProvider[];
  readonly defaultConfig?: {
    readonly proxyMetadata?: Readonly<Record<string, string>>;
    readonly gatewayTopology?: { readonly numTrustedProxies?: number };
  };
  readonly enableAutoMtls?: boolean;
  readonly outboundTrafficPolicy?: { readonly mode?: string };
  readonly pathNormalization?: { readonly normalization?: string };
  readonly defaultHttpRetryPolicy?: VirtualServiceRetries;
  readonly defaultServiceExportTo?: readonly string[];
  readonly defaultVirtualServiceExportTo?: readonly string[];
  readonly defaultDestinationRuleExportTo?: readonly string[];
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
}

export interface ExtensionProvider {
  readonly name?: string;
  readonly lightstep?: object;
  readonly envoyExtAuthzHttp?: object;
  readonly envoyExtAuthzGrpc?: object;
}

/** What the ConfigMap `istio` of the control plane's namespace says; nothing if the set lacks it or it is no YAML. */
export function meshConfigOf(set: Pick<ManifestSet, 'get'>): MeshConfig {
  const manifest = set.get({ ...kinds.ConfigMap, namespace: ROOT_NAMESPACE, name: 'istio' });
  const { mesh } = (manifest?.object['data'] ?? {}) as { readonly mesh?: string };
  if (typeof mesh !== 'string') return {};
  try {
    const config = parse(mesh, { logLevel: 'silent' }) as unknown;
    return typeof config === 'object' && config !== null ? config : {};
  } catch {
    return {};
  }
}
