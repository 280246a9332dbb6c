import type { ApiObjectMetadata } from 'cdk8s';
import type { Shape } from '../model/props';
import { RESOURCE_SHAPE, ResourceProps } from './resource';

/** What the L2 of a kind takes whose objects are in no namespace. */
export type ClusterResourceProps = Omit<ResourceProps, 'namespace'>;

export const CLUSTER_RESOURCE_SHAPE: Shape<ClusterResourceProps> = {
  name: RESOURCE_SHAPE.name,
  labels: RESOURCE_SHAPE.labels,
  annotations: RESOURCE_SHAPE.annotations,
};

export function clusterMetadataOf(
  id: string,
  { name = id, labels = {}, annotations = {} }: ClusterResourceProps,
): ApiObjectMetadata {
  return { name, labels, annotations };
}
