import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { CustomResource, METADATA } from '../custom-resource';

/** Fields of a {@link ServiceAccount}, under their own names. */
export interface ServiceAccountProps {
  /** Name, namespace, labels and annotations. */
  readonly metadata: ApiObjectMetadata;
}

const PROPS = objectOf<ServiceAccountProps>({ metadata: METADATA });

/** A core `v1` ServiceAccount. */
export class ServiceAccount extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'ServiceAccount' } as const;

  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    checkProps([scope, id], PROPS, props);
    super(scope, id, ServiceAccount.GVK, props);
  }
}
