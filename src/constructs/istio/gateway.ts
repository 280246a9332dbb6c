import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as l1 from '../../../imports/networking.istio.io';
import { hostProblem } from '../../mesh/host';
import { admits, parseGatewayHost } from '../../mesh/gateway';
import * as kinds from '../../mesh/kinds';
import { fieldsOf, listOf, madeWith, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { LABELS, TEXT } from '../../model/props-values';
import { ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';

/**
 * A port of a gateway, with the fields that Istio has.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export type GatewayServer = l1.GatewayServers;

export interface GatewayProps extends ResourceProps {
  /** Labels of the pods of the gateway's workload. */
  readonly selector: Readonly<Record<string, string>>;
  /** Ports, protocols, hosts and certificates, at least one. */
  readonly servers: readonly GatewayServer[];
}

const SERVER = fieldsOf<GatewayServer>({ port: fieldsOf<GatewayServer['port']>({ name: TEXT }), hosts: listOf(TEXT) });

const PROPS = objectOf<GatewayProps>({ ...RESOURCE_SHAPE, selector: LABELS, servers: listOf(SERVER) });

/** A gateway that routes can be bound to, whoever owns it. */
export interface IGateway {
  /** `namespace/name`, as virtual services name it. */
  readonly reference: string;
  /**
   * A host on this gateway, to bind routes to.
   * @throws PropsError when no server of the gateway serves it
   */
  host(host: string): GatewayHost;
}

/** A host that a gateway serves: unlike a string, it cannot name a gateway that is not there. */
export class GatewayHost {
  /** @internal use {@link IGateway.host} */
  constructor(
    /** The gateway that virtual services with the host are bound to. */
    readonly gateway: IGateway,
    /** Such as `shop.example.com`; one that a server of the gateway admits. */
    readonly host: string,
  ) {}
}

export const GATEWAY_HOST = madeWith<GatewayHost>(
  { gateway: 'object', host: 'string' },
  "pass a host such as gateway.host('shop.example.com')",
);

/**
 * A load balancer at the edge of the mesh: which hosts and ports a gateway workload listens on.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export class Gateway extends Resource implements IGateway {
  /** A gateway that another repository owns, such as one that all teams share. */
  static fromName(scope: Construct, id: string, props: ExternalGatewayProps): IGateway {
    return new ExternalGateway(scope, id, props);
  }

  readonly resource: l1.Gateway;
  private readonly servers: GatewayServer[] = [];

  /** @throws PropsError when there is no server, two have one port name, or a host is none */
  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { selector, servers, ...rest } = props;
    if (servers.length === 0) throw new PropsError(this.node.path, 'the gateway has no server', 'add one to `servers`');
    for (const server of servers) this.add(server);
    const spec = (): l1.GatewaySpec => ({ selector, servers: this.servers });
    this.resource = new l1.Gateway(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Servers may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.GatewaySpec,
    });
  }

  /**
   * Adds a port with its hosts.
   * @throws PropsError when another server has the port name, or a host is none
   */
  addServer(server: GatewayServer): void {
    checkProps(this, SERVER, server, 'server');
    this.add(server);
  }

  private add(server: GatewayServer): void {
    const { name } = server.port;
    if (this.servers.some(({ port }) => port.name === name)) {
      throw new PropsError(this.node.path, `two servers have the port name "${name}"`, 'give each port its own name');
    }
    for (const host of server.hosts) {
      const problem = hostProblem(parseGatewayHost(host, '.').host);
      if (problem !== undefined) {
        throw new PropsError(
          this.node.path,
          `the host "${host}" ${problem}`,
          'write shop.example.com, *.example.com or *',
        );
      }
    }
    this.servers.push(server);
  }

  get reference(): string {
    return `${this.namespace}/${this.name}`;
  }

  host(host: string): GatewayHost {
    const hosts = this.servers.flatMap((server) => server.hosts);
    return checkedHost(this, this.node.path, host, hosts, this.namespace);
  }
}

/** How `Gateway.fromName` is told of a gateway that another repository owns. */
export interface ExternalGatewayProps {
  /** As its owner has it in `metadata.name`. */
  readonly name: string;
  /** Namespace of the Gateway, which need not be that of its pods. */
  readonly namespace: string;
  /**
   * Hosts that it serves, if they are known here: others are then refused.
   * @default unknown: every host is taken
   */
  readonly hosts?: readonly string[] | undefined;
}

const EXTERNAL_GATEWAY_PROPS = objectOf<ExternalGatewayProps>({
  name: TEXT,
  namespace: TEXT,
  hosts: optional(listOf(TEXT)),
});

class ExternalGateway extends Construct implements IGateway {
  readonly reference: string;
  private readonly hosts: readonly string[] | undefined;

  constructor(scope: Construct, id: string, props: ExternalGatewayProps) {
    super(scope, id);
    checkProps(this, EXTERNAL_GATEWAY_PROPS, props);
    const { name, namespace, hosts } = props;
    this.reference = `${namespace}/${name}`;
    this.hosts = hosts;
    new ExternalResource(this, 'Resource', { ...kinds.Gateway, namespace, name });
  }

  host(host: string): GatewayHost {
    return checkedHost(this, this.node.path, host, this.hosts ?? [host], '.');
  }
}

function checkedHost(
  gateway: IGateway,
  where: string,
  host: string,
  hosts: readonly string[],
  namespace: string,
): GatewayHost {
  checkProps(where, TEXT, host, 'host');
  const problem = hostProblem(host);
  if (problem !== undefined) {
    throw new PropsError(where, `the host "${host}" ${problem}`, 'write a host name such as shop.example.com');
  }
  const patterns = hosts.map((text) => parseGatewayHost(text, namespace));
  if (patterns.some((pattern) => admits({ ...pattern, namespace: '*' }, host, '')))
    return new GatewayHost(gateway, host);
  throw new PropsError(
    where,
    `the host ${host} is outside of the gateway, which serves ${[...new Set(hosts)].join(', ')}`,
    'add it to the hosts of the gateway, or expose it on a gateway that serves it',
  );
}
