import type { Certificate } from '../certificates';
import { ADMIN_PORT, NODE_ADDRESS, PROXY_MARK } from '../network';
import type { Pod } from '../scene';

export const DISCOVERY_PORT = 15012;
export const DISCOVERY_HOST = 'istiod.istio-system.svc';

export interface BootstrapProps {
  readonly pod: Pod;
  readonly address: string;
  readonly certificate: Certificate;
  /** Path of the socket where the proxy gets its certificate. */
  readonly secretsSocket: string;
}

/** What istio-agent would tell Envoy at its start: who it is, and where its configuration comes from. */
export function bootstrap({ pod, address, certificate, secretsSocket }: BootstrapProps): unknown {
  return {
    node: node(pod, address),
    admin: { address: socketAddress('0.0.0.0', ADMIN_PORT) },
    dynamic_resources: {
      lds_config: aggregated,
      cds_config: aggregated,
      ads_config: {
        api_type: 'DELTA_GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds-grpc' } }],
      },
    },
    static_resources: {
      clusters: [
        {
          ...grpcCluster('xds-grpc', socketAddress(NODE_ADDRESS, DISCOVERY_PORT)),
          transport_socket: discoveryTls(certificate),
        },
        // The name by which istiod's configuration refers to the agent.
        grpcCluster('sds-grpc', { pipe: { path: secretsSocket } }),
      ],
    },
    cluster_manager: {
      upstream_bind_config: {
        socket_options: [{ description: 'SO_MARK', level: 1, name: 36, int_value: PROXY_MARK, state: 'STATE_PREBIND' }],
      },
    },
    layered_runtime: { layers: [{ name: 'admin', admin_layer: {} }] },
  };
}

const aggregated = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' };

function node({ name, namespace, serviceAccount, labels, role }: Pod, address: string): unknown {
  const type = role === 'gateway' ? 'router' : 'sidecar';
  return {
    id: `${type}~${address}~${name}.${namespace}~${namespace}.svc.cluster.local`,
    cluster: `${name}.${namespace}`,
    metadata: {
      CLUSTER_ID: 'Kubernetes',
      INSTANCE_IPS: address,
      INTERCEPTION_MODE: 'REDIRECT',
      ISTIO_VERSION: '1.31.0',
      LABELS: labels,
      NAME: name,
      NAMESPACE: namespace,
      SERVICE_ACCOUNT: serviceAccount,
    },
  };
}

function grpcCluster(name: string, address: unknown): Record<string, unknown> {
  const http = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  return {
    name,
    type: 'STATIC',
    connect_timeout: '1s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
    typed_extension_protocol_options: {
      [http]: {
        '@type': `type.googleapis.com/${http}`,
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
  };
}

/** istiod gives secrets of a namespace to workloads that prove to be of it. */
function discoveryTls({ files }: Certificate): unknown {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      sni: DISCOVERY_HOST,
      common_tls_context: {
        alpn_protocols: ['h2'],
        tls_certificates: [{ certificate_chain: { filename: files.chain }, private_key: { filename: files.key } }],
        validation_context: {
          trusted_ca: { filename: files.authority },
          match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: DISCOVERY_HOST } }],
        },
      },
    },
  };
}

function socketAddress(address: string, port: number): unknown {
  return { socket_address: { address, port_value: port } };
}
