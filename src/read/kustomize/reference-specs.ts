import type { FieldSpec } from './field-spec';

/** Fields that hold the name of an object of a kind. */
export interface ReferenceSpec {
  readonly to: Omit<FieldSpec, 'path'> & { readonly kind: string };
  readonly in: readonly FieldSpec[];
}

/** Where the kinds that run pods have their pods' spec. */
const POD_SPECS: readonly (readonly [kind: string, path: string])[] = [
  ['Pod', 'spec'],
  ['Deployment', 'spec/template/spec'],
  ['DaemonSet', 'spec/template/spec'],
  ['StatefulSet', 'spec/template/spec'],
  ['Job', 'spec/template/spec'],
  ['CronJob', 'spec/jobTemplate/spec/template/spec'],
];
const REPLICA_SET = ['ReplicaSet', 'spec/template/spec'] as const;
const POD_TEMPLATE = ['PodTemplate', 'template/spec'] as const;
const REPLICATION_CONTROLLER = ['ReplicationController', 'spec/template/spec'] as const;

function inPods(kinds: readonly (readonly [kind: string, path: string])[], fields: readonly string[]): FieldSpec[] {
  return kinds.flatMap(([kind, path]) => fields.map((field) => ({ kind, path: `${path}/${field}` })));
}

function inContainers(fields: readonly string[]): string[] {
  return ['containers', 'initContainers'].flatMap((list) => fields.map((field) => `${list}/${field}`));
}

const MOUNTING = [...POD_SPECS, REPLICA_SET, POD_TEMPLATE];
const RUNNING = [...POD_SPECS, REPLICATION_CONTROLLER];
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const ROLE_NAMES: readonly FieldSpec[] = [
  { kind: 'Role', path: 'rules/resourceNames' },
  { kind: 'ClusterRole', path: 'rules/resourceNames' },
];

/**
 * Where kustomize looks for names that it has changed. Of Istio's kinds there is none: references in them stay as they
 * are.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.21.1/api/internal/konfig/builtinpluginconsts/namereference.go
 */
export const REFERENCES: readonly ReferenceSpec[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    to: { kind },
    in: [{ kind: 'HorizontalPodAutoscaler', path: 'spec/scaleTargetRef/name' }],
  })),
  {
    to: { kind: 'ConfigMap', version: 'v1' },
    in: [
      ...inPods(MOUNTING, [
        'volumes/configMap/name',
        'volumes/projected/sources/configMap/name',
        ...inContainers(['env/valueFrom/configMapKeyRef/name', 'envFrom/configMapRef/name']),
      ]),
      { kind: 'Node', path: 'spec/configSource/configMap' },
      ...ROLE_NAMES,
      { kind: 'Ingress', path: 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap' },
    ],
  },
  {
    to: { kind: 'Secret', version: 'v1' },
    in: [
      ...inPods(MOUNTING, [
        'volumes/secret/secretName',
        'volumes/projected/sources/secret/name',
        'imagePullSecrets/name',
        ...inContainers(['env/valueFrom/secretKeyRef/name', 'envFrom/secretRef/name']),
      ]),
      ...[
        'ingress.kubernetes.io\\/auth-secret',
        'nginx.ingress.kubernetes.io\\/auth-secret',
        'nginx.ingress.kubernetes.io\\/auth-tls-secret',
      ].map((annotation) => ({ kind: 'Ingress', path: `metadata/annotations/${annotation}` })),
      { kind: 'Ingress', path: 'spec/tls/secretName' },
      { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((parameter) => ({
        kind: 'StorageClass',
        path: `parameters/${parameter}`,
      })),
      ...ROLE_NAMES,
      {
        group: 'serving.knative.dev',
        version: 'v1',
        kind: 'Service',
        path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
      },
      { kind: 'PersistentVolume', path: 'spec/azureFile/secretName' },
    ],
  },
  {
    to: { kind: 'Service', version: 'v1' },
    in: [
      { group: 'apps', kind: 'StatefulSet', path: 'spec/serviceName' },
      { kind: 'Ingress', path: 'spec/rules/http/paths/backend/serviceName' },
      { kind: 'Ingress', path: 'spec/backend/serviceName' },
      { kind: 'Ingress', path: 'spec/rules/http/paths/backend/service/name' },
      { kind: 'Ingress', path: 'spec/defaultBackend/service/name' },
      { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/name' },
      { group: ADMISSION, kind: 'ValidatingWebhookConfiguration', path: 'webhooks/clientConfig/service' },
      { group: ADMISSION, kind: 'MutatingWebhookConfiguration', path: 'webhooks/clientConfig/service' },
    ],
  },
  { to: { kind: 'Role', group: RBAC }, in: [{ group: RBAC, kind: 'RoleBinding', path: 'roleRef/name' }] },
  {
    to: { kind: 'ClusterRole', group: RBAC },
    in: ['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ group: RBAC, kind, path: 'roleRef/name' })),
  },
  {
    to: { kind: 'ServiceAccount', version: 'v1' },
    in: [
      ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ group: RBAC, kind, path: 'subjects' })),
      ...inPods(RUNNING, ['serviceAccountName']),
    ],
  },
  {
    to: { kind: 'PersistentVolumeClaim', version: 'v1' },
    in: inPods(RUNNING, ['volumes/persistentVolumeClaim/claimName']),
  },
  {
    to: { kind: 'PersistentVolume', version: 'v1' },
    in: [
      { kind: 'PersistentVolumeClaim', path: 'spec/volumeName' },
      { kind: 'ClusterRole', path: 'rules/resourceNames' },
    ],
  },
  {
    to: { kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io' },
    in: [
      { kind: 'PersistentVolume', path: 'spec/storageClassName' },
      { kind: 'PersistentVolumeClaim', path: 'spec/storageClassName' },
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  {
    to: { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io' },
    in: inPods(RUNNING, ['priorityClassName']),
  },
  {
    to: { kind: 'ValidatingAdmissionPolicy', group: ADMISSION },
    in: [{ group: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', path: 'spec/policyName' }],
  },
];
