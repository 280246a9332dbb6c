import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { objectOf } from '../../model/props';
import { checkProps } from '../../model/props-check';
import { LABELS } from '../../model/props-values';
import { CustomResource, METADATA } from '../custom-resource';

/** Fields of a {@link ConfigMap}, under their own names. */
export interface ConfigMapProps {
  /** Name, namespace, labels and annotations. */
  readonly metadata: ApiObjectMetadata;
  /** Texts by their keys, which are file names where pods mount it. */
  readonly data: Readonly<Record<string, string>>;
}

const PROPS = objectOf<ConfigMapProps>({ metadata: METADATA, data: LABELS });

/** A core `v1` ConfigMap. */
export class ConfigMap extends CustomResource {
  static readonly GVK = { apiVersion: 'v1', kind: 'ConfigMap' } as const;

  constructor(scope: Construct, id: string, props: ConfigMapProps) {
    checkProps([scope, id], PROPS, props);
    super(scope, id, ConfigMap.GVK, props);
  }
}
