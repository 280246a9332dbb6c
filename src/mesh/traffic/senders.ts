import { didYouMean } from '../../model/suggest';
import type { GatewayProxy } from '../routing/gateway-proxies';
import { serviceHost } from '../host';
import type { MeshIndex } from '../routing/mesh-index';
import type { PodGroup } from '../routing/pods';
import { ServiceSpec, specOf } from '../specs';

/** Who makes a request. */
export interface OutsideSender {
  readonly kind: 'outside';
  /** The proxy that it gets to. */
  readonly proxy: GatewayProxy;
}

export interface WorkloadSender {
  readonly kind: 'workload';
  readonly pods: PodGroup;
  /** Whether nothing but a convention says which pods these are. */
  readonly isAssumed: boolean;
}

export type Sender = OutsideSender | WorkloadSender;

/** Name of the ingress gateway's pods in Istio's charts, and in most meshes. */
const INGRESS = 'istio=ingressgateway';
const EGRESS = /egress/;

/** Those who may send requests, by what people call them. */
export class Senders {
  private readonly known = new Map<string, Sender>();

  constructor(private readonly index: MeshIndex) {}

  /**
   * @param principal with which a workload that the mesh does not know is taken for one
   * @throws RangeError in words that can be shown, where there is no such sender
   */
  find(name: string, principal?: string): Sender {
    const key = principal === undefined ? name : `${name} ${principal}`;
    let sender = this.known.get(key);
    if (sender === undefined) this.known.set(key, (sender = this.read(name, principal)));
    return sender;
  }

  private read(name: string, principal: string | undefined): Sender {
    const { mesh, gateways } = this.index;
    if (name === 'ingress') return { kind: 'outside', proxy: this.ingress() };
    const gateway = mesh.gateways.get(name);
    if (gateway !== undefined) return { kind: 'outside', proxy: gateways.of(gateway) };
    const sender = this.workload(name) ?? this.gatewayPods(name) ?? this.account(name);
    return sender ?? (principal === undefined ? undefined : stranger(name)) ?? this.nobody(name);
  }

  /** By the name that explanations have for the proxy of gateways. */
  private gatewayPods(name: string): Sender | undefined {
    const { gateways } = this.index;
    for (const [, [gateway]] of gateways.selectors) {
      const proxy = gateways.of(gateway!);
      if (proxy.name === name) return { kind: 'outside', proxy };
    }
    return undefined;
  }

  /** By the name of the identity that policies know them by. */
  private account(name: string): Sender | undefined {
    const pods = this.index.pods.ofAccount(name);
    return pods === undefined ? undefined : { kind: 'workload', pods, isAssumed: false };
  }

  /** Pods by the name of what makes them, or by that of their service. */
  private workload(name: string): Sender | undefined {
    const { pods, services, mesh } = this.index;
    const group = pods.named(name);
    if (group !== undefined) return { kind: 'workload', pods: group, isAssumed: false };
    const [namespace = '', own = '', ...others] = name.split('/');
    if (own === '' || others.length > 0) return undefined;
    const host = serviceHost(own, namespace);
    if (!services.visibleIn(namespace).has(host)) return undefined;
    const service = mesh.registry.findExact(host, namespace)?.manifest;
    const selector = (service === undefined ? undefined : specOf<ServiceSpec>(service).selector) ?? { app: own };
    const [selected] = pods.selectedBy(selector, namespace);
    if (selected === undefined && pods.areKnownIn(namespace)) return undefined;
    const assumed = { namespace, labels: selector, serviceAccount: own, hasSidecar: true };
    return { kind: 'workload', pods: selected ?? assumed, isAssumed: selected === undefined };
  }

  private nobody(name: string): never {
    const { mesh, pods } = this.index;
    const known = ['ingress', ...mesh.gateways.keys(), ...pods.names];
    const near = didYouMean(name, known);
    const hint = near === '' ? `; there are ${listed(known)}, and whoever has an identity (as)` : near;
    throw new RangeError(`there is no gateway or workload ${JSON.stringify(name)}${hint}`);
  }

  /** The pods that Istio's own label is on, else the only ones that serve gateways and are not for egress. */
  private ingress(): GatewayProxy {
    const { gateways } = this.index;
    const selectors = [...gateways.selectors];
    const own = selectors.find(([selector]) => selector.split(',').includes(INGRESS));
    const others = selectors.filter(([selector]) => !EGRESS.test(selector));
    const chosen = own ?? (others.length === 1 ? others[0] : undefined);
    if (chosen !== undefined) return gateways.of(chosen[1][0]!);
    if (others.length === 0) throw new RangeError('there is no ingress gateway: no Gateway of the mesh is for one');
    const candidates = others.map(([, [gateway]]) => nameOf(gateway!.manifest.identity));
    throw new RangeError(
      `"ingress" could be the pods of several gateways; name one of them instead: ${candidates.join(', ')}`,
    );
  }
}

/** A few of them, since some meshes have many. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
}

const MOST_LISTED = 8;

/** Pods that the mesh says nothing of, as most have it: a label and a service account with their name. */
function stranger(text: string): WorkloadSender | undefined {
  const [namespace = '', name = '', ...others] = text.split('/');
  if (namespace === '' || name === '' || others.length > 0) return undefined;
  const pods = { namespace, labels: { app: name }, serviceAccount: name, hasSidecar: true };
  return { kind: 'workload', pods, isAssumed: true };
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
