import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { suggest } from '../model/suggest';
import { append } from './group';
import { resolveHost, serviceHost, serviceOf } from './host';
import * as kinds from './kinds';
import { ServiceEntrySpec, ServiceSpec, specOf } from './specs';
import { EVERYWHERE, isVisibleIn, scopesOf } from './visibility';

/** A port of a host, as its service or service entry has it. */
export interface HostPort {
  readonly number: number;
  readonly name: string;
  /** As it is written; `''` where Istio finds out by itself. */
  readonly protocol: string;
}

/** What makes a host known to proxies. */
export interface Provider {
  readonly manifest: Manifest;
  readonly isServiceEntry: boolean;
  /** Namespaces that see it. */
  readonly scopes: ReadonlySet<string>;
  readonly ports: readonly HostPort[];
}

const NONE: readonly Provider[] = [];

/** Annotation that does for a Service what `exportTo` does for Istio's own kinds. */
const EXPORT_TO = 'networking.istio.io/exportTo';

/**
 * The hosts that the services and service entries of a set make known. A set may lack them: application teams have
 * their Services in charts of their own. So it is said to know the Services of a namespace only if it has one of them.
 */
export class Registry {
  private readonly exact = new Map<string, Provider[]>();
  /** By suffix: `*.example.com` is `.example.com`. */
  private readonly wildcards = new Map<string, Provider[]>();
  /** Names of Services by namespace. */
  private readonly namespaces = new Map<string, string[]>();

  /** @param byDefault which namespaces see what has no `exportTo` */
  constructor(
    private readonly set: ManifestSet,
    byDefault?: readonly string[],
  ) {
    for (const manifest of set.ofKind(kinds.ServiceEntry.group, kinds.ServiceEntry.kind)) {
      const { hosts = [], exportTo, ports = [] } = specOf<ServiceEntrySpec>(manifest);
      const { namespace } = manifest.identity;
      const provider: Provider = {
        manifest,
        isServiceEntry: true,
        scopes: scopesOf(exportTo, namespace, byDefault),
        ports: ports.map(({ number, name, protocol = '' }) => ({ number, name, protocol })),
      };
      for (const host of hosts) {
        if (host.startsWith('*')) append(this.wildcards, host.slice(1).toLowerCase(), provider);
        else append(this.exact, resolveHost(host, namespace), provider);
      }
    }
    for (const manifest of set.ofKind(kinds.Service.group, kinds.Service.kind)) {
      const { name, namespace } = manifest.identity;
      const exportTo = manifest.object.metadata.annotations?.[EXPORT_TO];
      append(this.namespaces, namespace, name);
      append(this.exact, serviceHost(name, namespace), {
        manifest,
        isServiceEntry: false,
        scopes: scopesOf(
          exportTo?.split(',').map((scope) => scope.trim()),
          namespace,
          byDefault,
        ),
        ports: (specOf<ServiceSpec>(manifest).ports ?? []).map((port) => ({
          number: port.port,
          name: port.name ?? '',
          protocol: port.appProtocol ?? protocolOfName(port.name ?? ''),
        })),
      });
    }
  }

  /**
   * What provides a host in a namespace: a service rather than a service entry, that of the namespace rather than others.
   *
   * @param scopes the namespaces that ask, where they are others than the namespace
   */
  find(host: string, namespace: string, scopes?: ReadonlySet<string>): Provider | undefined {
    return this.candidates(host).find((provider) =>
      scopes === undefined
        ? isVisibleIn(provider.scopes, namespace)
        : provider.scopes.has(EVERYWHERE) || [...scopes].some((scope) => provider.scopes.has(scope)),
    );
  }

  /**
   * What provides exactly this host, a wildcard for a wildcard: what a proxy has a destination for. A service wins over
   * service entries, and of those that of the namespace.
   */
  findExact(host: string, namespace: string): Provider | undefined {
    const providers = host.startsWith('*') ? this.wildcards.get(host.slice(1)) : this.exact.get(host);
    return best(providers ?? NONE, namespace);
  }

  /** Whether the age of service entries decides which of them provides a host to a namespace. */
  isContested(host: string, namespace: string): boolean {
    const providers = (this.exact.get(host) ?? NONE).filter(({ scopes }) => isVisibleIn(scopes, namespace));
    if (providers.length < 2 || providers.some(({ isServiceEntry }) => !isServiceEntry)) return false;
    const own = providers.filter(({ manifest }) => manifest.identity.namespace === namespace);
    return own.length !== 1;
  }

  /** Whether the set has services of Kubernetes, so that what it lacks of them may be missing. */
  get hasServices(): boolean {
    return this.namespaces.size > 0;
  }

  /** Each host, wildcards included, with what provides it to a namespace. */
  *visibleIn(namespace: string): Generator<readonly [string, Provider]> {
    for (const [hosts, prefix] of [
      [this.exact, ''],
      [this.wildcards, '*'],
    ] as const) {
      for (const [host, providers] of hosts) {
        const provider = best(providers, namespace);
        if (provider !== undefined) yield [`${prefix}${host}`, provider];
      }
    }
  }

  /** All that provides a host, whoever sees it; the host itself before wildcards, narrow ones before wide ones. */
  private candidates(host: string): readonly Provider[] {
    const exact = this.exact.get(host) ?? NONE;
    if (this.wildcards.size === 0) return exact;
    const wide: Provider[] = [];
    const name = host.startsWith('*') ? host.slice(1) : host;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      wide.push(...(this.wildcards.get(name.slice(dot)) ?? []));
    }
    return [...exact, ...wide, ...(this.wildcards.get('') ?? [])];
  }

  isDeclared(host: string): boolean {
    return this.candidates(host).length > 0;
  }

  /**
   * Whether nothing can be behind a host: it is a service's name, the set has the Services of that namespace, and none
   * of them, nor a service entry, nor another repository is said to provide it.
   */
  isSurelyUnknown(host: string): boolean {
    const service = serviceOf(host);
    return (
      service !== undefined &&
      this.namespaces.has(service.namespace) &&
      !this.isDeclared(host) &&
      !this.set.isExternal({ ...kinds.Service, ...service })
    );
  }

  /** The host that `name.namespace` or `name.namespace.svc` was meant to be, which Istio takes for another one. */
  meantBy(host: string): string | undefined {
    if (this.namespaces.size === 0 || serviceOf(host) !== undefined) return undefined;
    const [name, namespace, svc, ...others] = host.split('.');
    if (name === undefined || namespace === undefined || others.length > 0) return undefined;
    if ((svc !== undefined && svc !== 'svc') || this.isDeclared(host)) return undefined;
    const meant = serviceHost(name, namespace);
    return this.isDeclared(meant) ? meant : undefined;
  }

  /** `; did you mean "reviews.shop.svc.cluster.local"?`, by the names of the namespace's Services. */
  suggestion(host: string): string {
    const { name, namespace } = serviceOf(host) ?? { name: '', namespace: '' };
    const near = suggest(name, this.namespaces.get(namespace) ?? []);
    return near === undefined ? '' : `; did you mean "${serviceHost(near, namespace)}"?`;
  }
}

function best(providers: readonly Provider[], namespace: string): Provider | undefined {
  const visible = providers.filter(({ scopes }) => isVisibleIn(scopes, namespace));
  if (visible.length < 2) return visible[0];
  return (
    visible.find(({ isServiceEntry }) => !isServiceEntry) ??
    visible.find(({ manifest }) => manifest.identity.namespace === namespace) ??
    visible[0]
  );
}

/** `http-web` and `http` say `http`. */
function protocolOfName(name: string): string {
  const dash = name.indexOf('-');
  return name.toLowerCase().startsWith('grpc-web') ? 'grpc-web' : dash < 0 ? name : name.slice(0, dash);
}
