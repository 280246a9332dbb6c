import type { Construct } from 'constructs';
import type { Destination as DestinationSpec } from '../../../imports/networking.istio.io';
import { serviceHost } from '../../mesh/host';
import * as kinds from '../../mesh/kinds';
import { checkPort } from '../../model/port';
import { madeWith } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { EXTERNAL_PROPS, ExternalProps, ExternalResource } from '../external-resource';

/** A place that a route sends requests to. */
export class Destination {
  /** @internal use {@link ServiceReference.destination} or `DestinationRule.subset` */
  constructor(
    /** Fully qualified. */
    readonly host: string,
    /** Name of a subset of its destination rule; undefined for all endpoints. */
    readonly subset?: string,
    /** Port of the service; undefined where the service has one only. */
    readonly port?: number,
  ) {}

  /** The same place on a port of the service; needed where the service has several. */
  onPort(port: number): Destination {
    return new Destination(this.host, this.subset, checkPort(port));
  }

  /** @internal */
  toSpec(): DestinationSpec {
    return { host: this.host, subset: this.subset, port: this.port === undefined ? undefined : { number: this.port } };
  }
}

export const DESTINATION = madeWith<Destination>(
  { host: 'string', onPort: 'function', toSpec: 'function' },
  'pass a destination such as service.destination()',
);

/** A service that something else makes: a Deployment's chart, another repository, a service entry. */
export class ServiceReference {
  private constructor(
    /** Fully qualified host. */
    readonly host: string,
    /** Namespace of the service; `''` for a host outside the cluster. */
    readonly namespace: string,
  ) {}

  /** A Kubernetes service. */
  static inCluster(name: string, namespace: string): ServiceReference {
    checkProps('ServiceReference.inCluster', TEXT, name, 'name');
    checkProps('ServiceReference.inCluster', TEXT, namespace, 'namespace');
    return new ServiceReference(serviceHost(name, namespace), namespace);
  }

  /** A Kubernetes service that another repository owns, with its destination rule. */
  static fromName(scope: Construct, id: string, props: ExternalProps): ServiceReference {
    checkProps([scope, id], EXTERNAL_PROPS, props);
    const { name, namespace } = props;
    new ExternalResource(scope, id, { ...kinds.Service, namespace, name });
    return ServiceReference.inCluster(name, namespace);
  }

  /** A host of a service entry. */
  static external(host: string): ServiceReference {
    checkProps('ServiceReference.external', TEXT, host, 'host');
    return new ServiceReference(host, '');
  }

  /** All endpoints of the service, of whatever version. */
  destination(port?: number): Destination {
    const destination = new Destination(this.host);
    return port === undefined ? destination : destination.onPort(port);
  }
}

export const SERVICE_REFERENCE = madeWith<ServiceReference>(
  { host: 'string', namespace: 'string', destination: 'function' },
  'pass a service such as ServiceReference.inCluster(name, namespace)',
);
