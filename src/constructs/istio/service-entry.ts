import type { Construct } from 'constructs';
import * as l1 from '../../../imports/networking.istio.io';
import { hostProblem } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { fieldsOf, listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { TEXT } from '../../model/props-values';
import { didYouMean } from '../../model/suggest';
import { EXTERNAL_PROPS, ExternalProps, ExternalResource } from '../external-resource';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { ServiceReference } from './destination';

/**
 * A port of a host outside of the mesh, with the fields that Istio has.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServicePort
 */
export type ServiceEntryPort = l1.ServiceEntryPorts;

export interface ServiceEntryProps extends ResourceProps {
  /** Hosts that become known to the mesh, at least one. */
  readonly hosts: readonly string[];
  /** Ports of the hosts, and what is spoken there. */
  readonly ports: readonly ServiceEntryPort[];
  /** @default 'MESH_EXTERNAL' */
  readonly location?: 'MESH_EXTERNAL' | 'MESH_INTERNAL' | undefined;
  /** How addresses are found. @default 'DNS' */
  readonly resolution?: NonNullable<l1.ServiceEntrySpec['resolution']> | undefined;
  /** @default none */
  readonly endpoints?: l1.ServiceEntrySpec['endpoints'];
  /** Virtual IP addresses, which ports that are neither HTTP nor TLS need. @default none */
  readonly addresses?: readonly string[] | undefined;
  /** Namespaces that see it. @default all */
  readonly exportTo?: readonly string[] | undefined;
}

const PROPS = objectOf<ServiceEntryProps>({
  ...RESOURCE_SHAPE,
  hosts: listOf(TEXT),
  ports: listOf(fieldsOf<ServiceEntryPort>()),
  location: optional(oneOf('MESH_EXTERNAL', 'MESH_INTERNAL')),
  resolution: optional(oneOf('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS')),
  endpoints: optional(listOf(fieldsOf<Endpoint>())),
  addresses: optional(listOf(TEXT)),
  exportTo: optional(listOf(TEXT)),
});

type Endpoint = NonNullable<l1.ServiceEntrySpec['endpoints']>[number];

/**
 * A host that the mesh does not know by itself, such as an API on the Internet.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export class ServiceEntry extends Resource {
  /** A service entry that another repository owns. */
  static fromName(scope: Construct, id: string, props: ExternalProps): void {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    new ExternalResource(scope, id, { ...kinds.ServiceEntry, ...props });
  }

  readonly resource: l1.ServiceEntry;
  /** Names that the entry makes known to the mesh. */
  readonly hosts: readonly string[];

  /** @throws PropsError when there is no host, or one is none, or a wildcard would have to be looked up by DNS */
  constructor(scope: Construct, id: string, props: ServiceEntryProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const {
      hosts,
      ports,
      location = 'MESH_EXTERNAL',
      resolution = 'DNS',
      endpoints,
      addresses,
      exportTo,
      ...rest
    } = props;
    if (hosts.length === 0)
      throw new PropsError(this.node.path, 'a service entry without hosts adds nothing', 'add a host');
    for (const host of hosts) {
      const problem = hostProblem(host);
      if (problem !== undefined)
        throw new PropsError(this.node.path, `the host "${host}" ${problem}`, 'write api.example.com');
      if (host.startsWith('*') && resolution === 'DNS' && endpoints === undefined) {
        throw new PropsError(
          this.node.path,
          `DNS has no address for the wildcard ${host}`,
          "set resolution: 'DYNAMIC_DNS' or 'NONE'",
        );
      }
    }
    this.hosts = hosts;
    this.resource = new l1.ServiceEntry(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: { hosts, ports, location, resolution, endpoints, addresses, exportTo },
    });
  }

  /**
   * One of the hosts, to route to.
   * @throws PropsError when the entry does not have it
   */
  host(host: string): ServiceReference {
    checkProps(this, TEXT, host, 'host');
    if (this.hosts.includes(host)) return ServiceReference.external(host);
    throw new PropsError(
      this.node.path,
      `it has no host ${host}${didYouMean(host, this.hosts)}`,
      `use one of ${this.hosts.join(', ')}`,
    );
  }
}
