import { Construct } from 'constructs';
import { AuthorizationPolicy, Operation } from '../constructs/istio/authorization-policy';
import { Destination, ServiceReference } from '../constructs/istio/destination';
import { DestinationRule } from '../constructs/istio/destination-rule';
import { Gateway, GatewayHost } from '../constructs/istio/gateway';
import type { ServiceAccountReference, WorkloadReference } from '../constructs/istio/workload';
import { REFERENCED_WORKLOAD, RefersToWorkload } from '../constructs/referenced-workload';
import { NetworkPolicy } from '../constructs/kubernetes/network-policy';
import { distinctOf, objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { LABELS, TEXT } from '../model/props-values';
import type { ReferencedWorkload } from '../model/referenced-workload';
import { DEFAULT_TRAFFIC_POLICY } from './traffic-defaults';

/** The pods of an egress gateway and their service; both belong to Istio's gateway chart. */
export interface EgressGatewayWorkload extends WorkloadReference {
  /** Service account of the pods. */
  readonly serviceAccount: string;
  /** Name of the Kubernetes service. */
  readonly service: string;
}

/** As Istio's own installation of its egress gateway names things. */
const ISTIO_EGRESS_GATEWAY: EgressGatewayWorkload = {
  namespace: 'istio-system',
  labels: { istio: 'egressgateway' },
  serviceAccount: 'istio-egressgateway-service-account',
  service: 'istio-egressgateway',
};

/** Whose pods the gateway is, and who may leave the cluster by it alone. */
export interface EgressGatewayProps {
  /** @default the pods of Istio's own egress gateway */
  readonly workload?: EgressGatewayWorkload | undefined;
  /**
   * Namespaces whose pods may leave the cluster through this gateway only: a NetworkPolicy in each admits connections
   * to pods of the cluster and no others. A sidecar alone is no boundary, because a process can get around it.
   *
   * Addresses that are no pod's are closed too: that of the API server, mostly, so that operators lose it, and that of a
   * resolver on the node. Add a {@link NetworkPolicy} that admits them: a connection needs one policy that does.
   * @default none
   */
  readonly confine?: readonly string[] | undefined;
}

const PROPS = objectOf<EgressGatewayProps>({
  workload: optional(
    objectOf<EgressGatewayWorkload>({ namespace: TEXT, labels: LABELS, serviceAccount: TEXT, service: TEXT }),
  ),
  confine: optional(distinctOf(TEXT, String)),
});

/** Port of the gateway's service that takes the mesh's mutual TLS. */
export const EGRESS_PORT = 443;

/** The one way out of the mesh, for the external services that are declared to go through it. */
export class EgressGateway extends Construct implements RefersToWorkload {
  private readonly workload: EgressGatewayWorkload;
  private readonly confined: ReadonlySet<string>;
  private readonly destinationRule: DestinationRule;
  private gateway: Gateway | undefined;
  private admission: AuthorizationPolicy | undefined;

  /** @throws PropsError when the gateway itself would be confined */
  constructor(scope: Construct, id: string, props: EgressGatewayProps = {}) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { workload = ISTIO_EGRESS_GATEWAY, confine = [] } = props;
    this.workload = workload;
    this.confined = new Set(confine);
    if (this.confined.has(workload.namespace)) {
      throw new PropsError(
        this.node.path,
        `the gateway runs in ${workload.namespace}, and could not leave the cluster either`,
        'leave its namespace out of `confine`, or run it in one of its own',
      );
    }
    this.destinationRule = new DestinationRule(this, 'destination-rule', {
      name: id,
      namespace: workload.namespace,
      service: ServiceReference.inCluster(workload.service, workload.namespace),
      trafficPolicy: DEFAULT_TRAFFIC_POLICY,
    });
    for (const namespace of confine) {
      new NetworkPolicy(this, `confine-${namespace}`, {
        metadata: { name: `${id}-only`, namespace },
        spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }] }] },
      });
    }
  }

  /** @internal synth asks it */
  get [REFERENCED_WORKLOAD](): ReferencedWorkload {
    const { service, ...pods } = this.workload;
    return { ...pods, service: { name: service, ports: [EGRESS_PORT] } };
  }

  /** Whether pods of a namespace cannot leave the cluster but by this gateway. */
  confines(namespace: string): boolean {
    return this.confined.has(namespace);
  }

  /**
   * Takes requests for an external host: the gateway's server, and the way of sidecars to it.
   * @internal ExternalService calls it
   */
  open(host: string): { readonly onGateway: GatewayHost; readonly fromMesh: Destination } {
    const name = host.replaceAll('.', '-');
    const server = {
      port: { number: EGRESS_PORT, name: `https-${name}`, protocol: 'HTTPS' },
      hosts: [host],
      // Between sidecar and gateway the mesh's own TLS proves who calls; the gateway starts another towards the host.
      tls: { mode: 'ISTIO_MUTUAL' as const },
    };
    if (this.gateway !== undefined) this.gateway.addServer(server);
    else {
      this.gateway = new Gateway(this, 'gateway', {
        name: this.node.id,
        namespace: this.workload.namespace,
        selector: this.workload.labels,
        servers: [server],
      });
    }
    // Sidecars name the external host in the handshake, because the gateway tells its servers apart by that.
    // For all ports, because settings of one port would replace those of the rule instead of adding to them.
    const fromMesh = this.destinationRule.addSubset(name, {
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', sni: host } },
    });
    return { onGateway: this.gateway.host(host), fromMesh: fromMesh.onPort(EGRESS_PORT) };
  }

  /**
   * Lets a workload through to some hosts.
   * @internal ExternalService calls it
   */
  admit(caller: ServiceAccountReference, operation: Operation): void {
    this.admission ??= new AuthorizationPolicy(this, 'authorization-policy', {
      name: `${this.node.id}-callers`,
      namespace: this.workload.namespace,
      action: 'ALLOW',
      rules: [],
      matchLabels: this.workload.labels,
    });
    this.admission.addRule({ from: [caller], to: [operation] });
  }
}
