import type { Construct } from 'constructs';
import * as l1 from '../../../imports/networking.istio.io';
import { PropsError } from '../../model/props-error';
import { didYouMean } from '../../model/suggest';
import { metadataOf, Resource, ResourceProps } from '../resource';
import { Destination, ServiceReference } from './destination';

export type TrafficPolicy = l1.DestinationRuleTrafficPolicy;

export interface Subset {
  /** Labels of the pods that belong to it, besides those that the service selects. */
  readonly labels: Readonly<Record<string, string>>;
  /** @default the traffic policy of the rule */
  readonly trafficPolicy?: TrafficPolicy | undefined;
}

export interface DestinationRuleProps extends ResourceProps {
  readonly service: ServiceReference;
  /** Connection pool, load balancing, outlier detection, TLS. @default Istio's defaults */
  readonly trafficPolicy?: TrafficPolicy | undefined;
  /** By name. @default none */
  readonly subsets?: Readonly<Record<string, Subset>> | undefined;
  /** Namespaces that see the rule. @default all */
  readonly exportTo?: readonly string[] | undefined;
}

/**
 * What happens to requests after routing: subsets of a service and how connections to it are made.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export class DestinationRule extends Resource {
  readonly resource: l1.DestinationRule;
  readonly service: ServiceReference;
  private readonly subsets: Readonly<Record<string, Subset>>;

  /** @throws PropsError when a subset selects by no label, and so is every pod of the service */
  constructor(scope: Construct, id: string, props: DestinationRuleProps) {
    super(scope, id);
    const { service, trafficPolicy, subsets = {}, exportTo, ...rest } = props;
    this.service = service;
    this.subsets = subsets;
    for (const [name, { labels }] of Object.entries(subsets)) {
      if (Object.keys(labels).length > 0) continue;
      throw new PropsError(
        this.node.path,
        `the subset "${name}" has no labels, so it is the whole service`,
        'name a label that only its pods have',
      );
    }
    const names = Object.keys(subsets);
    this.resource = new l1.DestinationRule(this, 'Resource', {
      metadata: metadataOf(id, rest),
      spec: {
        host: service.host,
        trafficPolicy,
        exportTo,
        subsets: names.length === 0 ? undefined : names.map((name) => ({ name, ...subsets[name] })),
      },
    });
  }

  /**
   * A subset, to route to.
   * @throws PropsError when the rule has no such subset
   */
  subset(name: string): Destination {
    if (name in this.subsets) return new Destination(this.service.host, name);
    const names = Object.keys(this.subsets);
    throw new PropsError(
      this.node.path,
      `the destination rule has no subset "${name}"${didYouMean(name, names)}`,
      `use one of ${names.join(', ') || 'none: it has no subsets'}`,
    );
  }
}
