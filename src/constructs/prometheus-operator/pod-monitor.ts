import type { Construct } from 'constructs';
import * as l1 from '../../../imports/monitoring.coreos.com';
import { fieldsOf, objectOf, optional, someOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { MONITORED_NAMESPACES, MonitoredNamespaces, namespaceSelector } from './namespaces';

export interface PodMonitorProps extends ResourceProps {
  /** @default the namespace of the monitor */
  readonly namespaces?: MonitoredNamespaces | undefined;
  /** Pods by their labels; `{}` selects all. */
  readonly selector: l1.LabelSelector;
  /** What is scraped of each pod, as the operator has it. */
  readonly endpoints: readonly l1.PodMonitorPodMetricsEndpoints[];
  /** Label of pods whose value is the `job` of the series. @default the namespace and name of the monitor */
  readonly jobLabel?: string | undefined;
}

const PROPS = objectOf<PodMonitorProps>({
  ...RESOURCE_SHAPE,
  namespaces: optional(MONITORED_NAMESPACES),
  selector: fieldsOf<l1.LabelSelector>(),
  endpoints: someOf(fieldsOf<l1.PodMonitorPodMetricsEndpoints>()),
  jobLabel: optional(TEXT),
});

/**
 * Pods that Prometheus scrapes, whether or not a Service selects them.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
 */
export class PodMonitor extends Resource {
  readonly resource: l1.PodMonitor;

  /** @throws PropsError when nothing would be scraped */
  constructor(scope: Construct, id: string, props: PodMonitorProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { namespaces, selector, endpoints, jobLabel, ...rest } = props;
    this.resource = new l1.PodMonitor(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: {
        namespaceSelector: namespaceSelector(namespaces),
        selector,
        podMetricsEndpoints: endpoints,
        jobLabel,
      },
    });
  }
}
