import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { eitherOf, listOf, objectOf, optional } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS, PORT, TEXT } from '../../model/props-values';
import { CustomResource, METADATA } from '../custom-resource';

/** A port of a {@link Service}. */
export interface ServicePort {
  /** Name of the port; Istio takes the protocol from its beginning. */
  readonly name: string;
  /** Number that callers use. */
  readonly port: number;
  /** Port of the pods. @default the port of the service */
  readonly targetPort?: number | string | undefined;
  /** Protocol that Istio treats the port as, such as `http`. @default by the port's name */
  readonly appProtocol?: string | undefined;
}

/** Fields of a {@link Service}, under their own names. */
export interface ServiceProps {
  /** Name, namespace, labels and annotations. */
  readonly metadata: ApiObjectMetadata;
  /** Which pods, and on which ports. */
  readonly spec: {
    /** Labels that the pods have. */
    readonly selector: Readonly<Record<string, string>>;
    /** Each with the protocol that Istio takes it for. */
    readonly ports: readonly ServicePort[];
  };
}

const PROPS = objectOf<ServiceProps>({
  metadata: METADATA,
  spec: objectOf<ServiceProps['spec']>({
    selector: LABELS,
    ports: listOf(
      objectOf<ServicePort>({
        name: TEXT,
        port: PORT,
        targetPort: optional(eitherOf(PORT, TEXT)),
        appProtocol: optional(TEXT),
      }),
    ),
  }),
});

/** A core `v1` Service of type ClusterIP. */
export class Service extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'Service' } as const;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    checkProps([scope, id], PROPS, props);
    super(scope, id, Service.GVK, props);
  }
}
