import { Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import * as l1 from '../../../imports/networking.istio.io';
import { listOf, objectOf, oneOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS, TEXT } from '../../model/props-values';
import { metadataOf, Resource, RESOURCE_SHAPE, ResourceProps } from '../resource';
import { SERVICE_REFERENCE, ServiceReference } from './destination';

export interface SidecarProps extends ResourceProps {
  /** Labels of the pods that it is for. @default all pods of the namespace */
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  /** Services that the pods call: their proxies get the configuration of these and of nothing else. */
  readonly egress: readonly ServiceReference[];
  /**
   * Namespace of the control plane, whose services every sidecar needs.
   * @default 'istio-system'
   */
  readonly rootNamespace?: string | undefined;
  /** What happens to calls to unknown hosts. @default the setting of the mesh */
  readonly outboundTrafficPolicy?: 'REGISTRY_ONLY' | 'ALLOW_ANY' | undefined;
}

const PROPS = objectOf<SidecarProps>({
  ...RESOURCE_SHAPE,
  matchLabels: optional(LABELS),
  egress: listOf(SERVICE_REFERENCE),
  rootNamespace: optional(TEXT),
  outboundTrafficPolicy: optional(oneOf('REGISTRY_ONLY', 'ALLOW_ANY')),
});

/**
 * What the proxies of a workload know of the mesh. Declaring it keeps large meshes fast: each proxy gets the
 * configuration of what it calls, not of everything.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export class Sidecar extends Resource {
  readonly resource: l1.Sidecar;
  private readonly egress: ServiceReference[];

  constructor(scope: Construct, id: string, props: SidecarProps) {
    super(scope, id);
    checkProps(this, PROPS, props);
    const { matchLabels, egress, rootNamespace = 'istio-system', outboundTrafficPolicy, ...rest } = props;
    this.egress = [...egress];
    const spec = (): l1.SidecarSpec => ({
      workloadSelector: matchLabels === undefined ? undefined : { labels: matchLabels },
      egress: [{ hosts: [`${rootNamespace}/*`, ...new Set(this.egress.map(egressHost))] }],
      outboundTrafficPolicy: outboundTrafficPolicy === undefined ? undefined : { mode: outboundTrafficPolicy },
    });
    this.resource = new l1.Sidecar(this, 'Resource', {
      metadata: metadataOf(id, rest),
      // Services may be added until the manifest is made.
      spec: Lazy.any({ produce: spec }) as l1.SidecarSpec,
    });
  }

  /** Adds a service that the pods call, besides those of the props. */
  addEgress(service: ServiceReference): void {
    checkProps(this, SERVICE_REFERENCE, service, 'service');
    this.egress.push(service);
  }
}

/** A service entry's host may be exported from any namespace. */
function egressHost({ namespace, host }: ServiceReference): string {
  return `${namespace === '' ? '*' : namespace}/${host}`;
}
