import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { ServiceReference } from '../constructs/istio/destination';
import { DestinationRule, TRAFFIC_POLICY, TrafficPolicy } from '../constructs/istio/destination-rule';
import { ServiceEntry } from '../constructs/istio/service-entry';
import { Retries, RETRIES, VirtualService } from '../constructs/istio/virtual-service';
import { SERVICE_ACCOUNT, ServiceAccountReference } from '../constructs/istio/workload';
import { MESH } from '../mesh/virtual-service';
import type { Duration } from '../model/duration';
import { distinctOf, madeWith, objectOf, optional } from '../model/props';
import { checkProps } from '../model/props-check';
import { PropsError } from '../model/props-error';
import { DURATION, PORT, TEXT } from '../model/props-values';
import { APPLICATION_LABEL } from './application-identity';
import { CALL, Callable, CallProps } from './callable';
import { chartNamespace } from './chart-namespace';
import { EGRESS_PORT, EgressGateway } from './egress-gateway';
import { DEFAULT_RETRIES, DEFAULT_TIMEOUT, DEFAULT_TRAFFIC_POLICY } from './traffic-defaults';

/** Where the service is, and how requests get there. */
export interface ExternalServiceProps {
  /** Hosts of the service, at least one; no wildcards, because each is looked up by DNS. */
  readonly hosts: readonly string[];
  /**
   * Gateway that the requests leave the mesh by; it alone can limit callers to methods and paths.
   * @default none: sidecars connect to the hosts themselves
   */
  readonly via?: EgressGateway | undefined;
  /** Port of the hosts that takes TLS. @default 443 */
  readonly port?: number | undefined;
  /**
   * Namespace of the objects. Callers of all namespaces see the hosts, whichever it is.
   *
   * @default the namespace of its chart, else `default`; an environment has none
   */
  readonly namespace?: string | undefined;
  /** Authorities that the hosts' certificates are checked against, as a path in the proxy. @default the system's */
  readonly caCertificates?: string | undefined;
  /** @default 15 s */
  readonly timeout?: Duration | undefined;
  /** @default 2 tries more, only where the request cannot have reached the host */
  readonly retries?: Retries | undefined;
  /** Fields replace those of {@link DEFAULT_TRAFFIC_POLICY}. @default the defaults alone */
  readonly trafficPolicy?: TrafficPolicy | undefined;
}

/** What proxies of the mesh tell each other of callers, their certificates and addresses: not for strangers. */
const MESH_HEADERS = [
  'x-forwarded-client-cert',
  'x-forwarded-for',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
];

const PROPS = objectOf<ExternalServiceProps>({
  hosts: distinctOf(TEXT, dashed),
  via: optional(madeWith<EgressGateway>({ open: 'function', admit: 'function' }, 'pass an EgressGateway')),
  port: optional(PORT),
  namespace: optional(TEXT),
  caCertificates: optional(TEXT),
  timeout: optional(DURATION),
  retries: optional(RETRIES),
  trafficPolicy: optional(TRAFFIC_POLICY),
});

/** Port that applications call: plain HTTP, which a proxy turns into TLS. */
const HTTP_PORT = 80;

/**
 * A service outside of the mesh that applications call by plain HTTP on port 80, and proxies by TLS: then routes,
 * retries, policies and metrics see the requests, and no application needs to handle certificates.
 */
export class ExternalService extends Construct implements Callable {
  /** One of each host, for Sidecars of callers. */
  readonly services: readonly ServiceReference[];
  private readonly hosts: readonly string[];
  private readonly via: EgressGateway | undefined;
  /** Namespaces of declared callers. */
  private readonly callers = new Set<string>();

  /** @throws PropsError when there is no host, or one is none */
  constructor(scope: Construct, id: string, props: ExternalServiceProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { hosts, via, port = 443, namespace = chartNamespace(this) } = props;
    this.hosts = hosts;
    this.via = via;
    const metadata = { namespace, labels: { [APPLICATION_LABEL]: id } };
    const entry = new ServiceEntry(this, 'service-entry', {
      ...metadata,
      name: id,
      hosts,
      // The port of TLS is the endpoints' alone: applications that open TLS themselves, past the routes, get nowhere.
      ports: [{ number: HTTP_PORT, name: 'http', protocol: 'HTTP', targetPort: port }],
    });
    this.services = hosts.map((host) => entry.host(host));
    for (const service of this.services) {
      const suffix = hosts.length === 1 ? '' : `-${dashed(service.host)}`;
      this.originateTls(service, suffix, { ...metadata, name: `${id}${suffix}` }, props);
      this.route(service, suffix, { ...metadata, name: `${id}${suffix}` }, props);
    }
    if (via === undefined) entry.resource.node.addValidation({ validate: () => this.confinedCallers() });
  }

  /**
   * Lets the caller in: through the gateway, if there is one.
   * @throws PropsError when methods or paths are limited without a gateway that could check them
   */
  admit(caller: ServiceAccountReference, call: CallProps = {}): void {
    checkProps(this, SERVICE_ACCOUNT, caller, 'caller');
    checkProps(this, CALL, call, 'call');
    const { methods, paths } = call;
    // Without a gateway nobody stands between the caller and the host: the caller's Sidecar alone knows the host.
    const limited = Object.entries({ methods, paths }).filter(([, limit]) => limit !== undefined);
    if (this.via === undefined && limited.length > 0) {
      throw new PropsError(
        this.node.path,
        `its callers cannot be limited by ${limited.map(([name]) => name).join(' and ')}: they leave the mesh by their own ` +
          'sidecars, which check no policy of what goes out',
        'pass an EgressGateway as `via` of the external service, which checks them, or declare the call without them',
      );
    }
    this.callers.add(caller.namespace);
    this.via?.admit(caller, { hosts: this.hosts.flatMap(withAnyPort), methods, paths });
  }

  /** Declared callers whose own connections a NetworkPolicy of the same chart refuses. */
  private confinedCallers(): string[] {
    const chart = this.node.scopes.find((scope) => Chart.isChart(scope));
    const gateways = chart?.node.findAll().filter((construct) => construct instanceof EgressGateway) ?? [];
    return gateways.flatMap((gateway) =>
      [...this.callers]
        .filter((namespace) => gateway.confines(namespace))
        .map((namespace) => `its callers in ${namespace} can leave by ${gateway.node.path} only: pass that as \`via\``),
    );
  }

  private originateTls(
    service: ServiceReference,
    suffix: string,
    metadata: Metadata,
    props: ExternalServiceProps,
  ): void {
    const { caCertificates = 'system', trafficPolicy } = props;
    const tls = { mode: 'SIMPLE', sni: service.host, subjectAltNames: [service.host], caCertificates } as const;
    new DestinationRule(this, `destination-rule${suffix}`, {
      ...metadata,
      service,
      trafficPolicy: { ...DEFAULT_TRAFFIC_POLICY, tls, ...trafficPolicy },
    });
  }

  private route(service: ServiceReference, suffix: string, metadata: Metadata, props: ExternalServiceProps): void {
    const { timeout = DEFAULT_TIMEOUT, retries = DEFAULT_RETRIES, via } = props;
    const toHost = {
      route: [{ destination: service.destination(HTTP_PORT) }],
      timeout,
      retries,
      headers: { request: { remove: MESH_HEADERS } },
    };
    if (via === undefined) {
      const http = [{ name: 'direct', ...toHost }];
      new VirtualService(this, `virtual-service${suffix}`, { ...metadata, hosts: [service], http });
      return;
    }
    const { onGateway, fromMesh } = via.open(service.host);
    new VirtualService(this, `virtual-service${suffix}`, {
      ...metadata,
      hosts: [onGateway, service],
      http: [
        {
          name: 'to-egress-gateway',
          match: [{ gateways: [MESH], port: HTTP_PORT }],
          route: [{ destination: fromMesh }],
          timeout,
          // The gateway tries again; if the sidecar did too, the tries would multiply.
          retries: { attempts: 0 },
        },
        {
          name: 'to-host',
          match: [{ gateways: [onGateway.gateway.reference], port: EGRESS_PORT }],
          ...toHost,
        },
      ],
    });
  }
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** As clients may write it in the Host header: most leave out a port that is the usual one. */
function withAnyPort(host: string): string[] {
  return [host, `${host}:*`];
}

function dashed(host: string): string {
  return host.replaceAll('.', '-');
}
