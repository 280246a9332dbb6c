import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resource';

export interface ServiceAccountProps {
  readonly metadata: ApiObjectMetadata;
}

/** A core `v1` ServiceAccount. */
export class ServiceAccount extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'ServiceAccount' } as const;

  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    super(scope, id, ServiceAccount.GVK, props);
  }
}
