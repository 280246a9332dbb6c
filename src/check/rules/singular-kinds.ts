import { groupBy } from '../../mesh/group';
import * as kinds from '../../mesh/kinds';
import { isEmptySelector, Labels, selectorText } from '../../mesh/labels';
import type { Mesh } from '../../mesh/mesh';
import { hasTarget, PolicySpec } from '../../mesh/policy';
import { SidecarSpec, specOf } from '../../mesh/specs';
import type { Workload } from '../../mesh/workloads';
import { describeIdentity, Kind } from '../../model/identity';
import { describeManifests, Manifest } from '../../model/manifest';
import { type Complaint, namespaceInWords } from '../rule';

/** A kind of which Istio takes one object a namespace and one a pod, with where its selector stands. */
export interface SingularKind {
  readonly kind: Kind;
  readonly selectorOf: (manifest: Manifest) => Labels | undefined;
  /** Whether an object is for the pods of its namespace at all, not for what it names. */
  readonly isForPods: (manifest: Manifest) => boolean;
  readonly pointer: string;
}

const always = (): boolean => true;
const bySelector = (manifest: Manifest): Labels | undefined => specOf<PolicySpec>(manifest).selector?.matchLabels;

export const SIDECAR: SingularKind = {
  kind: kinds.Sidecar,
  selectorOf: (manifest) => specOf<SidecarSpec>(manifest).workloadSelector?.labels,
  isForPods: always,
  pointer: '/spec/workloadSelector',
};
export const TELEMETRY: SingularKind = {
  kind: kinds.Telemetry,
  selectorOf: bySelector,
  isForPods: (manifest) => !hasTarget(manifest),
  pointer: '/spec/selector',
};
export const PEER_AUTHENTICATION: SingularKind = {
  kind: kinds.PeerAuthentication,
  selectorOf: bySelector,
  isForPods: always,
  pointer: '/spec/selector',
};

export function* rivalsOfNamespace(
  mesh: Mesh,
  { kind, selectorOf, isForPods, pointer }: SingularKind,
): Generator<Complaint> {
  const wide = mesh.all(kind).filter((manifest) => isEmptySelector(selectorOf(manifest)) && isForPods(manifest));
  for (const [namespace, rivals] of groupBy(wide, ({ identity }) => identity.namespace)) {
    if (rivals.length < 2 || isOutsideOfSidecars(mesh, kind, namespace)) continue;
    for (const manifest of rivals) {
      yield {
        manifest,
        pointer,
        ...against(manifest, rivals),
        message: `it is for all pods of ${namespaceInWords(namespace)}, as ${namesOf(manifest, rivals)}`,
      };
    }
  }
}

/** Two selectors that are the same select the same pods; for others the set has to have the pods. */
export function* rivalsOfPods(
  mesh: Mesh,
  { kind, selectorOf, isForPods, pointer }: SingularKind,
): Generator<Complaint> {
  const narrow = mesh.all(kind).filter((manifest) => !isEmptySelector(selectorOf(manifest)) && isForPods(manifest));
  const groups = groupBy(narrow, (manifest) => `${manifest.identity.namespace} ${selectorText(selectorOf(manifest))}`);
  const reported = new Set<Manifest>();
  for (const rivals of groups.values()) {
    if (rivals.length < 2) continue;
    for (const manifest of rivals) {
      reported.add(manifest);
      const text = selectorText(selectorOf(manifest));
      yield {
        manifest,
        pointer,
        ...against(manifest, rivals),
        message: `it selects ${text}, as ${namesOf(manifest, rivals)}`,
      };
    }
  }
  for (const [pod, selecting] of selectingByPod(narrow, selectorOf, mesh)) {
    if (selecting.length < 2 || isAmbient(pod)) continue;
    for (const manifest of selecting) {
      if (reported.has(manifest)) continue;
      reported.add(manifest);
      yield {
        manifest,
        pointer,
        ...against(manifest, selecting),
        message: `it selects ${describeIdentity(pod.manifest.identity)}, as ${namesOf(manifest, selecting)}`,
      };
    }
  }
}

function selectingByPod(
  manifests: readonly Manifest[],
  selectorOf: SingularKind['selectorOf'],
  { workloads }: Mesh,
): ReadonlyMap<Workload, Manifest[]> {
  const selecting = new Map<Workload, Manifest[]>();
  for (const manifest of manifests) {
    for (const pod of workloads.selectedBy(selectorOf(manifest), manifest.identity.namespace)) {
      const others = selecting.get(pod);
      if (others === undefined) selecting.set(pod, [manifest]);
      else others.push(manifest);
    }
  }
  return selecting;
}

function isOutsideOfSidecars(mesh: Mesh, kind: Kind, namespace: string): boolean {
  return kind === kinds.Sidecar && mesh.isAmbient(namespace);
}

function isAmbient({ annotations }: Workload): boolean {
  return annotations['ambient.istio.io/redirection'] === 'enabled';
}

function against(manifest: Manifest, rivals: readonly Manifest[]): Pick<Complaint, 'related'> {
  return { related: rivals.filter((other) => other !== manifest) };
}

function namesOf(manifest: Manifest, rivals: readonly Manifest[]): string {
  const others = rivals.filter((other) => other !== manifest);
  return `${describeManifests(others)} ${others.length === 1 ? 'does' : 'do'}`;
}
