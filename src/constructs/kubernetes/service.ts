import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resource';

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  /** Port of the pods. @default the port of the service */
  readonly targetPort?: number | string | undefined;
  /** Protocol that Istio treats the port as, such as `http`. @default by the port's name */
  readonly appProtocol?: string | undefined;
}

export interface ServiceProps {
  readonly metadata: ApiObjectMetadata;
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly ServicePort[];
  };
}

/** A core `v1` Service of type ClusterIP. */
export class Service extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'Service' } as const;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id, Service.GVK, props);
  }
}
