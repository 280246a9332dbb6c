import type { KubernetesObject } from '../../../../src/model/identity';
import { namespaceObjects, podObject, serviceObject } from '../harness/kubernetes/workload-objects';
import type { Pod } from '../harness/scene';
import { SCENE } from './arena';

/** Addresses say nothing here. */
const address = '10.0.0.1';

/** What `Traffic` is to know beside random objects: what Kubernetes has of the arena, and which sidecars know of nobody. */
export const CLUSTER_OBJECTS: readonly KubernetesObject[] = [
  ...namespaceObjects(SCENE),
  ...SCENE.services.map((service) => serviceObject({ ...service, address })),
  ...SCENE.pods.map((pod) => marked(pod, podObject({ ...pod, address }))),
  ...SCENE.objects.filter(({ kind }) => kind === 'Sidecar'),
];

/** As charts of gateways mark their pods. */
function marked({ role }: Pod, object: KubernetesObject): KubernetesObject {
  if (role !== 'gateway') return object;
  return { ...object, metadata: { ...object.metadata, annotations: { 'inject.istio.io/templates': 'gateway' } } };
}
