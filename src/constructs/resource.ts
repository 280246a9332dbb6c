import type { ApiObjectMetadata, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { optional, Shape } from '../model/props';
import { LABELS, TEXT } from '../model/props-values';
import type { CustomResource } from './custom-resource';

/** Where an object lives and what it is called: what every L2 takes. */
export interface ResourceProps {
  /** @default the id of the construct */
  readonly name?: string | undefined;
  /** Namespace that the object is in. */
  readonly namespace: string;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** @default none */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Every L2 adds its own to these. */
export const RESOURCE_SHAPE: Shape<ResourceProps> = {
  name: optional(TEXT),
  namespace: TEXT,
  labels: optional(LABELS),
  annotations: optional(LABELS),
};

/** A construct that owns one object: the L2 of a kind. */
export abstract class Resource extends Construct {
  /** The L1, for everything that the L2 has no prop for. */
  abstract readonly resource: CustomResource;

  /** Name of the object. */
  get name(): string {
    return this.resource.name;
  }

  /** Namespace of the object; `''` where it has none, because its kind is cluster-scoped. */
  get namespace(): string {
    return this.resource.metadata.namespace ?? '';
  }

  /** Changes the object after everything else has been rendered: the way out where neither L2 nor L1 has a prop. */
  addJsonPatch(...operations: JsonPatch[]): void {
    this.resource.addJsonPatch(...operations);
  }
}

export function metadataOf(
  id: string,
  { name = id, namespace, labels = {}, annotations = {} }: ResourceProps,
): ApiObjectMetadata {
  return { name, namespace, labels, annotations };
}
