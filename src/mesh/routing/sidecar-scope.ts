import type { Manifest } from '../../model/manifest';
import * as kinds from '../kinds';
import type { Labels } from '../labels';
import type { Mesh } from '../mesh';
import { SelectorIndex } from '../selector-index';
import { SidecarSpec, specOf } from '../specs';
import { EVERYWHERE } from '../visibility';
import type { VirtualServiceView } from '../virtual-service';
import { compare } from './destination-rules';

/** One list of what a sidecar imports. */
export class EgressListener {
  /** What it names, but for what it leaves out. */
  readonly imports: { readonly owner: string; readonly host: string }[] = [];
  private readonly byNamespace = new Map<string, Imports>();

  /** @param port what it is for; undefined is for all that others are not for */
  constructor(
    readonly port: number | undefined,
    hosts: readonly string[],
    namespace: string,
  ) {
    for (const host of hosts) {
      const slash = host.indexOf('/');
      let owner = host.slice(0, slash);
      const isExcluded = owner.startsWith('~') && host !== '~/*';
      if (isExcluded) owner = owner.slice(1) === '' ? EVERYWHERE : owner.slice(1);
      if (owner === '.') owner = namespace;
      let imports = this.byNamespace.get(owner);
      if (imports === undefined) {
        this.byNamespace.set(owner, (imports = { names: new Set(), wildcards: [], excluded: [] }));
      }
      const name = host.slice(slash + 1).toLowerCase();
      if (isExcluded) imports.excluded.push(name);
      else {
        this.imports.push({ owner, host: name });
        if (name.startsWith('*')) imports.wildcards.push(name);
        else imports.names.add(name);
      }
    }
  }

  get importsAnything(): boolean {
    return this.imports.some(({ owner }) => owner !== '~');
  }

  importsService(host: string, namespace: string): boolean {
    const lists = this.listsFor(namespace);
    if (isExcluded(lists, host)) return false;
    return lists.some(
      ({ names, wildcards }) => names.has(host) || wildcards.some((imported) => isWithin(host, imported)),
    );
  }

  /** One host that is imported brings all of it. A wildcard and what it covers are taken for one another. */
  importsVirtualService({ hosts, namespace }: VirtualServiceView): boolean {
    const lists = this.listsFor(namespace);
    return lists.some((list) => hosts.some((host) => isNamed(list, host) && !isExcluded(lists, host)));
  }

  private listsFor(namespace: string): readonly Imports[] {
    return [this.byNamespace.get(namespace), this.byNamespace.get(EVERYWHERE)].filter((list) => list !== undefined);
  }
}

interface Imports {
  readonly names: Set<string>;
  readonly wildcards: string[];
  readonly excluded: string[];
}

function isNamed({ names, wildcards }: Imports, host: string): boolean {
  if (names.has(host) || wildcards.some((imported) => matches(host, imported))) return true;
  return host.startsWith('*') && [...names].some((imported) => isWithin(imported, host));
}

function isExcluded(lists: readonly Imports[], host: string): boolean {
  return lists.some(({ excluded }) => excluded.some((outer) => isWithin(host, outer)));
}

/** As istiod compares hosts: `*` stands for any text. */
function isWithin(inner: string, outer: string): boolean {
  if (!outer.startsWith('*')) return inner === outer;
  const end = inner.startsWith('*') ? inner.slice(1) : inner;
  return end.endsWith(outer.slice(1)) && (!inner.startsWith('*') || inner.length >= outer.length);
}

export function matches(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** What a Sidecar, or the want of one, makes the sidecars of some pods know. */
export class SidecarScope {
  constructor(
    readonly namespace: string,
    readonly manifest: Manifest | undefined,
    readonly listeners: readonly EgressListener[],
    /** What becomes of requests to hosts that they do not know. */
    readonly isRegistryOnly: boolean,
    /** Whether the age of Sidecars decides that it is this one. */
    readonly isContested: boolean,
  ) {}

  /** Undefined where none is for the port. */
  listenerOf(port: number): EgressListener | undefined {
    return this.listeners.find((listener) => listener.port === undefined || listener.port === port);
  }

  get importsAnything(): boolean {
    return this.listeners.some((listener) => listener.importsAnything);
  }

  /** @param port any, if there is none; a list for one port imports but that port of services */
  importsService(host: string, namespace: string, port?: number): boolean {
    return this.listenersFor(port).some((listener) => listener.importsService(host, namespace));
  }

  /** @param port that its destinations are asked for */
  importsVirtualService(virtualService: VirtualServiceView, port: number): boolean {
    return this.listenersFor(port).some((listener) => listener.importsVirtualService(virtualService));
  }

  private listenersFor(port: number | undefined): readonly EgressListener[] {
    return port === undefined
      ? this.listeners
      : this.listeners.filter((listener) => listener.port === undefined || listener.port === port);
  }
}

/** Which Sidecar is for which pods. */
export class SidecarScopes {
  private readonly sidecars: SelectorIndex<Manifest>;
  private readonly known = new Map<string, SidecarScope>();

  /** Whether a Sidecar says where pods listen. */
  private readonly anyIngress: boolean;

  constructor(private readonly mesh: Mesh) {
    this.anyIngress = mesh.all(kinds.Sidecar).some(hasIngress);
    this.sidecars = new SelectorIndex(
      [...mesh.all(kinds.Sidecar)].sort(byName).map((manifest) => ({
        namespace: manifest.identity.namespace,
        selector: specOf<SidecarSpec>(manifest).workloadSelector?.labels,
        item: manifest,
      })),
    );
  }

  /** Whether pods listen where their Sidecar says. */
  hasIngress(namespace: string, labels: Labels): boolean {
    if (!this.anyIngress) return false;
    const { manifest } = this.of(namespace, labels);
    return manifest !== undefined && hasIngress(manifest);
  }

  /** That for the pods, else that of their namespace, else the mesh's. */
  of(namespace: string, labels: Labels): SidecarScope {
    const candidates = [
      [...this.sidecars.selecting(namespace, labels)].sort(byName),
      this.sidecars.forAll(namespace),
      this.sidecars.forAll(this.mesh.rootNamespace),
    ].find(({ length }) => length > 0);
    const key = `${namespace} ${candidates?.map((candidate) => candidate.key).join(' ') ?? ''}`;
    let scope = this.known.get(key);
    if (scope === undefined) this.known.set(key, (scope = this.read(namespace, candidates ?? [])));
    return scope;
  }

  private read(namespace: string, candidates: readonly Manifest[]): SidecarScope {
    const [manifest] = candidates;
    const { egress = [], outboundTrafficPolicy } = manifest === undefined ? {} : specOf<SidecarSpec>(manifest);
    const written = egress.length === 0 ? [{ hosts: ['*/*'] }] : egress;
    const listeners = written.map(({ hosts, ...listener }) => {
      const port = 'port' in listener ? listener.port?.number : undefined;
      return new EgressListener(port, hosts, namespace);
    });
    const mode =
      outboundTrafficPolicy === undefined
        ? this.mesh.config.outboundTrafficPolicy?.mode
        : (outboundTrafficPolicy.mode ?? 'REGISTRY_ONLY');
    return new SidecarScope(namespace, manifest, listeners, mode === 'REGISTRY_ONLY', candidates.length > 1);
  }
}

function hasIngress(sidecar: Manifest): boolean {
  return (specOf<SidecarSpec>(sidecar).ingress ?? []).length > 0;
}

function byName({ identity: one }: Manifest, { identity: other }: Manifest): number {
  return compare(one.name, other.name);
}
