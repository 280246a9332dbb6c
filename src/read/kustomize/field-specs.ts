import type { FieldSpec } from './field-spec';

/**
 * kustomize's own tables of fields.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/tree/api/v0.21.1/api/internal/konfig/builtinpluginconsts
 */

const CREATED = { create: true } as const;

/** The kinds that have a pod template in `spec.template`. */
const TEMPLATED: readonly Omit<FieldSpec, 'path'>[] = [
  { version: 'v1', kind: 'ReplicationController' },
  { kind: 'Deployment' },
  { kind: 'ReplicaSet' },
  { kind: 'DaemonSet' },
];

export const METADATA_LABELS: FieldSpec = { path: 'metadata/labels', ...CREATED };

/** What `includeTemplates` adds to the labels of objects. */
export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  ...TEMPLATED.map((kind) => ({ path: 'spec/template/metadata/labels', ...kind, ...CREATED })),
  { path: 'spec/template/metadata/labels', group: 'apps', kind: 'StatefulSet', ...CREATED },
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', group: 'apps', kind: 'StatefulSet', ...CREATED },
  { path: 'spec/template/metadata/labels', group: 'batch', kind: 'Job', ...CREATED },
  { path: 'spec/jobTemplate/metadata/labels', group: 'batch', kind: 'CronJob', ...CREATED },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', group: 'batch', kind: 'CronJob', ...CREATED },
];

const POD_SELECTORS: readonly string[] = [
  'affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
  'affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
  'affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
  'affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
  'topologySpreadConstraints/labelSelector/matchLabels',
];

/** What `includeSelectors` adds to the labels of objects, besides templates. */
export const SELECTOR_LABELS: readonly FieldSpec[] = [
  ...TEMPLATE_LABELS,
  { path: 'spec/selector', version: 'v1', kind: 'Service', ...CREATED },
  { path: 'spec/selector', version: 'v1', kind: 'ReplicationController', ...CREATED },
  { path: 'spec/selector/matchLabels', kind: 'Deployment', ...CREATED },
  { path: 'spec/selector/matchLabels', kind: 'ReplicaSet', ...CREATED },
  { path: 'spec/selector/matchLabels', kind: 'DaemonSet', ...CREATED },
  { path: 'spec/selector/matchLabels', group: 'apps', kind: 'StatefulSet', ...CREATED },
  ...['Deployment', 'StatefulSet'].flatMap((kind) =>
    POD_SELECTORS.map((path) => ({ path: `spec/template/spec/${path}`, group: 'apps', kind })),
  ),
  { path: 'spec/selector/matchLabels', group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', group: 'batch', kind: 'CronJob' },
  { path: 'spec/selector/matchLabels', group: 'policy', kind: 'PodDisruptionBudget' },
  { path: 'spec/podSelector/matchLabels', group: 'networking.k8s.io', kind: 'NetworkPolicy' },
  { path: 'spec/ingress/from/podSelector/matchLabels', group: 'networking.k8s.io', kind: 'NetworkPolicy' },
  { path: 'spec/egress/to/podSelector/matchLabels', group: 'networking.k8s.io', kind: 'NetworkPolicy' },
];

export const ANNOTATIONS: readonly FieldSpec[] = [
  { path: 'metadata/annotations', ...CREATED },
  ...TEMPLATED.map((kind) => ({ path: 'spec/template/metadata/annotations', ...kind, ...CREATED })),
  { path: 'spec/template/metadata/annotations', kind: 'StatefulSet', ...CREATED },
  { path: 'spec/template/metadata/annotations', group: 'batch', kind: 'Job', ...CREATED },
  { path: 'spec/jobTemplate/metadata/annotations', group: 'batch', kind: 'CronJob', ...CREATED },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', group: 'batch', kind: 'CronJob', ...CREATED },
];

/** Where a namespace stands but in the metadata. */
export const NAMESPACES: readonly FieldSpec[] = [
  { path: 'metadata/name', version: 'v1', group: '', kind: 'Namespace', ...CREATED },
  { path: 'spec/service/namespace', group: 'apiregistration.k8s.io', kind: 'APIService', ...CREATED },
  {
    path: 'spec/conversion/webhook/clientConfig/service/namespace',
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
  },
];

export const REPLICAS: readonly FieldSpec[] = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(
  (kind) => ({ path: 'spec/replicas', kind, ...CREATED }),
);

export const IMAGES: readonly FieldSpec[] = ['spec', 'spec/template/spec'].flatMap((spec) =>
  ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map((path) => ({
    path: `${spec}/${path}`,
  })),
);

/** Kinds that have no namespace, by group; all others that kustomize does not know have one, to it. */
const CLUSTER_KINDS: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'NodeProxyOptions', 'PersistentVolume'],
  'admissionregistration.k8s.io': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest'],
  'networking.k8s.io': ['IngressClass'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
};

/** In the versions that kustomize knows, so that another one of these kinds has a namespace to it. */
const KNOWN_VERSIONS = /(?:^|\/)v1(?:beta1)?$/;

export function isClusterScoped(group: string, apiVersion: string, kind: string): boolean {
  return KNOWN_VERSIONS.test(apiVersion) && (CLUSTER_KINDS[group]?.includes(kind) ?? false);
}
