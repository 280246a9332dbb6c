import type { IConstruct } from 'constructs';
import type { KubernetesObject } from '../../../src/model/identity';
import { ExternalService } from '../../../src/patterns/external-service';
import { MeshApplication } from '../../../src/patterns/mesh-application';
import { APPLICATION_PORT, type Labels, type Pod, type Scene, type Service } from './harness/scene';

const OUTSIDE = 'outside';

/** A pod that is in the cluster, but not in the mesh. */
export const STRANGER: Pod = {
  name: 'stranger',
  namespace: 'stranger',
  serviceAccount: 'stranger',
  labels: { app: 'stranger' },
  role: 'alone',
};

/**
 * An environment with the workloads that it refers to, Istio's own gateways, and hosts outside of the cluster.
 *
 * @param objects what is made of it
 * @param others pods that the environment does not know
 */
export function sceneOf(environment: IConstruct, objects: readonly KubernetesObject[], others: readonly Pod[]): Scene {
  const constructs = environment.node.findAll();
  const applications = constructs.filter((construct) => construct instanceof MeshApplication);
  const external = constructs.filter((construct) => construct instanceof ExternalService);
  const pods = applications.flatMap((application) => podsOf(application, objects));
  return {
    objects,
    services: [...applications.map(serviceOf), ...GATEWAYS.map(gatewayService)],
    pods: [...pods, ...GATEWAYS.map(gatewayPod), ...external.map(externalPod), ...others],
  };
}

function serviceOf({ name, namespace, workload, port }: MeshApplication): Service {
  return { name, namespace, selector: workload.labels, ports: [{ name: 'http', port, targetPort: APPLICATION_PORT }] };
}

interface Subset {
  readonly labels: Labels;
}

/** One pod for each subset of the destination rule, named after what tells it apart: `api-service-v2`. */
function podsOf(application: MeshApplication, objects: readonly KubernetesObject[]): readonly Pod[] {
  const { name, namespace, serviceAccount, workload, destinationRule } = application;
  const rule = objects.find(
    ({ kind, metadata }) =>
      kind === 'DestinationRule' && metadata.name === destinationRule.name && metadata.namespace === namespace,
  );
  const { subsets = [] } = rule?.spec as { readonly subsets?: readonly Subset[] };
  const pod = { namespace, serviceAccount: serviceAccount.name, role: 'sidecar' } as const;
  if (subsets.length === 0) return [{ ...pod, name, labels: workload.labels }];
  return subsets.map(({ labels }) => ({
    ...pod,
    name: [name, ...Object.values(labels)].join('-'),
    labels: { ...workload.labels, ...labels },
  }));
}

/** As Istio's own installation names its gateways, their labels and their service accounts. */
const GATEWAYS: readonly string[] = ['ingressgateway', 'egressgateway'];
const ROOT_NAMESPACE = 'istio-system';

function gatewayService(name: string): Service {
  const ports = [
    { name: 'http', port: 80, targetPort: 80 },
    { name: 'https', port: 443, targetPort: 443 },
  ];
  return { name: `istio-${name}`, namespace: ROOT_NAMESPACE, selector: { istio: name }, ports };
}

function gatewayPod(name: string): Pod {
  return {
    name: `istio-${name}`,
    namespace: ROOT_NAMESPACE,
    serviceAccount: `istio-${name}-service-account`,
    labels: { istio: name },
    role: 'gateway',
  };
}

/** Takes TLS for its hosts, and plain HTTP too: if that is not to be, the mesh has to see to it. */
function externalPod({ node, services }: ExternalService): Pod {
  return {
    name: node.id,
    namespace: OUTSIDE,
    serviceAccount: 'default',
    labels: {},
    role: 'alone',
    hosts: services.map(({ host }) => host),
    ports: [80],
    tlsPorts: [443],
  };
}
