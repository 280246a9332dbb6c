import type { Kind } from '../model/identity';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import * as kinds from './kinds';
import { append } from './group';
import { labelKey, Labels, selects } from './labels';

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly securityContext?: { readonly runAsUser?: number };
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: { readonly runAsUser?: number };
}

/** Pods as an object of the set makes them; sets of mesh configuration alone have none. */
export interface Workload {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** JSON pointer of the pod's metadata and spec in the manifest. */
  readonly pointer: string;
}

/** Kinds with a pod template. */
const CONTROLLERS: readonly Kind[] = [
  kinds.Deployment,
  { group: 'apps', kind: 'StatefulSet' },
  { group: 'apps', kind: 'DaemonSet' },
  { group: 'apps', kind: 'ReplicaSet' },
  { group: 'argoproj.io', kind: 'Rollout' },
];

interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec?: PodSpec;
}

/** The workloads of a set, found by namespace and label, so that looking for many selectors stays linear. */
export class Workloads {
  private readonly all: Workload[] = [];
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byLabel = new Map<string, Workload[]>();

  constructor(set: ManifestSet) {
    for (const manifest of set.ofKind(kinds.Pod.group, kinds.Pod.kind)) {
      this.add(manifest, manifest.object, '');
    }
    for (const { group, kind } of CONTROLLERS) {
      for (const manifest of set.ofKind(group, kind)) {
        const { template } = (manifest.object['spec'] ?? {}) as { readonly template?: PodTemplate };
        if (template !== undefined) this.add(manifest, template, '/spec/template');
      }
    }
  }

  private add(manifest: Manifest, { metadata, spec }: PodTemplate, pointer: string): void {
    const { namespace } = manifest.identity;
    const labels = metadata?.labels ?? {};
    const annotations = metadata?.annotations ?? {};
    const workload = { manifest, namespace, labels, annotations, spec: spec ?? {}, pointer };
    this.all.push(workload);
    append(this.byNamespace, namespace, workload);
    for (const label of Object.entries(labels)) {
      append(this.byLabel, labelKey(undefined, label), workload);
      append(this.byLabel, labelKey(namespace, label), workload);
    }
  }

  in(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** @param namespace the one they are in; any if there is none */
  selectedBy(selector: Labels | undefined, namespace?: string): readonly Workload[] {
    let candidates = namespace === undefined ? this.all : this.in(namespace);
    for (const label of Object.entries(selector ?? {})) {
      const withLabel = this.byLabel.get(labelKey(namespace, label)) ?? [];
      if (withLabel.length < candidates.length) candidates = withLabel;
    }
    return candidates.filter(({ labels }) => selects(selector, labels));
  }

  [Symbol.iterator](): Iterator<Workload> {
    return this.all[Symbol.iterator]();
  }
}
