import { serviceHost, serviceOf } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels, selects } from '../../mesh/labels';
import { DestinationRuleView, Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { ServiceEntrySpec, SidecarSpec, specOf } from '../../mesh/specs';
import { VirtualServiceView } from '../../mesh/virtual-service';
import { isSameKind } from '../../model/identity';
import { Json, sameJson } from '../../model/json';
import type { Manifest } from '../../model/manifest';
import type { ReferencedWorkload } from '../../model/referenced-workload';
import { namesOf } from './host-names';
import type { ObjectChange } from './object-changes';

/** What changes of objects are about, where that is not everything. */
export interface NarrowChanges {
  /** Of the objects that change. */
  readonly keys: ReadonlySet<string>;
  /** Hosts, wildcards, and virtual services as `namespace/name`. */
  readonly names: readonly string[];
  /** Whose policies change. */
  readonly receivers: readonly PodsInScope[];
  /** Whose Sidecars change. */
  readonly senders: readonly PodsInScope[];
  /** `namespace/name` of senders of whom something else is known. */
  readonly senderNames: ReadonlySet<string>;
  /** Whether other services are known, by which sidecars know on which ports HTTP is spoken. */
  readonly changesServices: boolean;
}

export interface PodsInScope {
  /** @default any */
  readonly namespace?: string;
  readonly selector: Labels;
}

/** Beyond so many, it costs less to ask for everything. */
const MOST_SELECTORS = 32;

/** @returns `wide` where it may be about everything */
export function narrowChanges(
  before: Mesh,
  after: Mesh,
  changes: readonly ObjectChange[],
): NarrowChanges | 'none' | 'wide' {
  const pairs = narrowable(changes, before, after);
  const pods = changedWorkloads(before, after);
  if (pairs === undefined || pods === undefined) return 'wide';
  const meshes = [before, after] as const;
  const namespaces = changedNamespaces(meshes);
  if (pairs.length + pods.length + namespaces.length === 0) return 'none';
  const found = new Changes(meshes);
  const isNarrow = pairs.every((pair) => pair.every((manifest) => manifest === undefined || found.add(manifest)));
  if (!isNarrow || !pods.every((workload) => found.addWorkload(workload))) return 'wide';
  // A host of two labels may be a service's where there is a namespace of that name.
  found.names.push(...namespaces.flatMap((name) => [`*.${name}`, serviceHost('*', name)]));
  return found.done();
}

class Changes implements NarrowChanges {
  readonly keys = new Set<string>();
  readonly names: string[] = [];
  readonly receivers: PodsInScope[] = [];
  readonly senders: PodsInScope[] = [];
  readonly senderNames = new Set<string>();
  changesServices = false;

  constructor(private readonly meshes: readonly [Mesh, Mesh]) {}

  /** Whether it is about something in particular. */
  add(manifest: Manifest): boolean {
    const { identity, key } = manifest;
    this.keys.add(key);
    if (isSameKind(identity, kinds.VirtualService)) return this.addVirtualService(new VirtualServiceView(manifest));
    if (isSameKind(identity, kinds.DestinationRule)) {
      this.names.push(new DestinationRuleView(manifest).host);
      return true;
    }
    if (isSameKind(identity, kinds.Sidecar)) {
      const selector = specOf<SidecarSpec>(manifest).workloadSelector?.labels;
      if (isEmptySelector(selector)) return false;
      this.senders.push({ namespace: identity.namespace, selector: selector! });
      return true;
    }
    return POLICIES.some((kind) => isSameKind(identity, kind)) && this.addPolicy(manifest);
  }

  private addVirtualService(virtualService: VirtualServiceView): boolean {
    const { spec } = virtualService;
    if (spec.tls !== undefined || spec.tcp !== undefined) return false;
    this.names.push(...namesOf(virtualService));
    return true;
  }

  private addPolicy(manifest: Manifest): boolean {
    const selector = specOf<PolicySpec>(manifest).selector?.matchLabels;
    if (hasTarget(manifest) || isEmptySelector(selector)) return false;
    const { namespace } = manifest.identity;
    const isRoot = this.meshes.some(({ rootNamespace }) => rootNamespace === namespace);
    this.receivers.push({ selector: selector!, ...(!isRoot && { namespace }) });
    return true;
  }

  addWorkload({ namespace, labels, serviceAccount, service }: ReferencedWorkload): boolean {
    const gateways = this.meshes.flatMap((mesh) => [...mesh.gateways.values()]);
    if (gateways.some(({ spec }) => selects(spec.selector, labels))) return false;
    this.senderNames.add(`${namespace}/${serviceAccount}`);
    if (service !== undefined) {
      this.senderNames.add(`${namespace}/${service.name}`);
      this.names.push(serviceHost(service.name, namespace));
    }
    return true;
  }

  done(): NarrowChanges | 'wide' {
    if (this.receivers.length + this.senders.length > MOST_SELECTORS) return 'wide';
    if (this.receivers.length > 0 && this.meshes.some(selectsByServiceEntry)) return 'wide';
    const changed = this.changedServices();
    this.changesServices = changed.length > 0;
    for (const host of changed) {
      const { name, namespace } = serviceOf(host)!;
      this.senderNames.add(`${namespace}/${name}`);
      this.names.push(host);
    }
    return this;
  }

  /** Services that one side alone mentions, all of which are among the names. */
  private changedServices(): readonly string[] {
    const candidates = new Set(this.names.filter((name) => serviceOf(name) !== undefined));
    const [was, will] = this.meshes.map((mesh) => mentioned(candidates, mesh)) as [Set<string>, Set<string>];
    return [...candidates].filter((host) => was.has(host) !== will.has(host));
  }
}

const POLICIES = [kinds.AuthorizationPolicy, kinds.RequestAuthentication, kinds.PeerAuthentication];

/** Services that the set lacks are known by the virtual services and the objects that are about them. */
function mentioned(candidates: ReadonlySet<string>, mesh: Mesh): Set<string> {
  const hosts = mesh.virtualServices.flatMap((virtualService) => virtualService.hosts);
  for (const { namespace, service } of mesh.set.workloads) {
    if (service !== undefined) hosts.push(serviceHost(service.name, namespace));
  }
  return new Set(hosts.filter((host) => candidates.has(host)));
}

function selectsByServiceEntry(mesh: Mesh): boolean {
  return mesh
    .all(kinds.ServiceEntry)
    .some((manifest) => specOf<ServiceEntrySpec>(manifest).workloadSelector !== undefined);
}

/** Of the objects that requests may be about; undefined where those that stay come in another order. */
function narrowable(changes: readonly ObjectChange[], before: Mesh, after: Mesh): readonly ObjectChange[] | undefined {
  if (!sameJson(before.set.externals as unknown as Json, after.set.externals as unknown as Json)) return undefined;
  const staying = (own: Mesh, others: Mesh): readonly string[] => {
    const stay = own.set.manifests.filter((manifest) => isAboutRequests(manifest) && others.set.get(manifest.identity));
    return stay.map(({ key }) => key);
  };
  if (!sameJson(staying(before, after), staying(after, before))) return undefined;
  return changes.filter(([one, other]) => isAboutRequests((one ?? other)!));
}

const KINDS_OF_REQUESTS: ReadonlySet<string> = new Set(Object.values(kinds).map(({ kind }) => kind));
/** Of pods. */
const CONTROLLERS = new Set(['StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout']);

/** Whether the semantics of the mesh know the kind; of configuration, that of the mesh. */
function isAboutRequests({ identity: { kind, name } }: Manifest): boolean {
  if (kind === kinds.ConfigMap.kind) return name.startsWith('istio');
  return kind !== kinds.CustomResourceDefinition.kind && (KINDS_OF_REQUESTS.has(kind) || CONTROLLERS.has(kind));
}

/** Undefined where those that stay come in another order. */
function changedWorkloads(before: Mesh, after: Mesh): readonly ReferencedWorkload[] | undefined {
  const [was, will] = [before, after].map(
    ({ set }) => new Map(set.workloads.map((workload) => [JSON.stringify(workload), workload])),
  ) as [Map<string, ReferencedWorkload>, Map<string, ReferencedWorkload>];
  const [stay, stayed] = [
    [...was.keys()].filter((key) => will.has(key)),
    [...will.keys()].filter((key) => was.has(key)),
  ];
  if (!sameJson(stay, stayed)) return undefined;
  return [...was, ...will].filter(([key]) => !(was.has(key) && will.has(key))).map(([, workload]) => workload);
}

function changedNamespaces(meshes: readonly [Mesh, Mesh]): readonly string[] {
  const [was, will] = meshes.map(
    ({ set }) => new Set([...set.manifests.map(namespaceOf), ...set.workloads.map(({ namespace }) => namespace)]),
  ) as [Set<string>, Set<string>];
  return [...was, ...will].filter((name) => !(was.has(name) && will.has(name)));
}

function namespaceOf({ identity: { kind, name, namespace } }: Manifest): string {
  return kind === kinds.Namespace.kind ? name : namespace;
}
