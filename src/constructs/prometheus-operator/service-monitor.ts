import type { Construct } from 'constructs';
import * as l1 from '../../../imports/monitoring.coreos.com';
import { fieldsOf, listOf, objectOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { MONITORED_NAMESPACES, MonitoredNamespaces, namespaceSelector } from './namespaces';

export interface ServiceMonitorProps extends ResourceProps {
  /** @default the namespace of the monitor */
  readonly namespaces?: MonitoredNamespaces | undefined;
  /** Services by their labels; `{}` selects all. */
  readonly selector: l1.LabelSelector;
  /** What is scraped of each pod behind the services, as the operator has it. */
  readonly endpoints: readonly l1.ServiceMonitorEndpoints[];
  /** Label of services whose value is the `job` of the series. @default the name of the service */
  readonly jobLabel?: string | undefined;
  /** Labels of services that the series get, too. @default none */
  readonly targetLabels?: readonly string[] | undefined;
}

const PROPS = objectOf<ServiceMonitorProps>({
  ...RESOURCE_SHAPE,
  namespaces: optional(MONITORED_NAMESPACES),
  selector: fieldsOf<l1.LabelSelector>(),
  endpoints: someOf(fieldsOf<l1.ServiceMonitorEndpoints>()),
  jobLabel: optional(TEXT),
  targetLabels: optional(listOf(TEXT)),
});

/**
 * Services whose pods Prometheus scrapes.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 */
export class ServiceMonitor extends Resource {
  readonly resource: l1.ServiceMonitor;

  /** @throws PropsError when nothing would be scraped */
  constructor(scope: Construct, id: string, props: ServiceMonitorProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { namespaces, selector, endpoints, jobLabel, targetLabels, ...rest } = props;
    this.resource = new l1.ServiceMonitor(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: { namespaceSelector: namespaceSelector(namespaces), selector, endpoints, jobLabel, targetLabels },
    });
  }
}
