import type { ReferencedWorkload } from '../../model/referenced-workload';
import { append } from '../group';
import { serviceHost, serviceOf } from '../host';
import * as kinds from '../kinds';
import { isEmptySelector, Labels, selects } from '../labels';
import type { Mesh } from '../mesh';
import { ServicePort, ServiceSpec, specOf } from '../specs';
import type { Workload } from '../workloads';

/** Pods with one set of labels. */
export interface PodGroup {
  readonly namespace: string;
  readonly labels: Labels;
  readonly serviceAccount: string;
  readonly hasSidecar: boolean;
  /** Whether they are made to serve gateways, so that their proxy does nothing but what gateways say. @default false */
  readonly isGateway?: boolean;
  /** Ports of its containers by name. */
  readonly namedPorts?: ReadonlyMap<string, number>;
}

export interface SelectingService {
  readonly namespace: string;
  readonly selector: Labels;
  readonly ports: readonly ServicePort[];
}

/** What a set says of pods: its own, and those that its objects are said to be about. */
export class Pods {
  private readonly byHost = new Map<string, ReferencedWorkload[]>();
  private byName: ReadonlyMap<string, PodGroup> | undefined;

  constructor(private readonly mesh: Mesh) {
    for (const workload of mesh.set.workloads) {
      if (workload.service === undefined) continue;
      append(this.byHost, serviceHost(workload.service.name, workload.namespace), workload);
    }
  }

  /** Those that the objects of a set are about, by the service that leads to them. */
  referenced(host: string): readonly ReferencedWorkload[] {
    return this.byHost.get(host) ?? [];
  }

  /** Services of pods that are referred to. */
  get hosts(): Iterable<string> {
    return this.byHost.keys();
  }

  /** Those that a set makes. */
  selectedBy(selector: Labels | undefined, namespace?: string): readonly PodGroup[] {
    return this.mesh.workloads.selectedBy(selector, namespace).map((workload) => this.groupOf(workload));
  }

  /** Those that an object of the set makes, or that a service which is referred to leads to. */
  named(name: string): PodGroup | undefined {
    this.byName ??= this.readNames();
    return this.byName.get(name);
  }

  get names(): Iterable<string> {
    this.byName ??= this.readNames();
    return this.byName.keys();
  }

  private readNames(): ReadonlyMap<string, PodGroup> {
    const names = new Map<string, PodGroup>();
    for (const { namespace, labels, serviceAccount, service } of this.mesh.set.workloads) {
      const group = { namespace, labels, serviceAccount, hasSidecar: true };
      names.set(`${namespace}/${serviceAccount}`, group);
      if (service !== undefined) names.set(`${namespace}/${service.name}`, group);
    }
    for (const workload of this.mesh.workloads) {
      names.set(`${workload.namespace}/${workload.manifest.identity.name}`, this.groupOf(workload));
    }
    return names;
  }

  private groupOf(workload: Workload): PodGroup {
    const { namespace, labels, annotations, spec } = workload;
    const serviceAccount = spec.serviceAccountName ?? 'default';
    const namedPorts = new Map(
      (spec.containers ?? []).flatMap(({ ports = [] }) =>
        ports.map(({ name = '', containerPort }) => [name, containerPort] as const),
      ),
    );
    const hasSidecar = this.hasSidecar(namespace, labels, annotations);
    return { namespace, labels, serviceAccount, hasSidecar, isGateway: isGateway(workload), namedPorts };
  }

  /** What the injector has written, or what it will go by; namespaces that the set lacks are taken for the mesh's. */
  private hasSidecar(namespace: string, labels: Labels, annotations: Labels): boolean {
    const written = labels[TLS_MODE];
    if (written !== undefined) return written === 'istio';
    const asked = labels[INJECT] ?? annotations[INJECT];
    if (asked !== undefined) return asked === 'true';
    const object = this.mesh.set.get({ ...kinds.Namespace, namespace: '', name: namespace })?.object;
    if (object === undefined) return true;
    const { 'istio-injection': injection, 'istio.io/rev': revision = '' } = object.metadata.labels ?? {};
    return injection === 'enabled' || (injection === undefined && revision !== '');
  }

  /** Whether a set makes pods in a namespace, so that what it does not make is not there. */
  areKnownIn(namespace: string): boolean {
    return this.mesh.workloads.in(namespace).length > 0;
  }

  /** Whether a service that a set does not make is not there: the set makes the pods of its namespace, and none are for it. */
  lacks(host: string): boolean {
    const service = serviceOf(host);
    return service !== undefined && this.referenced(host).length === 0 && this.areKnownIn(service.namespace);
  }

  /** Those of a set that have a service account, by `namespace/name`. */
  ofAccount(name: string): PodGroup | undefined {
    for (const workload of this.mesh.workloads) {
      const account = workload.spec.serviceAccountName;
      if (account !== undefined && `${workload.namespace}/${account}` === name) return this.groupOf(workload);
    }
    return undefined;
  }

  /** All that have labels: made by the set, or referred to. */
  withLabels(selector: Labels): readonly PodGroup[] {
    const referenced = this.mesh.set.workloads
      .filter(({ labels }) => selects(selector, labels))
      .map(({ namespace, labels, serviceAccount }) => ({ namespace, labels, serviceAccount, hasSidecar: true }));
    return [...this.selectedBy(selector), ...referenced];
  }

  /** The Services of a set whose pods have these labels, as far as their selectors say. */
  servicesFor(labels: Labels): readonly SelectingService[] {
    return this.mesh.all(kinds.Service).flatMap((manifest) => {
      const { selector, ports = [] } = specOf<ServiceSpec>(manifest);
      if (isEmptySelector(selector) || !(selects(labels, selector) || selects(selector, labels))) return [];
      return [{ namespace: manifest.identity.namespace, selector: selector ?? {}, ports }];
    });
  }
}

/** As Istio's charts have them: by the template that the injector is to use, or with the proxy in the template itself. */
function isGateway({ annotations, spec }: Workload): boolean {
  const templates = (annotations[TEMPLATES] ?? '').split(',');
  if (templates.some((template) => template.trim() === 'gateway')) return true;
  return (spec.containers ?? []).some(({ args = [] }) => args[0] === 'proxy' && args[1] === 'router');
}

const TEMPLATES = 'inject.istio.io/templates';
const INJECT = 'sidecar.istio.io/inject';
/** Label that the injector gives to pods with sidecars. */
const TLS_MODE = 'security.istio.io/tlsMode';
