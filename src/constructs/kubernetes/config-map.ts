import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { CustomResource } from '../custom-resource';

export interface ConfigMapProps {
  readonly metadata: ApiObjectMetadata;
  readonly data: Readonly<Record<string, string>>;
}

/** A core `v1` ConfigMap. */
export class ConfigMap extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'ConfigMap' } as const;

  constructor(scope: Construct, id: string, props: ConfigMapProps) {
    super(scope, id, ConfigMap.GVK, props);
  }
}
