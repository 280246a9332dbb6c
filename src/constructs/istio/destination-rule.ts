import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import * as l1 from '../../../imports/networking.istio.io';
import { fieldsOf, listOf, objectOf, optional, recordOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { PropsError } from '../../model/props-error';
import { LABELS, TEXT } from '../../model/props-values';
import { didYouMean } from '../../model/suggest';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { Destination, SERVICE_REFERENCE, ServiceReference } from './destination';

/**
 * How proxies connect to a service, with the fields that Istio has.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export type TrafficPolicy = l1.DestinationRuleTrafficPolicy;

/** Some of the pods of a service, which routes can send requests to apart from the others. */
export interface Subset {
  /** Labels of the pods that belong to it, besides those that the service selects. @default all its pods */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** @default the traffic policy of the rule */
  readonly trafficPolicy?: TrafficPolicy | undefined;
}

export interface DestinationRuleProps extends ResourceProps {
  /** The host that the rule is for. */
  readonly service: ServiceReference;
  /** Connection pool, load balancing, outlier detection, TLS. @default Istio's defaults */
  readonly trafficPolicy?: TrafficPolicy | undefined;
  /** By name. @default none */
  readonly subsets?: Readonly<Record<string, Subset>> | undefined;
  /** Namespaces that see the rule. @default all */
  readonly exportTo?: readonly string[] | undefined;
}

export const TRAFFIC_POLICY = fieldsOf<TrafficPolicy>();

const SUBSET = objectOf<Subset>({ labels: optional(LABELS), trafficPolicy: optional(TRAFFIC_POLICY) });

const PROPS = objectOf<DestinationRuleProps>({
  ...RESOURCE_SHAPE,
  service: SERVICE_REFERENCE,
  trafficPolicy: optional(TRAFFIC_POLICY),
  subsets: optional(recordOf(SUBSET)),
  exportTo: optional(listOf(TEXT)),
});

/**
 * What happens to requests after routing: subsets of a service and how connections to it are made.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export class DestinationRule extends Resource {
  readonly resource: l1.DestinationRule;
  /** The host that the rule is for. */
  readonly service: ServiceReference;
  private readonly subsets = new Map<string, Subset>();

  /** @throws PropsError when a subset says nothing: neither labels nor a traffic policy */
  constructor(scope: Construct, id: string, props: DestinationRuleProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { service, trafficPolicy, subsets = {}, exportTo, ...rest } = props;
    this.service = service;
    for (const [name, subset] of Object.entries(subsets)) this.add(name, subset);
    const spec = (): l1.DestinationRuleSpec => ({
      host: service.host,
      trafficPolicy,
      exportTo,
      subsets: this.subsets.size === 0 ? undefined : [...this.subsets].map(([name, subset]) => ({ name, ...subset })),
    });
    this.resource = new l1.DestinationRule(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Subsets may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.DestinationRuleSpec,
    });
  }

  /**
   * Adds a subset that routes can send requests to.
   * @returns the subset, to route to
   * @throws PropsError when there is one of the name, or it says nothing
   */
  addSubset(name: string, subset: Subset): Destination {
    checkProps(this, TEXT, name, 'name');
    checkProps(this, SUBSET, subset, 'subset');
    this.add(name, subset);
    return new Destination(this.service.host, name);
  }

  private add(name: string, subset: Subset): void {
    if (this.subsets.has(name)) {
      throw new PropsError(this.node.path, `two subsets are called "${name}"`, 'rename one of them');
    }
    if (Object.keys(subset.labels ?? {}).length === 0 && subset.trafficPolicy === undefined) {
      throw new PropsError(
        this.node.path,
        `the subset "${name}" has no labels, so it is the whole service`,
        'name a label that only its pods have',
      );
    }
    this.subsets.set(name, subset);
  }

  /**
   * A subset, to route to.
   * @throws PropsError when the rule has no such subset
   */
  subset(name: string): Destination {
    checkProps(this, TEXT, name, 'name');
    if (this.subsets.has(name)) return new Destination(this.service.host, name);
    const names = [...this.subsets.keys()];
    throw new PropsError(
      this.node.path,
      `the destination rule has no subset "${name}"${didYouMean(name, names)}`,
      `use one of ${names.join(', ') || 'none: it has no subsets'}`,
    );
  }
}
