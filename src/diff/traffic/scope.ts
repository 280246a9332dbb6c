import { hostCovers, serviceHost, serviceOf } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { Labels, mayBothSelect, selects } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { Pods } from '../../mesh/routing/pods';
import { ServiceSpec, specOf } from '../../mesh/specs';
import type { Manifest } from '../../model/manifest';
import { HostLinks } from './host-links';
import { namesOf } from './host-names';
import { NarrowChanges, narrowChanges, PodsInScope } from './narrow-changes';
import { objectChanges } from './object-changes';
import type { Sender, WorkloadSender } from './sender';

/** Which requests may meet something else in one mesh than in another; all others need not be asked. */
export interface Scope {
  /** @param origin `https://shop.example.com` */
  includes(sender: Sender, origin: string): boolean;
}

export const EVERYTHING: Scope = { includes: () => true };
export const NOTHING: Scope = { includes: () => false };

/**
 * What changes of objects can be about. Where nobody can tell, as with gateways or the configuration of the mesh, that is
 * everything.
 */
export function scopeOf(before: Mesh, after: Mesh, objects = objectChanges(before, after)): Scope {
  const changes = narrowChanges(before, after, objects);
  if (changes === 'none') return NOTHING;
  if (changes === 'wide') return EVERYTHING;
  return new NarrowScope([before, after], changes);
}

/** Of workloads, which speak plain HTTP to each other: no port is 80. */
const ORIGIN = /^\w+:\/\/(.*?)(?::(\d+))?$/;

class NarrowScope implements Scope {
  private readonly links = new HostLinks();
  private readonly groups = new Set<string>();
  private readonly wildcards: readonly string[];
  private readonly sides: readonly Side[];
  /** Ports on which other services that are known say whether HTTP is spoken. */
  private readonly isSpokenAnywhere: boolean;

  constructor(
    meshes: readonly Mesh[],
    private readonly changes: NarrowChanges,
  ) {
    this.sides = meshes.map((mesh) => ({ mesh, pods: new Pods(mesh) }));
    this.wildcards = changes.names.filter((name) => name.startsWith('*'));
    this.isSpokenAnywhere = !meshes.some(({ registry }) => registry.hasServices);
    this.link(meshes[0]!, () => true);
    this.link(meshes[1]!, (manifest) => changes.keys.has(manifest.key));
    for (const name of changes.names) this.links.link([name]);
    this.links.linkWildcards();
    for (const name of changes.names) this.groups.add(this.links.groupOf(name));
    if (this.wildcards.length + changes.receivers.length === 0) return;
    for (const name of [...this.links.names]) {
      if (this.isChanged(name)) this.groups.add(this.links.groupOf(name));
    }
  }

  includes(sender: Sender, origin: string): boolean {
    const [, host = '', port] = ORIGIN.exec(origin) ?? [];
    if (this.groups.has(this.links.groupOf(host)) || this.isChanged(host)) return true;
    const { receivers, senders, senderNames, changesServices } = this.changes;
    if (sender.kind === 'gateway') return receivers.some(({ selector }) => mayBothSelect(selector, sender.selector));
    if (senderNames.has(sender.name) || senders.some((pods) => this.isAmong(pods, sender))) return true;
    return changesServices && !(port === undefined && this.isSpokenAnywhere);
  }

  private link(mesh: Mesh, isNew: (manifest: Manifest) => boolean): void {
    for (const virtualService of mesh.virtualServices) {
      if (isNew(virtualService.manifest)) this.links.link(namesOf(virtualService));
    }
    for (const manifest of mesh.all(kinds.Service)) {
      const { externalName } = specOf<ServiceSpec & { readonly externalName?: string }>(manifest);
      const { name, namespace } = manifest.identity;
      if (externalName !== undefined) this.links.link([serviceHost(name, namespace), externalName]);
    }
  }

  /** Whether a wildcard that changes is for the host, or a policy that changes for the pods behind it. */
  private isChanged(host: string): boolean {
    if (this.wildcards.some((wildcard) => hostCovers(wildcard, host))) return true;
    const service = this.changes.receivers.length === 0 ? undefined : serviceOf(host);
    if (service === undefined) return false;
    return this.changes.receivers.some(({ namespace = service.namespace, selector }) => {
      if (namespace !== service.namespace) return false;
      return this.sides.some((side) => podsBehind(host, side).some((labels) => mayBothSelect(selector, labels)));
    });
  }

  private isAmong({ namespace, selector }: PodsInScope, { name, labels: own }: WorkloadSender): boolean {
    if (!name.startsWith(`${namespace!}/`)) return false;
    if (own !== undefined) return selects(selector, own);
    return this.sides.some((side) => podsNamed(name, side).some((labels) => selects(selector, labels)));
  }
}

/** A mesh, and what it says of pods. */
interface Side {
  readonly mesh: Mesh;
  readonly pods: Pods;
}

/** Labels that the pods of a service have at least, each a possibility. */
function podsBehind(host: string, { mesh, pods }: Side): readonly Labels[] {
  const referenced = pods.referenced(host).map(({ labels }) => labels);
  const selector = selectorOf(host, mesh);
  if (selector !== undefined) return [selector, ...referenced];
  return referenced.length > 0 ? referenced : [{ app: serviceOf(host)!.name }];
}

/** Labels of the pods that a sender may be. */
function podsNamed(name: string, { mesh, pods }: Side): readonly Labels[] {
  const named = pods.named(name);
  if (named !== undefined) return [named.labels];
  const [namespace = '', own = ''] = name.split('/');
  const selector = selectorOf(serviceHost(own, namespace), mesh) ?? { app: own };
  return [selector, ...pods.selectedBy(selector, namespace).map(({ labels }) => labels)];
}

/** Of the Service that a set has. */
function selectorOf(host: string, mesh: Mesh): Labels | undefined {
  const manifest = mesh.set.get({ ...kinds.Service, ...serviceOf(host)! });
  return manifest === undefined ? undefined : (specOf<ServiceSpec>(manifest).selector ?? {});
}
